#include "daemon/engine/groups.hpp"

#include <algorithm>
#include <tuple>

#include "daemon/base/text.hpp"

namespace samkat::engine {

namespace {

// Municipality, unit and id of teaching groups that have pupils.
using GroupIds = std::set<std::tuple<Text, Text, Text>>;

GroupIds groups_with_pupils(const World& world) {
    GroupIds ids;
    for (const Person& person : world.persons) {
        for (const Enrolment& each : person.enrolments) {
            for (const GroupRef& group : each.groups) ids.emplace(person.municipality, group.unit, group.id);
        }
    }
    return ids;
}

void settle(Person& person, const GroupIds& with_pupils) {
    const auto has_pupils = [&](const GroupRef& group) {
        return with_pupils.contains({person.municipality, group.unit, group.id});
    };
    std::set<Text> settled;  // group ids that one of the person's units has pupils in
    for (const Duty& duty : person.duties) {
        for (const GroupRef& group : duty.groups) {
            if (has_pupils(group)) settled.insert(group.id);
        }
    }
    for (Duty& duty : person.duties) {
        std::erase_if(duty.groups,
                      [&](const GroupRef& group) { return settled.contains(group.id) && !has_pupils(group); });
    }
}

class Collector {
  public:
    Collector(const World& world, const MunicipalityPolicy& policy, Date as_of)
        : world_(world), policy_(policy), as_of_(as_of) {}

    void add(const DesiredAccount& account) {
        const std::string id = account.id.text();
        if (account.id.role == Role::pupil)
            add_relations(id, account.person->enrolments, account.cause);
        else
            add_relations(id, account.person->duties, account.cause);
    }

    Structure take() {
        for (auto& [folded, group] : groups_) {
            group.desired.name = commonest(group.names);
            result_.groups.emplace(GroupKey{folded.unit, folded.type, commonest(group.spellings)},
                                   std::move(group.desired));
        }
        for (auto& [code, unit] : result_.units) unit.name = commonest(unit_names_[code]);
        return std::move(result_);
    }

  private:
    using Counts = std::map<std::string, std::size_t>;

    struct Group {
        DesiredGroup desired;
        Counts names, spellings;
    };

    static std::string commonest(const Counts& names) {
        const auto best = std::ranges::max_element(names, {}, &Counts::value_type::second);
        return best == names.end() ? std::string{} : best->first;
    }
    std::string text(Text handle) const { return std::string{world_.pool.view(handle)}; }
    // Ids repeat: each is folded once.
    const std::string& folded(Text handle) {
        const auto [place, is_new] = folded_.try_emplace(handle);
        if (is_new) place->second = samkat::text::fold(world_.pool.view(handle));
        return place->second;
    }

    template <class Relation>
    void add_relations(const std::string& account, const std::vector<Relation>& relations, const Cause& cause) {
        constexpr bool pupil = std::is_same_v<Relation, Enrolment>;
        for (const Relation& each : relations) {
            const bool ours = world_.pool.view(each.municipality) == policy_.code;
            if (!ours || !is_current(each, as_of_, policy_.lead_days) || each.unit.empty()) continue;
            result_.units[text(each.unit)].cause = smaller(result_.units[text(each.unit)].cause, cause);
            if (!each.unit_name.empty()) ++unit_names_[text(each.unit)][text(each.unit_name)];
            for (const GroupRef& group : each.groups) {
                Group& known = groups_[{text(group.unit), group.type, folded(group.id)}];
                ++known.spellings[text(group.id)];
                (pupil ? known.desired.members : known.desired.owners).insert(account);
                known.desired.cause = smaller(known.desired.cause, cause);
                if (!group.name.empty()) ++known.names[text(group.name)];
            }
        }
    }

    // Of several records that call for the group or unit, the one with the first locator: whatever order they came in.
    static Cause smaller(const Cause& a, const Cause& b) {
        if (a.locator.empty()) return b;
        return std::tie(a.source, a.locator) <= std::tie(b.source, b.locator) ? a : b;
    }

    const World& world_;
    const MunicipalityPolicy& policy_;
    Date as_of_;
    Structure result_;
    std::map<GroupKey, Group> groups_;  // by key with folded id
    std::map<std::string, Counts> unit_names_;
    std::map<Text, std::string> folded_;
};

}  // namespace

void settle_teaching_groups(World& world) {
    const GroupIds with_pupils = groups_with_pupils(world);
    for (Person& person : world.persons) settle(person, with_pupils);
}

Structure structure_of(std::span<const DesiredAccount> accounts, const World& world, const MunicipalityPolicy& policy,
                       Date as_of, const std::unordered_set<std::string>& unborn) {
    Collector collector{world, policy, as_of};
    for (const DesiredAccount& account : accounts) {
        const bool is_protected = world.guarded.contains(account.id.person.value);
        if (account.status == AccountStatus::active && account.person != nullptr && !is_protected &&
            !unborn.contains(account.id.text()))
            collector.add(account);
    }
    return collector.take();
}

}  // namespace samkat::engine
