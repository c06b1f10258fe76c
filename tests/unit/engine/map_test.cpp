#include "daemon/engine/map.hpp"

#include <gtest/gtest.h>

#include "tests/unit/engine/world_builder.hpp"

namespace samkat::engine::test {
namespace {

MapRule rule(Target target, const std::string& field) {
    MapRule result{target, {}};
    Node node;
    node.kind = NodeKind::field;
    node.text = field;
    result.value.nodes = {node};
    return result;
}

// What a row with these values becomes: register id, family name, start date, protection.
Drafts mapped(const std::vector<std::string_view>& values) {
    SourcePolicy policy;
    policy.name = policy.register_name = "skara";
    policy.serves = {"1495"};
    KindMapping mapping;
    mapping.kind = "elev";
    mapping.rules = {rule(Target::register_id, "id"), rule(Target::family_name, "efternamn"),
                     rule(Target::start_date, "start"), rule(Target::protection, "sekretess")};
    policy.kinds = {mapping};
    const RecordSet set{"skara", "elev", "elever.csv", {"id", "efternamn", "start", "sekretess"}};
    const std::vector<std::uint32_t> ends{1, 2, 3, 4};
    Mapper mapper{policy, today};
    EXPECT_TRUE(mapper.set(set));
    mapper.record(Record{&set, 2, values, ends});
    return mapper.take();
}

TEST(Map, ADamagedRowKeepsItsKeyAndItsProtection) {
    const Drafts plain = mapped({"1", "Ek", "2026-13-45", ""});
    ASSERT_EQ(plain.damaged.size(), 1u);
    EXPECT_TRUE(plain.persons.empty());
    EXPECT_EQ(plain.pool.view(plain.damaged[0].key.id), "1");
    EXPECT_EQ(plain.damaged[0].protection, Protection::none);
    EXPECT_EQ(mapped({"1", "Ek", "2026-13-45", "ja"}).damaged.at(0).protection, Protection::secrecy_marking);
    EXPECT_EQ(mapped({"1", "", "", "Skyddad folkbokföring"}).damaged.at(0).protection,
              Protection::protected_registration);
}

TEST(Map, AMarkingThatCannotBeReadIsAProtection) {
    EXPECT_EQ(mapped({"1", "Ek", "", "kanske"}).persons.at(0).protection, Protection::secrecy_marking);
    EXPECT_EQ(mapped({"1", "Ek", "", "j\x01"}).damaged.at(0).protection, Protection::secrecy_marking);
}

}  // namespace
}  // namespace samkat::engine::test
