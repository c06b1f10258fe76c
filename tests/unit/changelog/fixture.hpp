// A change log in a scratch directory, its keys, and events to put into it.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/changelog/log.hpp"
#include "tests/support/scratch.hpp"

namespace samkat::changelog {

class FixedClock final : public Clock {
  public:
    TimePoint now() const override { return *parse_time("2026-08-17T06:00:00.000Z"); }
    Date today() const override { return *parse_date("2026-08-17"); }
};

inline Draft draft(const std::string& municipality, const std::string& person, const std::string& content) {
    Draft draft;
    draft.run = "run-1";
    draft.batch = 1;
    draft.actor = "samkatd";
    draft.kind = event_kind::intent;
    draft.municipality = municipality;
    draft.person = person;
    draft.subject = "aa";
    draft.change = "bb";
    draft.sealed_by = person;
    draft.content = content;
    return draft;
}

inline std::string slurp(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}
inline void spill(const std::filesystem::path& path, const std::string& text) {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
}

class LogTest : public ::testing::Test {
  protected:
    LogTest() : keys(Keys::create_if_missing(scratch / "keys", Keys::History::none).value()) {}

    Log open(OpenLogFile open_file = open_posix_log_file) {
        auto log = Log::open(scratch / "log", keys, clock, findings, std::move(open_file));
        if (!log) throw std::runtime_error(format(log.error(), Language::en));
        return std::move(*log);
    }
    LogReader reader() { return LogReader{scratch / "log", &keys}; }
    std::filesystem::path file(const std::string& municipality = "1495") {
        return scratch / "log" / chain_file_name(municipality);
    }
    std::vector<Event> read(const std::string& municipality = "1495", std::uint64_t from = 1) {
        std::vector<Event> events;
        const auto done = reader().read(municipality, from, [&](const Event& event) -> Result<bool> {
            events.push_back(event);
            return true;
        });
        EXPECT_TRUE(done) << format(done.error(), Language::en);
        return events;
    }
    // Three lines in the chain of 1495, the last sealed.
    void write_three() {
        Log log = open();
        Draft plain = draft("1495", "p1", R"({"a":1})");
        plain.sealed_by = plain.content = "";
        const std::vector<Draft> drafts = {draft("1495", "p1", R"({"a":1})"), plain,
                                           draft("1495", "p2", R"({"b":"å"})")};
        ASSERT_TRUE(log.append(drafts));
        ASSERT_TRUE(log.sync());
    }

    test::Scratch scratch;
    FixedClock clock;
    Findings findings;
    Keys keys;
};

}  // namespace samkat::changelog
