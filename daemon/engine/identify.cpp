#include "daemon/engine/identify.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "daemon/engine/agreement.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/mint.hpp"

namespace samkat::engine {

namespace {

// A draft in the new world's pool, with what identification needs to know of it.
struct Node {
    Person person;
    std::string source;
    std::string key_hash;
    std::string civic_hash;  // empty without a civic number
    bool conflicting = false;
    bool duplicated = false;
};

class UnionFind {
  public:
    explicit UnionFind(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
    std::size_t find(std::size_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::size_t a, std::size_t b) { parent_[std::max(find(a), find(b))] = std::min(find(a), find(b)); }

  private:
    std::vector<std::size_t> parent_;
};

// Records that one key or civic number joins, and the known persons that they point at.
struct Cluster {
    std::vector<std::size_t> members;
    std::vector<const KnownPerson*> candidates;
};

class Identification {
  public:
    Identification(std::span<const KnownPerson> known, const KeyedHash& hash,
                   const std::set<std::string, std::less<>>& doubted)
        : known_(known), hash_(hash), doubted_(doubted) {
        for (const KnownPerson& person : known_) {
            for (const std::string& key : person.register_keys) by_key_.emplace(key, &person);
            if (!person.civic_hash.empty()) by_civic_.emplace(person.civic_hash, &person);
            known_ids_.insert(person.id.value);
        }
    }

    void add(const Drafts& drafts) {
        for (const Person& person : drafts.persons) {
            Node& node = nodes_.emplace_back();
            node.person = imported(person, drafts.pool, world().pool);
            node.source = drafts.source;
            node.key_hash = key_hash(node.person.keys.front());
            node.civic_hash = civic_hash(node.person);
        }
        for (const DamagedRecord& record : drafts.damaged) {
            const auto again = [&](Text text) { return world().pool.intern(drafts.pool.view(text)); };
            const RegisterKey key{again(record.key.register_name), again(record.key.id)};
            const std::string hash = key_hash(key);
            damaged_keys_.insert(hash);
            const auto found = by_key_.find(hash);
            if (found == by_key_.end()) continue;
            damaged_persons_.insert(found->second);
            if (record.protection != Protection::none) marked_[found->second].insert(drafts.source);
        }
    }

    Identified run() {
        sort_nodes();
        clusters_.emplace(nodes_.size());
        join_by_key();
        join_by_civic_number();
        join_by_known_person();
        resolve_clusters();
        for (const KnownPerson* person : damaged_persons_) world().frozen.insert(person->id.value);
        guard_the_missing();
        std::ranges::sort(world().persons, {}, [&](const Person& person) {
            return std::tuple{std::string_view{person.id.value}, view(person.municipality)};
        });
        std::ranges::sort(result_.identities, {}, &Identity::person);
        return std::move(result_);
    }

  private:
    World& world() { return result_.world; }
    std::string_view view(Text text) const { return result_.world.pool.view(text); }
    std::string key_text(const RegisterKey& key) const {
        return joined_for_digest({view(key.register_name), view(key.id)});
    }
    std::string key_hash(const RegisterKey& key) const { return hash_.hash("register", key_text(key)); }
    Where where(const Person& person) const {
        const Origin& origin = person.origins.front();
        return {std::string{view(origin.place)}, origin.line, 0, ""};
    }
    std::vector<const Person*> persons_of(std::span<const std::size_t> members) const {
        std::vector<const Person*> persons;
        for (const std::size_t member : members) persons.push_back(&nodes_[member].person);
        return persons;
    }
    bool all_agree(std::span<const std::size_t> members) const { return agreement_.all_agree(persons_of(members)); }

    // One order for the same records however they arrive: results must not depend on the order of rows or sources.
    void sort_nodes() {
        std::ranges::sort(nodes_, [&](const Node& a, const Node& b) {
            const auto head = [&](const Node& node) {
                const RegisterKey& key = node.person.keys.front();
                return std::tuple{view(key.register_name), view(key.id), std::string_view{node.source},
                                  std::string_view{node.civic_hash}};
            };
            const auto order = head(a) <=> head(b);
            return order != 0 ? order < 0 : content(a.person) < content(b.person);
        });
    }
    std::string content(const Person& person) const {
        std::string result;
        for (const Field* field : {&person.given_name, &person.family_name, &person.email})
            (result += view(field->value)) += '\x1f';
        for (const Enrolment& each : person.enrolments) {
            ((result += view(each.unit)) += view(each.school_year)) += format_date(each.start) + format_date(each.end);
            for (const GroupRef& group : each.groups) result += view(group.id);
        }
        for (const Duty& each : person.duties) {
            ((result += view(each.unit)) += view(each.role)) += format_date(each.start) + format_date(each.end);
        }
        return result;
    }

    // Says `message` at each of `members`, with the places of the others of `all`.
    void conflict(const Message& message, std::span<const std::size_t> members, std::span<const std::size_t> all) {
        for (const std::size_t member : members) {
            nodes_[member].conflicting = true;
            std::string others;
            for (const std::size_t other : all) {
                if (others.size() > 200) break;
                if (other == member) continue;
                others += (others.empty() ? "" : ", ") + where(nodes_[other].person).text();
            }
            world().findings.add(
                finding(message, where(nodes_[member].person), {{"others", others.empty() ? "–" : others}}));
        }
    }
    void conflict(const Message& message, std::span<const std::size_t> members) { conflict(message, members, members); }

    void join_by_key() {
        for (std::size_t begin = 0, end = 0; begin < nodes_.size(); begin = end) {
            const RegisterKey& key = nodes_[begin].person.keys.front();
            for (end = begin + 1; end < nodes_.size() && nodes_[end].person.keys.front() == key;) ++end;
            std::vector<std::size_t> members(end - begin);
            std::iota(members.begin(), members.end(), begin);
            if (members.size() > 1) join_same_key(members);
        }
    }

    void join_same_key(const std::vector<std::size_t>& members) {
        for (const std::size_t member : members) clusters_->join(members.front(), member);
        if (!all_agree(members)) return conflict(messages::IDENTIFY_KEY_CONTRADICTS, members);
        for (std::size_t i = 1; i < members.size(); ++i) {
            Node& a = nodes_[members[i - 1]];
            Node& b = nodes_[members[i]];
            if (a.source != b.source || (a.person.several_rows && b.person.several_rows)) continue;
            a.duplicated = b.duplicated = true;
            world().findings.add(
                finding(messages::IDENTIFY_DUPLICATE_KEY, where(b.person), {{"other", where(a.person).text()}}));
        }
    }

    void join_by_civic_number() {
        std::map<std::string, std::vector<std::size_t>> buckets;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const Person& person = nodes_[i].person;
            if (!person.civic_number) continue;
            std::string key{person.civic_number->text()};
            if (!person.civic_number->nationwide()) key += view(person.keys.front().register_name);
            buckets[key].push_back(i);
        }
        for (const auto& [key, members] : buckets) {
            if (members.size() > 1) join_same_civic_number(members);
        }
    }

    void join_same_civic_number(const std::vector<std::size_t>& members) {
        if (two_ids_in_a_register(persons_of(members))) return conflict(messages::IDENTIFY_TWO_IDS, members);
        if (!all_agree(members)) return conflict(messages::IDENTIFY_CIVIC_CONTRADICTS, members);
        for (const std::size_t member : members) clusters_->join(members.front(), member);
    }

    // Records whose keys are known to belong to one person are one, even where nothing in them says so today.
    void join_by_known_person() {
        std::unordered_map<const KnownPerson*, std::size_t> first;
        known_of_.resize(nodes_.size());
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const auto found = by_key_.find(nodes_[i].key_hash);
            if (found == by_key_.end()) continue;
            known_of_[i] = found->second;
            const auto [place, is_new] = first.emplace(found->second, i);
            if (!is_new) clusters_->join(place->second, i);
        }
    }

    // Clusters that point at one known person are judged together: what is one person must agree with all of it.
    void resolve_clusters() {
        std::map<std::size_t, std::vector<std::size_t>> members;
        for (std::size_t i = 0; i < nodes_.size(); ++i) members[clusters_->find(i)].push_back(i);
        std::vector<Cluster> clusters;
        for (auto& [root, each] : members) {
            auto candidates = candidates_of(each);
            clusters.push_back({std::move(each), std::move(candidates)});
        }
        UnionFind joined{clusters.size()};
        std::unordered_map<const KnownPerson*, std::size_t> first;
        for (std::size_t i = 0; i < clusters.size(); ++i) {
            for (const KnownPerson* candidate : clusters[i].candidates)
                joined.join(first.emplace(candidate, i).first->second, i);
        }
        std::map<std::size_t, std::vector<const Cluster*>> together;
        for (std::size_t i = 0; i < clusters.size(); ++i) together[joined.find(i)].push_back(&clusters[i]);
        for (const auto& [root, each] : together) resolve(each);
    }

    // One person, or nobody is changed.
    void resolve(const std::vector<const Cluster*>& clusters) {
        std::vector<std::size_t> members;
        bool sound = true;
        for (const Cluster* each : clusters) {
            members.insert(members.end(), each->members.begin(), each->members.end());
            sound = is_sound(*each) && sound;
        }
        std::ranges::sort(members);
        if (sound && !all_agree(members)) {
            conflict(messages::IDENTIFY_ONE_PERSON_TWICE, members);
            sound = false;
        }
        const std::vector<const KnownPerson*>& candidates = clusters.front()->candidates;
        if (sound) return make_person(members, candidates.empty() ? nullptr : candidates.front());
        say_who_is_concerned(members);
        for (const Cluster* each : clusters) freeze(*each);
    }

    // Those of a conflict of whom nothing has been said yet.
    void say_who_is_concerned(const std::vector<std::size_t>& members) {
        std::vector<std::size_t> rest;
        for (const std::size_t member : members) {
            if (!nodes_[member].conflicting) rest.push_back(member);
        }
        conflict(messages::IDENTIFY_CONCERNED, rest, members);
    }

    // The known persons that a cluster's keys and civic numbers point at.
    std::vector<const KnownPerson*> candidates_of(const std::vector<std::size_t>& cluster) const {
        std::vector<const KnownPerson*> result;
        const auto add = [&](const KnownPerson* person) {
            if (person != nullptr && std::ranges::find(result, person) == result.end()) result.push_back(person);
        };
        for (const std::size_t i : cluster) add(known_of_[i]);
        for (const std::size_t i : cluster) {
            const auto found = by_civic_.find(nodes_[i].civic_hash);
            if (found != by_civic_.end()) add(found->second);
        }
        return result;
    }

    std::string civic_hash(const Person& person) const {
        if (!person.civic_number) return {};
        std::string value{person.civic_number->text()};
        if (!person.civic_number->nationwide()) value += view(person.keys.front().register_name);
        return hash_.hash("civic", value);
    }
    // Names and birth dates are few and repeat: each is hashed once.
    const std::string& remembered(std::string_view purpose, const std::string& value) const {
        const auto [place, is_new] = remembered_.try_emplace(std::string{purpose} + ":" + value);
        if (is_new) place->second = hash_.hash(purpose, value);
        return place->second;
    }
    std::string birth_hash(const Person& person) const {
        return person.birth_date.ok() ? remembered("birth", format_date(person.birth_date)) : std::string{};
    }
    std::vector<std::string> name_hashes(const std::vector<std::string>& parts) const {
        std::vector<std::string> result;
        for (const std::string& part : parts) result.push_back(remembered("name", part));
        return result;
    }

    bool is_sound(const Cluster& each) {
        const auto& [cluster, candidates] = each;
        if (std::ranges::any_of(cluster, [&](std::size_t i) { return nodes_[i].conflicting; })) return false;
        if (is_damaged(each)) {
            conflict(messages::IDENTIFY_DAMAGED_ROW, cluster);
            return false;
        }
        if (!one_civic_number(cluster)) {
            conflict(messages::IDENTIFY_KEY_CONTRADICTS, cluster);
            return false;
        }
        if (candidates.size() > 1) {
            conflict(messages::IDENTIFY_TWO_PERSONS, cluster);
            return false;
        }
        if (candidates.size() == 1 && !agrees_with_known(cluster, *candidates.front())) {
            conflict(messages::IDENTIFY_KEY_REUSED, cluster);
            return false;
        }
        return true;
    }

    // Half of what the registers say of somebody is not enough to create or change anything: the row that could not be
    // read may be the one with the secrecy mark.
    bool is_damaged(const Cluster& cluster) const {
        return std::ranges::any_of(cluster.members,
                                   [&](std::size_t i) { return damaged_keys_.contains(nodes_[i].key_hash); }) ||
               std::ranges::any_of(cluster.candidates,
                                   [&](const KnownPerson* each) { return damaged_persons_.contains(each); });
    }

    bool one_civic_number(const std::vector<std::size_t>& cluster) const {
        const CivicNumber* seen = nullptr;
        for (const std::size_t i : cluster) {
            const auto& number = nodes_[i].person.civic_number;
            if (!number) continue;
            if (seen != nullptr && *seen != *number) return false;
            seen = &*number;
        }
        return true;
    }

    bool agrees_with_known(const std::vector<std::size_t>& cluster, const KnownPerson& known) const {
        const bool by_key = std::ranges::any_of(cluster, [&](std::size_t i) { return known_of_[i] == &known; });
        return std::ranges::all_of(cluster, [&](std::size_t i) { return agrees_with_known(nodes_[i], known, by_key); });
    }

    // A register can give an old id to somebody new, and a number can be mistyped. Id and number together settle it.
    // The same number alone, or another number, is believed only if birth date and a part of the given name are the
    // same (a TF or samordningsnummer becomes a personnummer); without a number to compare, a part of the given name
    // must be, and no birth date may be another.
    bool agrees_with_known(const Node& node, const KnownPerson& known, bool by_key) const {
        const bool comparable = !node.civic_hash.empty() && !known.civic_hash.empty();
        const bool same_civic = comparable && node.civic_hash == known.civic_hash;
        if (same_civic && by_key) return true;
        auto parts = agreement_.given_names(node.person);
        // In a register without given names its own id has to do with the family name.
        if (parts.empty() && by_key) parts = agreement_.names(node.person);
        const std::string birth = birth_hash(node.person);
        const bool can_tell = !birth.empty() && !known.birth_hash.empty();
        const bool same_birth = can_tell && birth == known.birth_hash;
        return share(name_hashes(parts), known.name_hashes) && (same_birth || (!comparable && !can_tell));
    }

    void freeze(const Cluster& cluster) {
        for (const KnownPerson* candidate : cluster.candidates) world().frozen.insert(candidate->id.value);
        for (const std::size_t i : cluster.members) {
            if (known_of_[i] != nullptr && nodes_[i].person.protection != Protection::none)
                marked_[known_of_[i]].insert(nodes_[i].source);
        }
    }

    // Registers often stop to export whom they protect; and what is unclear of a person is not whether to be careful.
    void guard_the_missing() {
        for (const KnownPerson& person : known_) {
            if (made_.contains(&person)) continue;
            const auto marked = marked_.find(&person);
            std::set<std::string> protected_by{person.protected_by.begin(), person.protected_by.end()};
            if (marked != marked_.end()) protected_by.insert(marked->second.begin(), marked->second.end());
            if (protected_by.empty()) continue;
            world().guarded.insert(person.id.value);
            if (protected_by.size() == person.protected_by.size()) continue;
            result_.identities.push_back({person.id.value,
                                          person.register_keys,
                                          person.civic_hash,
                                          person.birth_hash,
                                          person.name_hashes,
                                          person.subject,
                                          person.sources,
                                          {protected_by.begin(), protected_by.end()}});
        }
    }

    // Who once was protected stays so until the source that said it describes her without the mark.
    std::vector<std::string> protected_by(const std::vector<std::size_t>& cluster, const KnownPerson* known) const {
        std::set<std::string> result, silent_on_it;
        for (const std::size_t i : cluster) {
            auto& says = nodes_[i].person.protection == Protection::none ? silent_on_it : result;
            says.insert(nodes_[i].source);
        }
        if (known != nullptr) {
            std::ranges::copy_if(
                known->protected_by, std::inserter(result, result.end()),
                [&](const std::string& source) { return !silent_on_it.contains(source) || doubted_.contains(source); });
        }
        return {result.begin(), result.end()};
    }

    // Minted from the smallest of the person's register keys.
    std::string subject_of(const std::vector<std::size_t>& cluster) const {
        std::string smallest;
        for (const std::size_t i : cluster) {
            const std::string& each = nodes_[i].key_hash;
            if (smallest.empty() || each < smallest) smallest = each;
        }
        return smallest;
    }
    std::string new_id(const std::vector<std::size_t>& cluster) const {
        const NameRule rule{.policy = NamePolicy::opaque, .length = person_id_length, .pattern = {}};
        const auto is_free = [&](std::string_view id) { return !known_ids_.contains(std::string{id}); };
        // 10,000 candidates of 130 bits are never all taken.
        return mint(rule, "person", subject_of(cluster), "", hash_, is_free).value();
    }

    void make_person(const std::vector<std::size_t>& cluster, const KnownPerson* known) {
        const std::string id = known == nullptr ? new_id(cluster) : known->id.value;
        add_persons(PersonId{id}, cluster);
        const bool duplicated = std::ranges::any_of(cluster, [&](std::size_t i) { return nodes_[i].duplicated; });
        if (duplicated) world().duplicated.insert(id);
        if (known != nullptr) made_.insert(known);
        note_identity(id, cluster, known);
    }

    // One for each municipality, of its own records.
    void add_persons(const PersonId& id, const std::vector<std::size_t>& cluster) {
        std::map<Text, std::size_t> places;
        for (const std::size_t i : cluster) {
            const Person& person = nodes_[i].person;
            const auto [place, is_new] = places.emplace(person.municipality, world().persons.size());
            if (!is_new) {
                merge(world().persons[place->second], person);
                continue;
            }
            world().persons.push_back(person);
            world().persons.back().id = id;
        }
    }

    static void take(Field& into, const Field& from, std::uint16_t offset) {
        if (into.empty() && !from.empty()) into = {from.value, static_cast<std::uint16_t>(from.origin + offset)};
    }

    // `into` keeps what it has; fields it lacks come from `from`. The stronger protection wins.
    static void merge(Person& into, const Person& from) {
        const auto offset = static_cast<std::uint16_t>(into.origins.size());
        into.origins.insert(into.origins.end(), from.origins.begin(), from.origins.end());
        for (const RegisterKey& key : from.keys) {
            if (std::ranges::find(into.keys, key) == into.keys.end()) into.keys.push_back(key);
        }
        for (Field Person::*field : {&Person::given_name, &Person::middle_name, &Person::family_name,
                                     &Person::display_name, &Person::email, &Person::phone}) {
            take(into.*field, from.*field, offset);
        }
        if (!into.civic_number && from.civic_number) {
            into.civic_number = from.civic_number;
            into.civic_origin = offset;
        }
        if (!into.birth_date.ok() || (from.birth_stated && !into.birth_stated)) {
            into.birth_date = from.birth_date;
            into.birth_stated = from.birth_stated;
        }
        if (from.protection > into.protection) {
            into.protection = from.protection;
            into.protection_origin = offset;
        }
        for (Enrolment each : from.enrolments) {
            each.origin = offset;
            into.enrolments.push_back(std::move(each));
        }
        for (Duty each : from.duties) {
            each.origin = offset;
            into.duties.push_back(std::move(each));
        }
    }

    void note_identity(const std::string& id, const std::vector<std::size_t>& cluster, const KnownPerson* known) {
        Identity identity;
        identity.person = id;
        identity.subject = known == nullptr ? subject_of(cluster) : known->subject;
        for (const std::size_t i : cluster) {
            identity.register_keys.push_back(nodes_[i].key_hash);
            identity.sources.push_back(nodes_[i].source);
        }
        if (known != nullptr) {
            // A key once seen stays: it is what recognises the person when an old export comes back.
            identity.register_keys.insert(identity.register_keys.end(), known->register_keys.begin(),
                                          known->register_keys.end());
            // Nothing follows from the silence of a source that cannot be believed: not today, and not tomorrow either.
            std::ranges::copy_if(known->sources, std::back_inserter(identity.sources),
                                 [&](const std::string& source) { return doubted_.contains(source); });
        }
        for (auto* list : {&identity.register_keys, &identity.sources}) {
            std::ranges::sort(*list);
            list->erase(std::unique(list->begin(), list->end()), list->end());
        }
        identity.protected_by = protected_by(cluster, known);
        if (!identity.protected_by.empty()) world().guarded.insert(identity.person);
        for (const std::size_t i : cluster) {
            if (identity.civic_hash.empty()) identity.civic_hash = nodes_[i].civic_hash;
            if (identity.birth_hash.empty()) identity.birth_hash = birth_hash(nodes_[i].person);
        }
        if (identity.civic_hash.empty() && known != nullptr) identity.civic_hash = known->civic_hash;
        if (identity.birth_hash.empty() && known != nullptr) identity.birth_hash = known->birth_hash;
        // Of every record: each of them must be recognised again.
        for (const std::size_t i : cluster) {
            const auto hashes = name_hashes(agreement_.names(nodes_[i].person));
            identity.name_hashes.insert(identity.name_hashes.end(), hashes.begin(), hashes.end());
        }
        std::ranges::sort(identity.name_hashes);
        identity.name_hashes.erase(std::unique(identity.name_hashes.begin(), identity.name_hashes.end()),
                                   identity.name_hashes.end());
        const bool same = known != nullptr && known->register_keys == identity.register_keys &&
                          known->sources == identity.sources && known->civic_hash == identity.civic_hash &&
                          known->birth_hash == identity.birth_hash && known->name_hashes == identity.name_hashes &&
                          known->protected_by == identity.protected_by;
        if (!same) result_.identities.push_back(std::move(identity));
    }

    std::span<const KnownPerson> known_;
    const KeyedHash& hash_;
    const std::set<std::string, std::less<>>& doubted_;
    std::unordered_map<std::string, const KnownPerson*> by_key_;
    std::unordered_map<std::string, const KnownPerson*> by_civic_;
    std::vector<Node> nodes_;
    std::unordered_set<std::string> damaged_keys_;  // hashes
    std::unordered_set<const KnownPerson*> damaged_persons_;
    std::unordered_set<const KnownPerson*> made_;  // those in the world's persons
    // By whom persons who are not are marked as protected today.
    std::unordered_map<const KnownPerson*, std::set<std::string>> marked_;
    std::vector<const KnownPerson*> known_of_;
    std::optional<UnionFind> clusters_;
    std::unordered_set<std::string> known_ids_;
    mutable std::unordered_map<std::string, std::string> remembered_;
    Identified result_;
    Agreement agreement_{result_.world.pool};
};

}  // namespace

Identified identify(std::span<const Drafts* const> drafts, std::span<const KnownPerson> known, const KeyedHash& hash,
                    const std::set<std::string, std::less<>>& doubted) {
    Identification identification{known, hash, doubted};
    for (const Drafts* each : drafts) identification.add(*each);
    return identification.run();
}

}  // namespace samkat::engine
