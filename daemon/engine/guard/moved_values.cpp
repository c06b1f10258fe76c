// Values that go from one account to another: rows or columns have slipped.
#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

#include "daemon/base/text.hpp"
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

using Owners = std::unordered_map<std::string, std::set<const Subject*>>;

template <class Act>
void each_value(const Facts& facts, const Subject& subject, Kind kind, const Act& act) {
    for (const std::size_t i : subject.changes) {
        for (const AttributeChange& attribute : facts.changes[i].attributes) {
            if (facts.kind_of(attribute.name, kind)) act(attribute);
        }
    }
}
std::string key_of(const AttributeChange& attribute, const std::string& value) {
    return text::fold(attribute.name) + '=' + text::fold(value);
}

// Whose account gets values of the kind, or all that it has; not who only gets back what a change that nobody approved
// took lately. A first run makes everybody, and is looked at whole.
bool gets(const Facts& facts, const Subject& subject, Kind kind) {
    return subject.gets_new(kind) || (subject.act == Act::create && !facts.in.first_run);
}

// Those who get, in an attribute of the kind, what somebody else has had until now. A newcomer's given name is
// somebody's as often as not; her address is not.
std::vector<const Subject*> takers(const Facts& facts, Kind kind) {
    Owners owners;
    for (const Subject* each : subjects_if(facts, [&](const Subject& subject) { return subject.has(kind); })) {
        each_value(facts, *each, kind, [&](const AttributeChange& attribute) {
            for (const std::string& value : attribute.before) owners[key_of(attribute, value)].insert(each);
        });
    }
    std::vector<const Subject*> result;
    const auto getting = subjects_if(facts, [&](const Subject& each) {
        return gets(facts, each, kind) && (kind == Kind::mails || each.act == Act::modify);
    });
    for (const Subject* each : getting) {
        bool takes = false;
        each_value(facts, *each, kind, [&](const AttributeChange& attribute) {
            const auto is_others = [&](const std::string& value) {
                const auto found = owners.find(key_of(attribute, value));
                return found != owners.end() && (found->second.size() > 1 || !found->second.contains(each));
            };
            takes = takes || (!attribute.after.empty() && std::ranges::all_of(attribute.after, is_others));
        });
        if (takes) result.push_back(each);
    }
    return result;
}

// Who is new, or is described otherwise today than samkat remembers, of any municipality.
struct Described {
    const KnownPerson* before;  // null: new
    const Identity& now;
};

std::vector<Described> described_anew(const Facts& facts) {
    std::vector<Described> result;
    for (const Identity& each : facts.in.identities) {
        const auto before = facts.persons.find(each.person);
        result.push_back({before == facts.persons.end() ? nullptr : before->second, each});
    }
    return result;
}

bool has(const std::vector<std::string>& sorted, const std::string& value) {
    return std::ranges::binary_search(sorted, value);
}

using Heirs = std::set<std::string_view>;  // PersonIds

// Who is called now as somebody was until today: by all parts of the name.
Heirs heirs_of_names(const std::vector<Described>& persons) {
    std::map<std::vector<std::string>, std::string_view> lost;
    for (const Described& each : persons) {
        if (each.before == nullptr) continue;
        const auto& names = each.before->name_hashes;
        if (names.size() > 1 && names != each.now.name_hashes) lost.emplace(names, each.now.person);
    }
    Heirs heirs;
    for (const Described& each : persons) {
        const auto found = lost.find(each.now.name_hashes);
        if (found != lost.end() && found->second != each.now.person) heirs.insert(each.now.person);
    }
    return heirs;
}

// Who has an address or phone that somebody had until today.
Heirs heirs_of_contacts(const std::vector<Described>& persons) {
    std::set<std::string_view> lost;
    for (const Described& each : persons) {
        if (each.before == nullptr) continue;
        std::ranges::copy_if(each.before->contacts, std::inserter(lost, lost.end()),
                             [&](const std::string& contact) { return !has(each.now.contacts, contact); });
    }
    Heirs heirs;
    for (const Described& each : persons) {
        const bool inherits = std::ranges::any_of(each.now.contacts, [&](const std::string& contact) {
            return lost.contains(contact) && (each.before == nullptr || !has(each.before->contacts, contact));
        });
        if (inherits) heirs.insert(each.now.person);
    }
    return heirs;
}

// Those who get what a known person, of any municipality, has just lost: in a register that several share, rows slip
// from one municipality to the next, and each of them sees one.
std::vector<const Subject*> heirs(const Facts& facts, Kind kind) {
    const auto getting = subjects_if(facts, [&](const Subject& each) { return gets(facts, each, kind); });
    if (getting.empty()) return {};
    const auto persons = described_anew(facts);
    const Heirs heirs = kind == Kind::names ? heirs_of_names(persons) : heirs_of_contacts(persons);
    std::vector<const Subject*> result;
    std::ranges::copy_if(getting, std::back_inserter(result),
                         [&](const Subject* each) { return heirs.contains(each->account->id.person.value); });
    return result;
}

void add_missing(std::vector<const Subject*>& to, const std::vector<const Subject*>& from) {
    const std::set<const Subject*> there(to.begin(), to.end());
    std::ranges::copy_if(from, std::back_inserter(to), [&](const Subject* each) { return !there.contains(each); });
}

}  // namespace

Verdicts moved_values(const Facts& facts) {
    Verdicts verdicts;
    for (const Kind kind : {Kind::names, Kind::mails}) {
        auto held = takers(facts, kind);
        // A name that somebody here had is shared now and then; an address, or all of somebody's names, is not.
        if (kind == Kind::names && held.size() <= facts.limits().moved_names) held.clear();
        add_missing(held, heirs(facts, kind));
        if (held.empty()) continue;
        verdicts.push_back({kind == Kind::names ? &messages::GUARD_MOVED_NAMES : &messages::GUARD_MOVED_MAILS,
                            changes_of(held),
                            {{"people", std::to_string(held.size())}},
                            sources_of(held)});
    }
    return verdicts;
}

}  // namespace samkat::engine::guard
