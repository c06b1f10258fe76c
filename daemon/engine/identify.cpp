#include "daemon/engine/identify.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "daemon/engine/linking.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/mint.hpp"
#include "daemon/engine/past.hpp"
#include "daemon/engine/places.hpp"
#include "daemon/engine/roster.hpp"

namespace samkat::engine {

namespace {

const Message& message_of(Why why) {
    switch (why) {
        case Why::reused:
            return messages::IDENTIFY_KEY_REUSED;
        case Why::contradicts:
            return messages::IDENTIFY_CIVIC_CONTRADICTS;
        case Why::two_ids:
            return messages::IDENTIFY_TWO_IDS;
        case Why::number_taken:
            return messages::IDENTIFY_NUMBER_TAKEN;
        case Why::number_alone:
            return messages::IDENTIFY_NUMBER_ALONE;
        case Why::number_changed:
            return messages::IDENTIFY_NUMBER_CHANGED;
        case Why::two_persons:
            return messages::IDENTIFY_TWO_PERSONS;
        case Why::concerned:
            return messages::IDENTIFY_CONCERNED;
        case Why::left:
            return messages::IDENTIFY_LEFT;
        case Why::returned:
            return messages::IDENTIFY_RETURNED;
        case Why::same_number:
            return messages::IDENTIFY_SAME_NUMBER;
    }
    return messages::IDENTIFY_CONCERNED;
}

void sort_unique(std::vector<std::string>& list) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

class Identification {
  public:
    Identification(std::span<const KnownPerson> known, const KeyedHash& hash,
                   const std::set<std::string, std::less<>>& doubted)
        : known_(known), hash_(hash), doubted_(doubted) {
        for (std::size_t i = 0; i < known_.size(); ++i) {
            for (const std::string& key : known_[i].register_keys) by_key_.emplace(key, i);
        }
    }

    void add(const Drafts& drafts) {
        roster_.add(drafts);
        for (const DamagedRecord& record : drafts.damaged) {
            const auto again = [&](Text text) { return world().pool.intern(drafts.pool.view(text)); };
            const std::string hash = roster_.key_hash({again(record.key.register_name), again(record.key.id)});
            damaged_keys_.insert(hash);
            const auto found = by_key_.find(hash);
            if (found == by_key_.end()) continue;
            damaged_.insert(found->second);
            if (record.protection != Protection::none) marked_[found->second].insert(drafts.source);
        }
    }

    Identified run() {
        roster_.settle();
        find_known();
        const std::vector<std::size_t> unclear{damaged_.begin(), damaged_.end()};
        const Links links = link(roster_.holders, known_, unclear);
        for (const Remark& each : links.remarks) tell(each);
        leave_waiting(links);
        for (const Human& human : links.humans) make_person(human);
        for (const std::size_t i : damaged_) world().frozen.emplace(known_[i].id.value, "");
        guard_the_missing();
        count_marks();
        std::ranges::sort(world().persons, {}, [&](const Person& person) {
            return std::tuple{std::string_view{person.id.value}, world().pool.view(person.municipality)};
        });
        std::ranges::sort(result_.identities, {}, &Identity::person);
        return std::move(result_);
    }

  private:
    World& world() { return result_.world; }
    std::span<const RosterRecord> records_of(std::size_t holder) const {
        const RosterId& id = roster_.ids[holder];
        return std::span{roster_.records}.subspan(id.begin, id.end - id.begin);
    }
    const std::string& key_hash(std::size_t holder) const { return records_of(holder).front().key_hash; }

    std::vector<std::size_t> members(const std::vector<std::size_t>& holders) const {
        std::vector<std::size_t> result;
        for (const std::size_t holder : holders) {
            for (std::size_t i = roster_.ids[holder].begin; i < roster_.ids[holder].end; ++i) result.push_back(i);
        }
        return result;
    }

    // Half of what the registers say of somebody is not enough to create or change anything: the row that could not be
    // read may be the one with the secrecy mark.
    void find_known() {
        for (std::size_t i = 0; i < roster_.holders.size(); ++i) {
            Holder& holder = roster_.holders[i];
            const auto found = by_key_.find(key_hash(i));
            if (found != by_key_.end()) holder.known = found->second;
            const bool is_damaged = damaged_keys_.contains(key_hash(i)) || damaged_.contains(holder.known);
            if (!is_damaged) continue;
            if (holder.sound) roster_.conflict(messages::IDENTIFY_DAMAGED_ROW, members({i}), members({i}));
            holder.sound = false;
        }
    }

    void tell(const Remark& remark) {
        const Holder& holder = roster_.holders[remark.holder];
        for (const std::size_t known : remark.known) freeze(known, remark.holder);
        if (!holder.sound) return;  // it has been told
        if (remark.why == Why::reused) ++world().strangers[records_of(remark.holder).front().source];
        std::vector<std::size_t> all = members({remark.holder});
        const auto at = all;
        for (const std::size_t other : members(remark.others)) all.push_back(other);
        roster_.conflict(message_of(remark.why), at, all);
    }

    // In the municipalities of the holder's records the person stays as she is.
    void freeze(std::size_t known, std::size_t holder) {
        for (const RosterRecord& record : records_of(holder))
            world().frozen.emplace(known_[known].id.value, world().pool.view(record.person.municipality));
    }

    void leave_waiting(const Links& links) {
        std::vector<bool> goes_on(roster_.holders.size());
        for (const Human& human : links.humans) {
            for (const std::size_t holder : human.holders) {
                goes_on[holder] = true;
                const std::size_t was = roster_.holders[holder].known;
                if (was != nobody && was != human.known) left_.insert(key_hash(holder));
            }
        }
        for (std::size_t i = 0; i < goes_on.size(); ++i) {
            const std::size_t known = roster_.holders[i].known;
            if (!goes_on[i] && roster_.holders[i].is_marked) mark_by_number(i);
            if (goes_on[i] || known == nobody) continue;
            freeze(known, i);
            for (const RosterRecord& record : records_of(i)) {
                waiting_sources_[known].insert(record.source);
                if (record.person.protection != Protection::none) marked_[known].insert(record.source);
            }
        }
    }

    // A marked row that waits may be anybody's: its mark is also for her whose number and another field it has.
    void mark_by_number(std::size_t holder) {
        const Description& says = roster_.holders[holder].says;
        if (says.civic.empty()) return;
        for (std::size_t i = 0; i < known_.size(); ++i) {
            if (known_[i].civic_hash != says.civic || !same_by_two_fields(says, description_of(known_[i]))) continue;
            for (const RosterRecord& record : records_of(holder)) {
                if (record.person.protection != Protection::none) marked_[i].insert(record.source);
            }
        }
    }

    // Registers often stop to export whom they protect; and what is unclear of a person is not whether to be careful.
    void guard_the_missing() {
        for (std::size_t i = 0; i < known_.size(); ++i) {
            const KnownPerson& person = known_[i];
            if (made_.contains(i)) continue;
            std::set<std::string> protected_by{person.protected_by.begin(), person.protected_by.end()};
            if (const auto marked = marked_.find(i); marked != marked_.end()) {
                protected_by.insert(marked->second.begin(), marked->second.end());
                world().marked.insert(person.id.value);
            }
            if (protected_by.empty()) continue;
            world().guarded.insert(person.id.value);
            if (protected_by.size() == person.protected_by.size()) continue;
            Identity identity = identity_of(person);
            identity.protected_by = {protected_by.begin(), protected_by.end()};
            result_.identities.push_back(std::move(identity));
        }
    }

    // Who once was protected stays so until a person lifts it: a blank column looks like a mark that was taken away.
    void note_protection(Identity& identity, const Human& human) {
        std::set<std::string> marks, blanks;
        for (const std::size_t holder : human.holders) {
            for (const RosterRecord& record : records_of(holder))
                (record.person.protection == Protection::none ? blanks : marks).insert(record.source);
        }
        if (human.known != nobody) {
            // A record of hers that waits may carry the mark.
            if (const auto marked = marked_.find(human.known); marked != marked_.end())
                marks.insert(marked->second.begin(), marked->second.end());
        }
        if (!marks.empty()) world().marked.insert(identity.person);
        if (human.known != nobody) {
            for (const std::string& source : known_[human.known].protected_by) {
                if (blanks.contains(source) && !marks.contains(source)) ++gone_marks_[source];
                marks.insert(source);
            }
        }
        if (!marks.empty()) world().guarded.insert(identity.person);
        identity.protected_by.assign(marks.begin(), marks.end());
    }

    void count_marks() {
        std::map<std::string, MarkCount> counts;
        for (const KnownPerson& person : known_) {
            for (const std::string& source : person.protected_by) ++counts[source].before;
        }
        for (auto& [source, count] : counts) {
            count.source = source;
            if (const auto gone = gone_marks_.find(source); gone != gone_marks_.end()) count.gone = gone->second;
            if (!doubted_.contains(source)) world().marks.push_back(count);
        }
    }

    // Minted from the smallest of the person's register keys.
    std::string subject_of(const Human& human) const {
        std::string smallest;
        for (const std::size_t holder : human.holders) {
            if (smallest.empty() || key_hash(holder) < smallest) smallest = key_hash(holder);
        }
        return smallest;
    }
    std::string new_id(const Human& human) {
        if (taken_ids_.empty()) {
            for (const KnownPerson& person : known_) taken_ids_.insert(person.id.value);
        }
        const NameRule rule{.policy = NamePolicy::opaque, .length = person_id_length, .pattern = {}};
        const auto is_free = [&](std::string_view id) { return !taken_ids_.contains(std::string{id}); };
        // 10,000 candidates of 130 bits are never all taken.
        return mint(rule, "person", subject_of(human), "", hash_, is_free).value();
    }

    void make_person(const Human& human) {
        const std::string id = human.known == nobody ? new_id(human) : known_[human.known].id.value;
        if (human.known != nobody) made_.insert(human.known);
        // One for each municipality, of its own records.
        std::map<Text, std::size_t> places;
        for (const std::size_t holder : human.holders) {
            for (const RosterRecord& record : records_of(holder)) {
                if (record.duplicated) world().duplicated.insert(id);
                const auto [place, is_new] = places.emplace(record.person.municipality, world().persons.size());
                if (!is_new) {
                    merge(world().persons[place->second], record.person);
                    continue;
                }
                world().persons.push_back(record.person);
                world().persons.back().id = PersonId{id};
            }
        }
        note_identity(id, human);
    }

    // Where a source put her that cannot be believed today, or whose record of her waits, she still is.
    std::vector<std::string> places(const Human& human, const std::vector<std::string>& sources) const {
        std::vector<const Person*> persons;
        std::set<std::string_view> heard;
        for (const std::size_t holder : human.holders) {
            for (const RosterRecord& record : records_of(holder)) {
                persons.push_back(&record.person);
                heard.insert(record.source);
            }
        }
        std::vector<std::string> result = places_of(persons, result_.world.pool);
        const auto is_doubted = [&](const std::string& source) {
            return !heard.contains(source) || doubted_.contains(source);
        };
        if (human.known == nobody || std::ranges::none_of(sources, is_doubted)) return result;
        const std::vector<std::string>& before = known_[human.known].places;
        result.insert(result.end(), before.begin(), before.end());
        sort_unique(result);
        return result;
    }

    void note_identity(const std::string& id, const Human& human) {
        const KnownPerson* known = human.known == nobody ? nullptr : &known_[human.known];
        Identity identity;
        identity.person = id;
        identity.subject = known == nullptr ? subject_of(human) : known->subject;
        for (const std::size_t holder : human.holders) {
            identity.register_keys.push_back(key_hash(holder));
            for (const RosterRecord& record : records_of(holder)) {
                identity.sources.push_back(record.source);
                identity.contacts.insert(identity.contacts.end(), record.contacts.begin(), record.contacts.end());
            }
            describe(identity, roster_.holders[holder]);
        }
        if (known != nullptr) keep(identity, *known, human.known);
        for (auto* list : {&identity.register_keys, &identity.sources, &identity.name_hashes, &identity.given_hashes,
                           &identity.contacts})
            sort_unique(*list);
        note_protection(identity, human);
        identity.places = places(human, identity.sources);
        if (known == nullptr || identity_of(*known) != identity) result_.identities.push_back(std::move(identity));
    }

    // Names of every record: each of them must be recognised again.
    static void describe(Identity& identity, const Holder& holder) {
        const Description& says = holder.says;
        if (!says.civic.empty() && (identity.civic_hash.empty() || !holder.interim)) identity.civic_hash = says.civic;
        if (!says.birth.empty() && (identity.birth_hash.empty() || (says.birth_stated && !identity.birth_stated))) {
            identity.birth_hash = says.birth;
            identity.birth_stated = says.birth_stated;
        }
        identity.given_hashes.insert(identity.given_hashes.end(), says.given.begin(), says.given.end());
        identity.name_hashes.insert(identity.name_hashes.end(), says.given.begin(), says.given.end());
        identity.name_hashes.insert(identity.name_hashes.end(), says.family.begin(), says.family.end());
    }

    void keep(Identity& identity, const KnownPerson& known, std::size_t index) const {
        // A key once seen stays: it is what recognises the person when an old export comes back. Not one that has
        // turned out to be another's.
        std::ranges::copy_if(known.register_keys, std::back_inserter(identity.register_keys),
                             [&](const std::string& key) { return !left_.contains(key); });
        // Nothing follows from the silence of a source that cannot be believed: not today, and not tomorrow either.
        std::ranges::copy_if(known.sources, std::back_inserter(identity.sources),
                             [&](const std::string& source) { return doubted_.contains(source); });
        if (const auto waiting = waiting_sources_.find(index); waiting != waiting_sources_.end())
            identity.sources.insert(identity.sources.end(), waiting->second.begin(), waiting->second.end());
        if (identity.civic_hash.empty()) identity.civic_hash = known.civic_hash;
        if (identity.birth_hash.empty()) identity.birth_hash = known.birth_hash;
        if (identity.birth_hash == known.birth_hash)
            identity.birth_stated = identity.birth_stated || known.birth_stated;
    }

    std::span<const KnownPerson> known_;
    const KeyedHash& hash_;
    const std::set<std::string, std::less<>>& doubted_;
    Identified result_;
    Roster roster_{result_.world, hash_};
    std::unordered_map<std::string_view, std::size_t> by_key_;  // register id → known person
    std::unordered_set<std::string> damaged_keys_, left_;       // register ids
    std::unordered_set<std::string> taken_ids_;
    std::set<std::size_t> damaged_;         // known persons, as in all that follow
    std::unordered_set<std::size_t> made_;  // those in the world's persons
    // Sources whose records of a person wait, and those that mark her as protected in such a record.
    std::map<std::size_t, std::set<std::string>> waiting_sources_, marked_;
    std::map<std::string, std::size_t> gone_marks_;  // by source
};

}  // namespace

Identified identify(std::span<const Drafts* const> drafts, std::span<const KnownPerson> known, const KeyedHash& hash,
                    const std::set<std::string, std::less<>>& doubted) {
    Identification identification{known, hash, doubted};
    for (const Drafts* each : drafts) identification.add(*each);
    return identification.run();
}

}  // namespace samkat::engine
