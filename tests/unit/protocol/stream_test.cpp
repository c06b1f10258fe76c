// The two ends of the protocol against each other: what a RecordWriter sends is what a StreamReader hands out.
#include "connectors/protocol/stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "connectors/csv/messages.hpp"
#include "connectors/protocol/messages.hpp"
#include "connectors/protocol/request.hpp"
#include "connectors/sdk/messages.hpp"
#include "connectors/xml/messages.hpp"
#include "daemon/base/text.hpp"
#include "daemon/sources/messages.hpp"
#include "tests/support/connector_run.hpp"

namespace samkat::protocol {
namespace {

using Values = std::vector<std::string>;

rc::Gen<std::string> any_utf8() {
    const auto code_point =
        rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80), rc::gen::inRange<std::uint32_t>(0x80, 0xD800),
                       rc::gen::inRange<std::uint32_t>(0xE000, 0x110000));
    return rc::gen::map(
        rc::gen::container<std::vector<std::uint32_t>>(code_point), [](const std::vector<std::uint32_t>& points) {
            std::string out;
            for (const std::uint32_t point : points) {
                const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
                if (point < 0x80) {
                    put(point);
                } else if (point < 0x800) {
                    put(0xC0 | point >> 6), put(0x80 | (point & 0x3F));
                } else if (point < 0x10000) {
                    put(0xE0 | point >> 12), put(0x80 | (point >> 6 & 0x3F)), put(0x80 | (point & 0x3F));
                } else {
                    put(0xF0 | point >> 18), put(0x80 | (point >> 12 & 0x3F)), put(0x80 | (point >> 6 & 0x3F)),
                        put(0x80 | (point & 0x3F));
                }
            }
            return out;
        });
}

void send(sdk::RecordWriter& writer, const Values& values) {
    if (values.empty())
        writer.none();
    else if (values.size() == 1)
        writer.value(values.front());
    else
        writer.values(std::vector<std::string_view>{values.begin(), values.end()});
}

RC_GTEST_PROP(Stream, AnyValuesComeBack, ()) {
    const auto few_values = rc::gen::scale(0.05, rc::gen::container<Values>(rc::gen::scale(4, any_utf8())));
    const auto records = *rc::gen::scale(0.3, rc::gen::container<std::vector<std::vector<Values>>>(rc::gen::scale(
                                                  3, rc::gen::container<std::vector<Values>>(3, few_values))));
    const auto piece = *rc::gen::inRange<std::size_t>(1, 5000);
    const Fd file{::memfd_create("test", MFD_CLOEXEC)};
    sdk::RecordWriter writer{file.get()};
    writer.hello("test");
    const auto set = writer.set("pupil", "x", {"a", "b", "c"});
    std::uint32_t line = 0;
    for (const auto& record : records) {
        writer.begin(set, ++line);
        for (const Values& values : record) send(writer, values);
        RC_ASSERT(writer.end());
        if (line % 3 == 0) writer.finding(finding(protocol_messages::REQUEST, {"x", line}, {{"what", "y"}}));
    }
    writer.finish(std::nullopt);
    test::CollectingSink sink;
    const auto delivery = test::read_back(file.get(), sink, piece);
    RC_ASSERT(delivery.has_value());
    RC_ASSERT(delivery->records == records.size());
    RC_ASSERT(sink.records.size() == records.size());
    RC_ASSERT(sink.findings.size() == records.size() / 3);
    for (std::size_t i = 0; i < records.size(); ++i) RC_ASSERT(sink.records[i].fields == records[i]);
}

TEST(Stream, ARecordThatIsTooLongIsNotSent) {
    const Fd file{::memfd_create("test", MFD_CLOEXEC)};
    sdk::RecordWriter writer{file.get()};
    writer.hello("test");
    const auto set = writer.set("pupil", "x", {"a"});
    writer.begin(set, 1);
    writer.value(std::string(std::size_t{2} << 20, 'x'));
    EXPECT_FALSE(writer.end());
    writer.begin(set, 2);
    writer.value(std::string((std::size_t{1} << 20) - 9, 'x'));  // with [0,2,""] and the newline exactly a MiB
    EXPECT_TRUE(writer.end());
    writer.finish(std::nullopt);
    test::CollectingSink sink;
    const auto delivery = test::read_back(file.get(), sink);
    ASSERT_TRUE(delivery) << delivery.error().text.en;
    EXPECT_EQ(delivery->records, 1u);
}

TEST(Stream, MessagesComeBackTheSame) {
    std::string out;
    const FindingMessage sent{finding(protocol_messages::REQUEST, {"a.csv", 3, 4, "Namn"}, {{"what", "åäö"}}), true,
                              "17"};
    append(out, sent);
    const auto read = read_message(Json::parse(out).value());
    ASSERT_TRUE(read);
    const auto& back = std::get<FindingMessage>(*read);
    EXPECT_EQ(back.finding, sent.finding);
    EXPECT_TRUE(back.key_unreadable);
    EXPECT_EQ(back.lost_key, "17");
}

TEST(Stream, MakesWhatItShowsHarmless) {
    const auto read = read_message(Json::parse(R"({"finding":{"id":"A","severity":"info","sv":"\u001b[2J","en":")" +
                                               std::string(5000, 'x') + R"("}})")
                                       .value());
    ASSERT_TRUE(read);
    const auto& text = std::get<FindingMessage>(*read).finding.text;
    EXPECT_EQ(text.sv, "\\x1b[2J");
    EXPECT_LE(text.en.size(), 2000u);
}

TEST(Stream, TheAgeIsATimeInUtc) {
    const auto age = [](const std::string& text) -> std::string {
        const auto read =
            read_message(Json::parse(R"({"end":{"records":0,"digest":"","age":")" + text + R"("}})").value());
        return read ? format_time(std::get<EndMessage>(*read).age.value()) : "none";
    };
    EXPECT_EQ(age("2026-08-17T04:10:05Z"), "2026-08-17T04:10:05.000Z");
    EXPECT_EQ(age("2026-08-17T04:10:05.1Z"), "2026-08-17T04:10:05.100Z");
    EXPECT_EQ(age("2026-08-17T04:10:05.123456Z"), "2026-08-17T04:10:05.123Z");
    for (const char* bad :
         {"2026-08-17", "2026-08-17T04:10:05", "2026-08-17T04:10:05+02:00", "2026-02-30T04:10:05Z", "Z", ""})
        EXPECT_EQ(age(bad), "none") << bad;
}

TEST(Request, ComesBackTheSame) {
    const Request sent{"skara", Json{Json::Object{{"path", Json{std::string{"/ä"}}}}}, *parse_date("2026-08-17")};
    const auto read = read_request(request_json(sent));
    ASSERT_TRUE(read);
    EXPECT_EQ(request_json(*read), request_json(sent));
    for (const char* bad : {"", "{}", "[]", R"({"samkat":"connector/2","settings":{},"today":"2026-08-17"})",
                            R"({"samkat":"connector/1","settings":{},"today":"x"})"}) {
        EXPECT_FALSE(read_request(bad)) << bad;
    }
}

// Every message of these rooms in both languages, with the same placeholders and something to do.
TEST(Messages, SayTheSameInBothLanguages) {
    for (const MessageTable table : {protocol_messages::all(), sdk_messages::all(), csv_messages::all(),
                                     xml_messages::all(), sources_messages::all()}) {
        for (const Message* message : table) {
            const auto sorted = [](std::string_view text) {
                auto names = placeholders(text);
                std::ranges::sort(names);
                return names;
            };
            EXPECT_EQ(sorted(message->sv), sorted(message->en)) << message->id;
            EXPECT_EQ(sorted(message->advice_sv), sorted(message->advice_en)) << message->id;
            EXPECT_FALSE(message->advice_sv.empty() || message->advice_en.empty()) << message->id;
        }
    }
}

}  // namespace
}  // namespace samkat::protocol
