#include "daemon/changelog/line.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "daemon/changelog/compress.hpp"

namespace samkat::changelog {
namespace {

const std::string any_mac(64, 'a');

std::string whole_line(const Event& event, std::string_view sealed) {
    return line_text(line_body(clear_part(event), sealed, event.prev), any_mac);
}

Event any_event(std::uint64_t seq, const std::string& text) {
    Event event;
    event.seq = seq & 0xFFFFFFFFFF;
    event.time = "2026-08-17T06:00:00.000Z";
    event.actor = text;
    event.kind = event_kind::approve;
    event.municipality = "1495";
    event.prev = no_line_hash;
    return event;
}

RC_GTEST_PROP(Line, IsReadBackWhateverItSays, (std::uint64_t seq, const std::string& actor)) {
    const Event event = any_event(seq, actor);
    const std::string text = whole_line(event, "c2VhbGVk");
    const auto line = parse_line(text);
    RC_ASSERT(line.has_value());
    RC_ASSERT(line->event.seq == event.seq);
    RC_ASSERT(line->clear == clear_part(event));
    RC_ASSERT(line->sealed == "c2VhbGVk");
    RC_ASSERT(line->mac == any_mac);
    RC_ASSERT(line->event.hash == hex(sha256(text.substr(0, text.rfind(",\"mac\"")))));
    RC_ASSERT(seq_of(text) == event.seq);
    RC_ASSERT(text.find('\n') == std::string::npos);
}

TEST(Line, OnlyOneSpellingIsALine) {
    const Event event = any_event(1, "anna");
    const std::string good = whole_line(event, "");
    ASSERT_TRUE(parse_line(good));
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        text.replace(text.find(from), from.size(), to);
        return parse_line(text);
    };
    EXPECT_FALSE(changed(",\"seq\"", ", \"seq\""));
    EXPECT_FALSE(changed("anna", "\\u0061nna"));
    EXPECT_FALSE(changed("anna", "anna\\"));
    EXPECT_FALSE(changed("\"sealed\":\"", "\"sealed\":\"\\u0041"));
    EXPECT_FALSE(changed("\"seq\":1", "\"seq\":01"));
    EXPECT_FALSE(changed("\"seq\":1", "\"seq\":1.0"));
    EXPECT_FALSE(changed("\"seq\":1", "\"seq\":-1"));
    EXPECT_FALSE(changed("event/2", "event/1"));
    EXPECT_FALSE(changed("\"outcome\":\"\"", "\"outcome\":\"\",\"more\":1"));
    EXPECT_FALSE(changed("\"outcome\":\"\",", ""));
    EXPECT_FALSE(changed("00\",", "0G\","));
    EXPECT_FALSE(changed("aa\"}", "aA\"}"));
    EXPECT_FALSE(changed(",\"mac\":\"" + any_mac + "\"", ""));
    EXPECT_FALSE(parse_line(good + " "));
    EXPECT_FALSE(parse_line(""));
}

TEST(Line, TheSeqIsFoundOnlyWhereALineStarts) {
    EXPECT_EQ(seq_of(R"({"schema":"samkat/event/2","seq":17,"ti)"), 17u);
    EXPECT_FALSE(seq_of(R"({"schema":"samkat/event/2","seq":17)"));
    EXPECT_FALSE(seq_of(R"({"schema":"samkat/event/2","seq":,)"));
    EXPECT_FALSE(seq_of("seq"));
}

RC_GTEST_PROP(Compress, RoundTrip, (const std::string& text)) {
    Deflater deflater;
    Inflater inflater;
    RC_ASSERT(inflater.expand(deflater.compress("before"), 10).value() == "before");
    RC_ASSERT(inflater.expand(deflater.compress(text), text.size()).value() == text);
}

TEST(Compress, TooMuchAndTooLittleAreErrors) {
    Deflater deflater;
    Inflater inflater;
    const std::string packed = deflater.compress(std::string(1'000'000, 'a'));
    EXPECT_LT(packed.size(), 2000u);
    EXPECT_FALSE(inflater.expand(packed, 999'999));
    EXPECT_TRUE(inflater.expand(packed, 1'000'000));
    EXPECT_FALSE(inflater.expand(packed.substr(0, packed.size() - 1), 1'000'000));
    EXPECT_FALSE(inflater.expand(packed + "x", 1'000'000));
    EXPECT_FALSE(inflater.expand("", 10));
}

}  // namespace
}  // namespace samkat::changelog
