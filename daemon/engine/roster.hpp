// The records of all sources by register id: one order however they arrived, what each id's records say, and whether
// they can be of one human being. First step of identify().
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/engine/agreement.hpp"
#include "daemon/engine/keyed_hash.hpp"
#include "daemon/engine/linking.hpp"
#include "daemon/engine/world.hpp"

namespace samkat::engine {

// A draft in the new world's pool, with the hashes of what it says.
struct RosterRecord {
    Person person;
    std::string source;
    std::string key_hash;
    std::string civic_hash;  // empty without a civic number
    Description says;
    std::vector<std::string_view> contacts;  // hashes
    bool conflicting = false;                // a finding has been made of it
    bool duplicated = false;
};

// The records of one register id: `begin` up to `end` of Roster::records.
struct RosterId {
    std::size_t begin = 0, end = 0;
};

// Puts texts and findings into `world`, which must outlive it.
class Roster {
  public:
    Roster(World& world, const KeyedHash& hash) : world_(world), hash_(hash) {}

    void add(const Drafts& drafts);
    // When all have been added: records and ids in their order; findings about ids whose records contradict.
    void settle();

    std::vector<RosterRecord> records;
    std::vector<RosterId> ids;
    std::vector<Holder> holders;  // one for each of `ids`; `known` is not filled in

    std::string key_hash(const RegisterKey& key) const;
    // Says `message` at each of `at`, with the places of the others of `all`.
    void conflict(const Message& message, const std::vector<std::size_t>& at, const std::vector<std::size_t>& all);

  private:
    std::string_view view(Text text) const { return world_.pool.view(text); }
    Where where(const Person& person) const;
    std::string civic_hash(const Person& person) const;
    std::string_view remembered(std::string_view purpose, const std::string& value);
    std::vector<std::string_view> name_hashes(const std::vector<std::string>& parts);
    Description description(const RosterRecord& record);
    std::vector<std::string_view> contact_hashes(const Person& person);
    std::string content(const Person& person) const;
    void sort();
    void judge(const RosterId& id);
    Holder holder(const RosterId& id);

    World& world_;
    const KeyedHash& hash_;
    std::unordered_map<std::string, std::string> remembered_;
    Agreement agreement_{world_.pool};
};

}  // namespace samkat::engine
