// What the tests of the guard's rules are told with: pupils, staff, and days that pass.
#pragma once

#include <gtest/gtest.h>

#include "daemon/engine/guard.hpp"
#include "tests/unit/engine/simulation.hpp"

namespace samkat::engine::test {

// Pupils of four classes in two units, each with a name and a birth date of their own.
inline std::vector<Row> pupils(int count) {
    static constexpr std::array classes = {"7A", "7B", "8A", "8B"};
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
        std::string date = format_date(plus_days(*parse_date("2013-01-01"), i));
        std::erase(date, '-');
        const auto place = static_cast<std::size_t>(i) % classes.size();
        rows.push_back({.id = "p" + std::to_string(i),
                        .given = "Elev" + std::to_string(i),
                        .family = "Namn" + std::to_string(i),
                        .date = date,
                        .unit = place < 2 ? "11111111" : "22222222",
                        .klass = classes[place],
                        .line = static_cast<std::uint32_t>(i + 2)});
    }
    return rows;
}

inline std::vector<Row> staff(int count) {
    std::vector<Row> rows;
    for (int i = 0; i < count; ++i) {
        rows.push_back({.id = "s" + std::to_string(i),
                        .given = "Larare" + std::to_string(i),
                        .family = "Vuxen" + std::to_string(i),
                        .date = "1980010" + std::to_string(1 + i % 9),
                        .individual = "23" + std::to_string(8 + i / 9 % 2),
                        .unit = "11111111",
                        .role = Role::staff,
                        .line = static_cast<std::uint32_t>(i + 1000)});
    }
    return rows;
}

inline std::vector<Row> operator+(std::vector<Row> a, const std::vector<Row>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

class GuardRules : public testing::Test {
  protected:
    void live(const std::vector<Row>& rows) {
        skara.apply(skara.plan(rows));
        ASSERT_TRUE(skara.plan(rows).changes.empty());
        next_day();
    }
    void next_day(int days = 1) { skara.as_of = plus_days(skara.as_of, days); }

    static std::size_t held(const Plan& plan, std::string_view guard) {
        return static_cast<std::size_t>(
            std::ranges::count_if(plan.changes, [&](const Change& each) { return each.held == guard; }));
    }
    static std::size_t let_through(const Plan& plan) {
        return static_cast<std::size_t>(
            std::ranges::count_if(plan.changes, [](const Change& each) { return each.held.empty(); }));
    }
    static bool questions(const Plan& plan, const std::string& source) {
        return std::ranges::any_of(
            plan.held, [&](const Hold& each) { return std::ranges::find(each.sources, source) != each.sources.end(); });
    }

    Simulation skara;
};

}  // namespace samkat::engine::test
