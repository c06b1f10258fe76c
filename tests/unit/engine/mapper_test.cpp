// From records to persons: what belongs together, and what costs the record.
#include <gtest/gtest.h>

#include "daemon/engine/map.hpp"
#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {
namespace {

using Cells = std::map<Target, std::vector<std::string>>;

// A source whose columns have the names of the targets, and what its records become.
class MapperTest : public testing::Test {
  protected:
    Drafts mapped(const std::vector<Cells>& rows, Role role = Role::pupil) {
        SourcePolicy policy;
        policy.name = policy.register_name = "skara";
        policy.serves = {"1495"};
        RecordSet set{"skara", "person", "elever.csv", {}};
        KindMapping mapping{"person", role, {}, several_rows, {}};
        for (const TargetInfo& each : targets()) {
            Expression expression;
            expression.nodes.push_back(
                {NodeKind::field, std::string{each.name}, Expression::missing_slot, 1, {}, {}, {}});
            mapping.rules.push_back({each.target, expression});
            set.fields.emplace_back(each.name);
        }
        policy.kinds = {mapping};
        Mapper mapper{policy, today};
        EXPECT_TRUE(mapper.set(set));
        std::uint32_t line = 1;
        for (const Cells& cells : rows) record(mapper, set, ++line, cells);
        return mapper.take();
    }
    static Cells row(const Cells& more) {
        Cells cells{{Target::register_id, {"1"}}, {Target::given_name, {"Anna"}}, {Target::family_name, {"Berg"}}};
        for (const auto& [target, values] : more) cells[target] = values;
        return cells;
    }

    bool several_rows = false;

  private:
    static void record(Mapper& mapper, const RecordSet& set, std::uint32_t line, const Cells& cells) {
        std::vector<std::string_view> values;
        std::vector<std::uint32_t> ends;
        for (const TargetInfo& each : targets()) {
            if (const auto found = cells.find(each.target); found != cells.end())
                values.insert(values.end(), found->second.begin(), found->second.end());
            ends.push_back(static_cast<std::uint32_t>(values.size()));
        }
        mapper.record({&set, line, values, ends});
    }
};

std::vector<std::string> classes(const Drafts& drafts, const Enrolment& enrolment) {
    std::vector<std::string> result;
    for (const GroupRef& group : enrolment.groups) {
        if (group.type == GroupType::klass)
            result.push_back(std::string{drafts.pool.view(group.unit)} + " " + std::string{drafts.pool.view(group.id)});
    }
    return result;
}

TEST_F(MapperTest, AllClassesOfOneUnitAreTaken) {
    const Drafts drafts = mapped({row({{Target::unit, {"11111111"}}, {Target::class_name, {"3C", "Kör"}}})});
    ASSERT_EQ(drafts.persons.size(), 1u);
    EXPECT_EQ(classes(drafts, drafts.persons[0].enrolments.at(0)),
              (std::vector<std::string>{"11111111 3C", "11111111 Kör"}));
}

TEST_F(MapperTest, SeveralUnitsAndTheirClassesGoInPairs) {
    const Drafts drafts = mapped({row({{Target::unit, {"11111111", "22222222"}},
                                       {Target::unit_name, {"Norra", "Södra"}},
                                       {Target::class_name, {"3C", "4A"}}})});
    ASSERT_EQ(drafts.persons.size(), 1u);
    const auto& enrolments = drafts.persons[0].enrolments;
    ASSERT_EQ(enrolments.size(), 2u);
    EXPECT_EQ(classes(drafts, enrolments[0]), std::vector<std::string>{"11111111 3C"});
    EXPECT_EQ(classes(drafts, enrolments[1]), std::vector<std::string>{"22222222 4A"});
    EXPECT_EQ(drafts.pool.view(enrolments[0].unit_name), "Norra");
    EXPECT_EQ(drafts.pool.view(enrolments[1].unit_name), "Södra");
}

TEST_F(MapperTest, AClassThatCouldBeOfSeveralUnitsIsNotGuessedAt) {
    const Drafts drafts = mapped({row({{Target::unit, {"11111111", "22222222"}}, {Target::class_name, {"3C"}}})});
    EXPECT_TRUE(drafts.persons.empty());
    EXPECT_EQ(count(drafts.findings, "ENGINE_MAP_CLASSES_OF_UNITS"), 1u);
    EXPECT_EQ(drafts.damaged.size(), 1u);
}

TEST_F(MapperTest, AFaultCostsTheRecordAndNamesItsKey) {
    const Drafts drafts = mapped({row({{Target::start_date, {"17/8 2026"}}}), row({{Target::register_id, {"2"}}})});
    EXPECT_EQ(drafts.persons.size(), 1u);
    ASSERT_EQ(drafts.damaged.size(), 1u);
    EXPECT_EQ(drafts.pool.view(drafts.damaged[0].key.id), "1");
    EXPECT_EQ(count(drafts.findings, "ENGINE_MAP_DATE"), 1u);
    EXPECT_FALSE(drafts.keys_unreadable);
}

TEST_F(MapperTest, ARecordWithoutAKeyCouldBeAnybodys) {
    const Drafts drafts = mapped({row({{Target::register_id, {}}})});
    EXPECT_TRUE(drafts.persons.empty());
    EXPECT_TRUE(drafts.keys_unreadable);
}

TEST_F(MapperTest, AnUnknownMarkingIsAProtection) {
    const Drafts drafts = mapped({row({{Target::protection, {"Skyddad fbf"}}}),
                                  row({{Target::protection, {"nej"}}, {Target::register_id, {"2"}}})});
    ASSERT_EQ(drafts.persons.size(), 2u);
    EXPECT_EQ(drafts.persons[0].protection, Protection::secrecy_marking);
    EXPECT_EQ(drafts.persons[1].protection, Protection::none);
    EXPECT_EQ(count(drafts.findings, "ENGINE_MAP_PROTECTION"), 1u);
}

TEST_F(MapperTest, ACivicNumberIsNoNameOfAnything) {
    for (const Target target : {Target::given_name, Target::family_name, Target::display_name, Target::class_id,
                                Target::class_name, Target::group_id, Target::group_name, Target::duty_role}) {
        for (const char* number : {"20110101-2381", "201101012381", "x 1101012381"}) {
            const Drafts drafts = mapped({row({{target, {number}}})});
            EXPECT_TRUE(drafts.persons.empty()) << number;
            EXPECT_EQ(drafts.damaged.size(), 1u);
            EXPECT_EQ(count(drafts.findings, "ENGINE_MAP_NUMBER_THERE"), 1u);
            for (const Finding& each : drafts.findings.list()) EXPECT_EQ(each.text.en.find(number), std::string::npos);
        }
    }
    EXPECT_EQ(mapped({row({{Target::group_id, {"20260817-1"}}})}).persons.size(), 1u);
}

TEST_F(MapperTest, AColumnOfUnknownMarksIsAnotherColumn) {
    std::vector<Cells> rows;
    const auto add = [&](int count, const std::string& word) {
        for (int i = 0; i < count; ++i) {
            rows.push_back(
                row({{Target::protection, {word}}, {Target::register_id, {std::to_string(rows.size() + 1)}}}));
        }
    };
    add(3, "7A");
    add(1, "Sekretessmarkering");
    EXPECT_EQ(mapped(rows).persons.size(), 4u) << "few may be marks";
    add(1, "7B");
    const Drafts drafts = mapped(rows);
    EXPECT_TRUE(drafts.persons.empty());
    ASSERT_EQ(drafts.damaged.size(), 5u);
    for (const DamagedRecord& each : drafts.damaged) {
        const bool known = drafts.pool.view(each.key.id) == "4";
        EXPECT_EQ(each.protection, known ? Protection::secrecy_marking : Protection::none);
    }
    EXPECT_EQ(count(drafts.findings, "ENGINE_MAP_NOT_MARKS"), 1u);
    // A large register has more who are protected.
    add(100, "");
    EXPECT_EQ(mapped(rows).persons.size(), 105u);
}

TEST_F(MapperTest, ADamagedRowKeepsItsKeyAndItsProtection) {
    const auto damaged = [&](const std::string& protection) {
        const Drafts drafts = mapped({row({{Target::start_date, {"2026-13-45"}}, {Target::protection, {protection}}})});
        EXPECT_TRUE(drafts.persons.empty());
        EXPECT_EQ(drafts.pool.view(drafts.damaged.at(0).key.id), "1");
        return drafts.damaged.at(0).protection;
    };
    EXPECT_EQ(damaged(""), Protection::none);
    EXPECT_EQ(damaged("ja"), Protection::secrecy_marking);
    EXPECT_EQ(mapped({row({{Target::family_name, {}}, {Target::protection, {"Skyddad folkbokföring"}}})})
                  .damaged.at(0)
                  .protection,
              Protection::protected_registration);
}

TEST_F(MapperTest, AMarkingThatCannotBeReadIsAProtection) {
    EXPECT_EQ(mapped({row({{Target::protection, {"j\x01"}}})}).damaged.at(0).protection, Protection::secrecy_marking);
}

TEST_F(MapperTest, SaysOfADraftWhetherThereMayBeOtherRows) {
    EXPECT_FALSE(mapped({row({})}).persons.at(0).several_rows);
    several_rows = true;
    EXPECT_TRUE(mapped({row({})}).persons.at(0).several_rows);
}

}  // namespace
}  // namespace samkat::engine::test
