#include "daemon/engine/linking.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "daemon/engine/past.hpp"

namespace samkat::engine {

namespace {

// Each is compared with each other one: a register with one number on every row must not stop the run.
constexpr std::size_t most_with_one_number = 64;
// A remark names some of those it is about.
constexpr std::size_t most_others = 8;
constexpr std::size_t most_mistaken = 4;  // in one run

// A known person, or somebody new, while it is found out who has which number.
struct Being {
    std::size_t known = nobody;
    std::vector<std::size_t> holders;
    bool clear = true;
    bool astray = false;  // holders are ids that are not hers today, and were once another's
    bool gone = false;    // she is that other again
    bool parted = false;  // her ids have left her: she came lately, and they are somebody else's
};

// A known person who came lately, and her ids, which are somebody else's today.
struct Mistaken {
    std::size_t known;
    std::vector<std::size_t> ids;
    bool astray;  // ids of hers were once another's
};

class Linking {
  public:
    Linking(std::span<const Holder> holders, std::span<const KnownPerson> known, std::span<const std::size_t> unclear)
        : holders_(holders), known_(known), unclear_(unclear) {}

    Links run() {
        find_beings();
        claim_numbers();
        // Who is new is compared with persons of whom everything has been decided.
        for_each_number([&](const Beings& persons, const Beings&) { settle_persons(persons); });
        for_each_number([&](const Beings& persons, const Beings& newcomers) { settle_new(persons, newcomers); });
        for (Being& being : beings_) {
            if (being.astray && !being.gone) wait_for_own(being.known, being.holders);
            if (!being.clear || being.holders.empty()) continue;
            std::ranges::sort(being.holders);
            links_.humans.push_back({being.known, std::move(being.holders)});
        }
        return std::move(links_);
    }

  private:
    using Beings = std::vector<std::size_t>;

    void remark(std::size_t holder, Why why, std::vector<std::size_t> others = {},
                std::vector<std::size_t> known = {}) {
        std::erase(others, holder);
        if (others.size() > most_others) others.resize(most_others);
        links_.remarks.push_back({holder, why, std::move(others), std::move(known)});
    }

    // --- who is there by which id

    void find_beings() {
        std::vector<std::vector<std::size_t>> ids(known_.size());
        std::vector<std::size_t> fresh;
        for (std::size_t i = 0; i < holders_.size(); ++i) {
            (holders_[i].known == nobody ? fresh : ids[holders_[i].known]).push_back(i);
        }
        for (const KnownPerson& person : known_) former_.insert(person.former_keys.begin(), person.former_keys.end());
        beings_.reserve(known_.size() + fresh.size());
        for (std::size_t i = 0; i < known_.size(); ++i) {
            Being& being = beings_.emplace_back();
            being.known = i;
            being.clear = !std::ranges::binary_search(unclear_, i);
            if (!ids[i].empty()) settle_ids(being, ids[i], fresh);
        }
        settle_mistaken(fresh);
        for (const std::size_t i : fresh) beings_.push_back({nobody, {i}, holders_[i].sound});
    }

    void settle_ids(Being& being, const std::vector<std::size_t>& ids, std::vector<std::size_t>& fresh) {
        const KnownPerson& person = known_[being.known];
        // Nearly everybody, every night.
        if (ids.size() == 1 && holders_[ids.front()].sound && !person.civic_hash.empty() &&
            holders_[ids.front()].says.civic == person.civic_hash) {
            being.holders = ids;
            return;
        }
        const Description past = description_of(person);
        being.holders = stand_of(ids, holders_, past);
        if (being.holders.empty()) return stray(being, ids);
        for (const std::size_t id : ids) {
            if (std::ranges::find(being.holders, id) != being.holders.end()) continue;
            const bool leaves =
                being.clear && holders_[id].sound &&
                std::ranges::all_of(being.holders, [&](std::size_t other) { return are_two(id, other); });
            if (leaves) fresh.push_back(id);
            if (leaves)
                remark(id, Why::left, being.holders);
            else
                remark(id, fits(holders_[id], past) ? Why::contradicts : Why::reused, ids);
        }
    }

    // None of the ids is hers any more. They may be those of whom she came from.
    void stray(Being& being, const std::vector<std::size_t>& ids) {
        const bool sound = std::ranges::all_of(ids, [&](std::size_t id) { return holders_[id].sound; });
        const auto& keys = known_[being.known].register_keys;
        const bool astray = being.clear && sound &&
                            std::ranges::any_of(keys, [&](const std::string& key) { return former_.contains(key); });
        if (being.clear && sound && are_mistaken(known_[being.known], ids))
            mistaken_.push_back({being.known, ids, astray});
        else
            keep_strays(being, ids, astray);
    }

    void keep_strays(Being& being, const std::vector<std::size_t>& ids, bool astray) {
        being.clear = false;
        being.astray = astray;
        if (astray)
            being.holders = ids;
        else
            wait_for_own(being.known, ids);
    }

    // Of one who came only lately, and whose id is somebody else's now in two fields: she was made of a wrong row.
    bool are_mistaken(const KnownPerson& person, const std::vector<std::size_t>& ids) const {
        const Description past = description_of(person);
        return person.newcomer &&
               std::ranges::all_of(ids, [&](std::size_t id) { return differ_in_two_fields(holders_[id].says, past); });
    }

    // A few rows are mended; many are no mending, and wait. So does a row of somebody who has long been known: that she
    // has got a newcomer's id is no mending either. Ids that such newcomers exchange follow the numbers, this way and
    // back.
    void settle_mistaken(std::vector<std::size_t>& fresh) {
        if (mistaken_.empty()) return;
        std::unordered_set<std::size_t> persons;
        for (const Mistaken& each : mistaken_) persons.insert(each.known);
        std::unordered_set<std::string_view> theirs, others;  // numbers
        for (std::size_t i = 0; i < known_.size(); ++i) {
            if (!known_[i].civic_hash.empty()) (persons.contains(i) ? theirs : others).insert(known_[i].civic_hash);
        }
        for (const Mistaken& each : mistaken_) {
            const auto all = [&](auto&& test) {
                return std::ranges::all_of(each.ids, [&](std::size_t id) { return test(holders_[id]); });
            };
            const bool exchanged = all([&](const Holder& id) { return theirs.contains(id.says.civic); });
            const bool mended =
                !each.astray && all([&](const Holder& id) { return !id.is_marked && !others.contains(id.says.civic); });
            if (mistaken_.size() > most_mistaken || !(exchanged || mended)) {
                keep_strays(beings_[each.known], each.ids, each.astray);
                continue;
            }
            beings_[each.known].parted = true;
            for (const std::size_t id : each.ids) remark(id, Why::left, each.ids);
            fresh.insert(fresh.end(), each.ids.begin(), each.ids.end());
        }
    }

    // They wait, whether all or some of the ids do, since not all are hers.
    void wait_for_own(std::size_t known, const std::vector<std::size_t>& ids) {
        const Description past = description_of(known_[known]);
        for (const std::size_t id : ids) remark(id, fits(holders_[id], past) ? Why::contradicts : Why::reused, ids);
    }

    bool are_two(std::size_t a, std::size_t b) const {
        Description one = holders_[a].says;
        // A number that another can come after does not make two.
        if (holders_[a].interim != holders_[b].interim) one.civic = {};
        return differ_in_two_fields(one, holders_[b].says);
    }

    // --- who has which number

    void claim_numbers() {
        for (std::size_t i = 0; i < beings_.size(); ++i) {
            const Being& being = beings_[i];
            bool says_one = false;
            for (const std::size_t holder : being.holders) {
                const std::string_view number = holders_[holder].says.civic;
                if (!number.empty()) claims_.emplace_back(number, i);
                says_one = says_one || !number.empty();
            }
            // What was known counts until her own ids say otherwise.
            if (!says_one && being.known != nobody && !known_[being.known].civic_hash.empty())
                claims_.emplace_back(known_[being.known].civic_hash, i);
        }
        std::ranges::sort(claims_);
        claims_.erase(std::unique(claims_.begin(), claims_.end()), claims_.end());
    }

    // For every number that more than one has.
    template <class Act>
    void for_each_number(const Act& act) {
        for (std::size_t begin = 0, end = 0; begin < claims_.size(); begin = end) {
            while (end < claims_.size() && claims_[end].first == claims_[begin].first) ++end;
            if (end - begin == 1) continue;
            Beings persons, newcomers;
            for (std::size_t at = begin; at < end; ++at) {
                const std::size_t i = claims_[at].second;
                if (!beings_[i].gone) (beings_[i].known == nobody ? newcomers : persons).push_back(i);
            }
            act(persons, newcomers);
        }
    }

    void settle_new(const Beings& persons, const Beings& newcomers) {
        if (newcomers.empty()) return;
        if (persons.size() > 1) return wait(newcomers, Why::two_persons, persons);
        if (persons.size() == 1) return settle_with(persons.front(), newcomers);
        settle_newcomers(newcomers);
    }

    // Whoever left a person for a number that was wrong for a while, all of whose ids were once hers.
    void take_back(Beings& persons) {
        const auto came_from = [&](std::size_t one, std::size_t other) {
            const auto& ids = known_[beings_[one].known].register_keys;
            const auto& once = known_[beings_[other].known].former_keys;
            const auto was_hers = [&](const std::string& id) { return std::ranges::binary_search(once, id); };
            const Being& being = beings_[one];
            return one != other && !ids.empty() && (being.clear || being.astray) && !being.holders.empty() &&
                   beings_[other].clear && std::ranges::all_of(ids, was_hers) && are_one(one, other);
        };
        for (const std::size_t one : Beings{persons}) {
            const auto other = std::ranges::find_if(persons, [&](std::size_t each) { return came_from(one, each); });
            if (other == persons.end()) continue;
            for (const std::size_t holder : beings_[one].holders)
                remark(holder, Why::returned, beings_[*other].holders);
            join(*other, one);
            beings_[one].gone = true;
            std::erase(persons, one);
        }
    }

    void settle_persons(Beings persons) {
        take_back(persons);
        if (persons.size() < 2) return;
        Beings wrong;
        for (const std::size_t i : persons) {
            if (!has_another_number(beings_[i])) continue;
            const bool like_all =
                std::ranges::all_of(persons, [&](std::size_t each) { return i == each || are_one(i, each); });
            if (!like_all) wrong.push_back(i);
            for (const std::size_t holder : beings_[i].holders)
                remark(holder, like_all ? Why::same_number : Why::number_changed, holders_of(persons));
        }
        for (const std::size_t i : wrong) beings_[i].clear = false;
    }

    bool has_another_number(const Being& being) const {
        return being.clear && std::ranges::any_of(being.holders, [&](std::size_t holder) {
                   const std::string_view number = holders_[holder].says.civic;
                   return !number.empty() && number != known_[being.known].civic_hash;
               });
    }

    // One known person has the number, and so do some who are new.
    void settle_with(std::size_t person, const Beings& newcomers) {
        if (!beings_[person].clear) return wait(newcomers, Why::concerned, {person});
        Beings joining;
        for (const std::size_t i : newcomers) {
            if (beings_[i].clear && newcomers.size() <= most_with_one_number && are_one(i, person) &&
                !has_anothers_id(i, person)) {
                joining.push_back(i);
            } else {
                wait({i}, why_not(i, person), {person});
            }
        }
        if (const auto why = why_not_one(joining)) return wait(joining, *why, joining);
        for (const std::size_t i : joining) join(person, i);
    }

    void settle_newcomers(const Beings& newcomers) {
        const bool all_sound = std::ranges::all_of(newcomers, [&](std::size_t i) { return beings_[i].clear; });
        if (!all_sound) return wait(newcomers, Why::concerned, newcomers);
        if (const auto why = why_not_one(newcomers)) return wait(newcomers, *why, newcomers);
        for (std::size_t i = 1; i < newcomers.size(); ++i) join(newcomers.front(), newcomers[i]);
    }

    // --- comparing

    std::vector<Description> descriptions(const Being& being) const {
        std::vector<Description> all;
        for (const std::size_t holder : being.holders) all.push_back(holders_[holder].says);
        return all;
    }

    // True if two fields say that they are, and nothing that either says or said contradicts.
    bool are_one(std::size_t a, std::size_t b) const {
        const Being &one = beings_[a], &other = beings_[b];
        for (const std::size_t i : one.holders) {
            for (const std::size_t j : other.holders) {
                if (two_ids(holders_[i], holders_[j])) return false;
            }
        }
        std::vector<Description> mine = descriptions(one), hers = descriptions(other);
        const auto add_past = [&](const Being& being, std::vector<Description>& all) {
            if (being.known != nobody && all.empty()) all.push_back(description_of(known_[being.known]));
        };
        add_past(one, mine);
        add_past(other, hers);
        bool agree = false;
        for (const Description& each : mine) {
            for (const Description& theirs : hers) {
                if (contradict(each, theirs)) return false;
                agree = agree || same_by_two_fields(each, theirs);
            }
        }
        return agree || agrees_with_past(mine, other);
    }

    // Where her own ids do not say enough today.
    bool agrees_with_past(const std::vector<Description>& mine, const Being& other) const {
        if (other.known == nobody) return false;
        const Description past = description_of(known_[other.known]);
        return std::ranges::any_of(mine, [&](const Description& each) { return same_by_two_fields(each, past); });
    }

    // True if she would be there today by nothing but an id that somebody else has had: that is an id given out twice.
    bool has_anothers_id(std::size_t newcomer, std::size_t person) const {
        const Being& being = beings_[person];
        return being.holders.empty() && !being.parted &&
               std::ranges::any_of(beings_[newcomer].holders, [&](std::size_t id) {
                   return holders_[id].known != nobody && holders_[id].known != being.known;
               });
    }

    Why why_not(std::size_t newcomer, std::size_t person) const {
        const std::size_t id = beings_[newcomer].holders.front();
        const Being& being = beings_[person];
        if (has_anothers_id(newcomer, person) && are_one(newcomer, person)) return Why::reused;
        const auto has_two = [&](std::size_t other) { return two_ids(holders_[id], holders_[other]); };
        if (std::ranges::any_of(being.holders, has_two)) return Why::two_ids;
        std::vector<Description> hers = descriptions(being);
        if (hers.empty()) hers.push_back(description_of(known_[being.known]));
        const auto is_other = [&](const Description& each) { return contradict(each, holders_[id].says); };
        return std::ranges::any_of(hers, is_other) ? Why::number_taken : Why::number_alone;
    }

    // Why these with one number, none of whom is known, or all of whom could be one known person, are not one.
    std::optional<Why> why_not_one(const Beings& newcomers) const {
        if (newcomers.size() > most_with_one_number) return Why::contradicts;
        std::optional<Why> why;
        for (std::size_t i = 0; i < newcomers.size(); ++i) {
            for (std::size_t j = i + 1; j < newcomers.size(); ++j) {
                const Holder& a = holders_[beings_[newcomers[i]].holders.front()];
                const Holder& b = holders_[beings_[newcomers[j]].holders.front()];
                if (two_ids(a, b)) return Why::two_ids;
                if (contradict(a.says, b.says))
                    why = Why::contradicts;
                else if (!why && !same_by_two_fields(a.says, b.says))
                    why = Why::number_alone;
            }
        }
        return why;
    }

    void join(std::size_t into, std::size_t from) {
        auto& holders = beings_[from].holders;
        beings_[into].holders.insert(beings_[into].holders.end(), holders.begin(), holders.end());
        holders.clear();
    }

    std::vector<std::size_t> holders_of(const Beings& beings) const {
        std::vector<std::size_t> all;
        for (const std::size_t i : beings) {
            if (all.size() > most_others) break;
            all.insert(all.end(), beings_[i].holders.begin(), beings_[i].holders.end());
        }
        return all;
    }

    void wait(const Beings& newcomers, Why why, const Beings& because) {
        std::vector<std::size_t> known;
        for (const std::size_t i : because) {
            if (beings_[i].known != nobody) known.push_back(beings_[i].known);
        }
        const auto others = holders_of(because);
        for (const std::size_t i : newcomers) {
            beings_[i].clear = false;
            for (const std::size_t holder : beings_[i].holders) remark(holder, why, others, known);
        }
    }

    std::span<const Holder> holders_;
    std::span<const KnownPerson> known_;
    std::span<const std::size_t> unclear_;
    std::vector<Being> beings_;
    std::vector<std::pair<std::string_view, std::size_t>> claims_;  // number, being
    std::unordered_set<std::string_view> former_;                   // register ids that were once another person's
    std::vector<Mistaken> mistaken_;
    Links links_;
};

}  // namespace

Links link(std::span<const Holder> holders, std::span<const KnownPerson> known, std::span<const std::size_t> unclear) {
    return Linking{holders, known, unclear}.run();
}

}  // namespace samkat::engine
