// Builds drafts, policies and worlds for the engine's tests in few words.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "daemon/engine/identify.hpp"
#include "daemon/engine/keyed_hash.hpp"
#include "daemon/engine/world.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine::test {

inline const Date today = *parse_date("2026-08-17");

class TestHash final : public KeyedHash {
  public:
    Sha256 mac(std::string_view bytes) const override { return hmac_sha256(key_, bytes); }

  private:
    Secret key_{std::string(32, 'k')};
};

// The test number with these eight first digits and individual number 238 or 239.
inline CivicNumber civic(const std::string& date, const std::string& individual = "238") {
    for (char check = '0'; check <= '9'; ++check) {
        const auto parsed = CivicNumber::parse(date + individual + check, today);
        if (const auto* number = std::get_if<CivicNumber>(&parsed)) return *number;
    }
    throw std::logic_error("no civic number of " + date);
}

// One record of a pupil or of staff, with what the tests vary.
struct Row {
    std::string id = {};
    std::string given = "Anna";
    std::string family = "Berg";
    std::string date = "20140310";  // of the civic number; empty: none
    std::string individual = "238";
    std::string tf = {};     // a TF number instead
    std::string birth = {};  // stated by the register
    std::string municipality = "1495";
    std::string unit = "12345678";
    std::string klass = "7A";
    std::vector<std::string> groups = {};
    std::string start = "2025-08-01";
    std::string end = "";
    Role role = Role::pupil;
    std::string duty = "Lärare";  // of staff
    Protection protection = Protection::none;
    std::uint32_t line = 2;
};

inline Date date_of(const std::string& text) {
    return text.empty() ? Date{} : *parse_date(text);
}

inline void add_relation(Drafts& drafts, Person& person, const Row& row) {
    std::vector<GroupRef> groups;
    Pool& pool = drafts.pool;
    if (row.role == Role::pupil && !row.klass.empty()) {
        groups.push_back({GroupType::klass, pool.intern(row.unit), pool.intern(row.klass), pool.intern(row.klass)});
    }
    for (const std::string& group : row.groups) {
        groups.push_back({GroupType::undervisning, pool.intern(row.unit), pool.intern(group), pool.intern(group)});
    }
    if (row.role == Role::pupil) {
        Enrolment each;
        each.municipality = pool.intern(row.municipality);
        each.unit = pool.intern(row.unit);
        each.school_year = pool.intern("7");
        each.start = date_of(row.start);
        each.end = date_of(row.end);
        each.groups = groups;
        person.enrolments.push_back(each);
    } else {
        Duty each;
        each.municipality = pool.intern(row.municipality);
        each.unit = pool.intern(row.unit);
        each.role = pool.intern(row.duty);
        each.start = date_of(row.start);
        each.end = date_of(row.end);
        each.groups = groups;
        person.duties.push_back(each);
    }
}

inline Drafts drafts_of(const std::string& source, const std::vector<Row>& rows,
                        const std::string& register_name = "") {
    Drafts drafts;
    drafts.source = source;
    drafts.places.insert(source + ".csv");
    for (const Row& row : rows) {
        Person person;
        person.municipality = drafts.pool.intern(row.municipality);
        person.keys = {
            {drafts.pool.intern(register_name.empty() ? source : register_name), drafts.pool.intern(row.id)}};
        person.origins = {{drafts.pool.intern(source), drafts.pool.intern(source + ".csv"), row.line}};
        person.given_name.value = drafts.pool.intern(row.given);
        person.family_name.value = drafts.pool.intern(row.family);
        person.protection = row.protection;
        if (!row.date.empty()) person.civic_number = civic(row.date, row.individual);
        if (!row.tf.empty()) person.civic_number = std::get<CivicNumber>(CivicNumber::parse(row.tf, today));
        if (person.civic_number) person.birth_date = person.civic_number->birth_date();
        person.birth_stated = !row.birth.empty();
        if (person.birth_stated) person.birth_date = *parse_date(row.birth);
        add_relation(drafts, person, row);
        drafts.persons.push_back(person);
    }
    return drafts;
}

// A row with this id that could not be read.
inline void damage(Drafts& drafts, const std::string& id, Protection protection = Protection::none) {
    drafts.damaged.push_back({{drafts.pool.intern(drafts.source), drafts.pool.intern(id)}, protection});
}

// What the store would know after these identities were recorded.
inline std::vector<KnownPerson> known_of(const std::vector<Identity>& identities) {
    std::vector<KnownPerson> known;
    for (const Identity& each : identities) {
        known.push_back({PersonId{each.person},
                         each.register_keys,
                         each.civic_hash,
                         each.birth_hash,
                         each.name_hashes,
                         each.subject,
                         each.sources,
                         each.protected_by,
                         each.given_hashes,
                         each.birth_stated,
                         {},
                         each.places,
                         each.contacts});
    }
    return known;
}

// Adds to `known` what the store would know when these identities were recorded after it: a register id is whose it was
// found to be last, and whose it was before is remembered.
inline void learn(std::vector<KnownPerson>& known, const std::vector<Identity>& identities) {
    std::map<std::string, std::set<std::string>> once;  // register id → persons
    std::map<std::string, std::string> owner;
    for (const KnownPerson& each : known) {
        for (const std::string& key : each.register_keys) once[key].insert(owner[key] = each.id.value);
        for (const std::string& key : each.former_keys) once[key].insert(each.id.value);
    }
    for (KnownPerson& each : known_of(identities)) {
        for (const std::string& key : each.register_keys) once[key].insert(owner[key] = each.id.value);
        const auto found = std::ranges::find(known, each.id, &KnownPerson::id);
        (found == known.end() ? known.emplace_back() : *found) = std::move(each);
    }
    for (KnownPerson& each : known) {
        each.register_keys.clear();
        each.former_keys.clear();
        for (const auto& [key, persons] : once) {
            if (persons.contains(each.id.value))
                (owner[key] == each.id.value ? each.register_keys : each.former_keys).push_back(key);
        }
    }
    std::ranges::sort(known, {}, &KnownPerson::id);
}

inline Identified identified(const std::vector<const Drafts*>& drafts, const std::vector<KnownPerson>& known = {},
                             const std::set<std::string, std::less<>>& doubted = {}) {
    return identify(drafts, known, TestHash{}, doubted);
}

// The ids of the world's persons, in their order.
inline std::vector<std::string> ids(const Identified& result) {
    std::vector<std::string> all;
    for (const Person& person : result.world.persons) all.push_back(person.id.value);
    return all;
}

// Each once.
inline std::set<std::string> humans(const Identified& result) {
    const auto all = ids(result);
    return {all.begin(), all.end()};
}

inline std::size_t count(const Findings& findings, std::string_view id) {
    return static_cast<std::size_t>(
        std::ranges::count_if(findings.list(), [&](const Finding& each) { return each.id == id; }));
}

}  // namespace samkat::engine::test
