#include "tests/property/lies/judge.hpp"

#include <algorithm>

namespace samkat::lies {

namespace {

constexpr std::string_view link_attribute = "samkatAccountId";

bool is_account(const Entry& entry) {
    return !entry.value("samkatRole").empty() && !entry.value("uid").empty();
}
bool is_active_entry(const Entry& entry) {
    return entry.value("samkatAccountStatus") == "active";
}

std::string owned(std::string_view attribute, std::string_view value) {
    return std::string{attribute} + "=" + std::string{value};
}

const std::set<std::string>& values_in(const TrueValues& values, std::string_view attribute) {
    static const std::set<std::string> none;
    const auto found = values.find(attribute);
    return found == values.end() ? none : found->second;
}

// Values of `attribute` that `after` has and `before` has not.
std::vector<std::string> gained(const Entry& before, const Entry& after, std::string_view attribute) {
    std::vector<std::string> values;
    for (const std::string& value : after.values(attribute)) {
        if (!before.has(attribute, value)) values.push_back(value);
    }
    return values;
}

std::string key_of(const std::string& dn) {
    return Dn::parse(dn).value().key();
}

// What stands for a value where there is none to show: the username, in attributes that must be there.
bool is_username(const Entry& entry, const std::string& value) {
    return value == entry.value("uid");
}

// An account as a protected person's must be: not a word of who she is or where.
bool shows_nothing(const Entry& entry) {
    return std::ranges::all_of(judged, [&](const Judged& each) {
        return each.sort == Sort::role || std::ranges::all_of(entry.values(each.attribute), [&](const auto& value) {
                   return is_username(entry, value);
               });
    });
}

}  // namespace

std::string_view name_of(HarmKind kind) {
    static constexpr std::array<std::string_view, harm_kinds> names = {"left",     "foreign", "garbled", "wrong",
                                                                       "revealed", "merged",  "doubled", "phantom",
                                                                       "reissued", "thing",   "untold",  "withheld"};
    return names[static_cast<std::size_t>(kind)];
}

bool is_bounded(HarmKind kind) {
    return kind != HarmKind::untold && kind != HarmKind::withheld;
}

// One night, while it is judged.
struct Judge::Night {
    const Town& town;
    Date today;
    const Accounts& before;
    const Accounts& after;
    std::vector<Harm> harms{};

    void add(HarmKind kind, const std::string& entry, const Entry& place, const std::string& detail) {
        harms.push_back({kind, entry, municipality_of(place), detail});
    }
    std::size_t municipality_of(const Entry& entry) const {
        const auto& all = town.municipalities();
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (entry.dn().key().ends_with(base_of(all[i]))) return i;
        }
        return 0;
    }
};

void Judge::note(const Town& town, const std::vector<Register>& registers, const RegisterHash& hash) {
    const auto& places = town.places();
    for (std::size_t i = now_.size(); i < places.size(); ++i) {
        const auto from = std::ranges::find_if(registers, [&](const Register& each) {
            return std::ranges::find(each.municipalities, places[i].municipality) != each.municipalities.end();
        });
        by_hash_.emplace(hash(from->name, places[i].id), i);
    }
    now_.resize(places.size());
    ever_.resize(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        TrueValues values = true_values(town, places[i]);
        if (values == now_[i]) continue;
        now_[i] = std::move(values);
        note_values(town, i);
    }
}

void Judge::note_values(const Town& town, std::size_t index) {
    const Place& place = town.places()[index];
    for (const auto& [attribute, values] : now_[index]) {
        ever_[index][attribute].insert(values.begin(), values.end());
        for (const std::string& value : values) owners_[owned(attribute, value)].insert(place.human);
    }
    const Municipality& here = town.municipalities()[place.municipality];
    for (const std::string& unit : place.units) things_.insert(key_of("ou=" + unit + ",ou=units," + base_of(here)));
    for (const std::string& group : true_groups(place))
        things_.insert(key_of("cn=" + group + ",ou=groups," + base_of(here)));
}

void Judge::note_told(const Town& town) {
    for (const Place& place : town.places()) {
        if (place.listed && town.human_of(place).is_protected) told_.insert(place.human);
    }
}

Judge::Accounts Judge::accounts_of(const Entries& entries) {
    Accounts accounts;
    for (const auto& [key, entry] : entries) {
        if (is_account(entry)) accounts.emplace(entry.value(link_attribute), &entry);
    }
    return accounts;
}

std::size_t Judge::place_of(const std::string& link) const {
    const auto found = places_.find(link);
    return found == places_.end() ? nobody : found->second;
}

// Whom a new entry is for: whose number and address it has, if she had none yet (a newcomer of a file whose ids have
// slipped); whose register id; or else whose number, address, or both names.
std::size_t Judge::find_place(const Town& town, const Entry& entry) const {
    const auto fits = [&](std::size_t i) {
        const Place& place = town.places()[i];
        return town.municipalities()[place.municipality].code == entry.value("samkatMunicipality") &&
               (place.work == Work::pupil ? "pupil" : "staff") == entry.value("samkatRole");
    };
    const auto place_by = [&](std::string_view attribute) {
        const auto owners = owners_.find(owned(attribute, entry.value(attribute)));
        for (std::size_t i = 0; owners != owners_.end() && i < town.places().size(); ++i) {
            if (fits(i) && owners->second.contains(town.places()[i].human)) return i;
        }
        return nobody;
    };
    const std::size_t by_number = place_by("norEduPersonNIN"), by_mail = place_by("mail");
    if (by_number != nobody && by_number == by_mail && !has_had_an_entry(by_number)) return by_number;
    for (const std::string& hash : entry.values("samkatRegisterHash")) {
        const auto found = by_hash_.find(hash);
        if (found != by_hash_.end() && fits(found->second)) return found->second;
    }
    if (by_number != nobody || by_mail != nobody) return by_number != nobody ? by_number : by_mail;
    // Who is called so here is a namesake of whom the number or address says.
    const auto is_anothers = [&](std::string_view attribute) {
        return owners_.contains(owned(attribute, entry.value(attribute)));
    };
    return is_anothers("norEduPersonNIN") || is_anothers("mail") ? nobody : place_by("displayName");
}

bool Judge::has_another_active(const Night& night, const std::string& link, std::size_t place) const {
    return std::ranges::any_of(night.after, [&](const auto& each) {
        return each.first != link && place_of(each.first) == place && is_active_entry(*each.second);
    });
}

std::vector<Harm> Judge::compare(const Town& town, Date today, const Entries& before, const Entries& after) {
    const Accounts then = accounts_of(before);
    const Accounts now = accounts_of(after);
    Night night{town, today, then, now};
    const Entry none;
    for (const auto& [link, entry] : now) {
        const auto old = then.find(link);
        if (old == then.end())
            judge_new(night, link, *entry);
        else if (!(*old->second == *entry))
            judge_account(night, link, *old->second, *entry);
    }
    for (const auto& [link, entry] : then) {
        if (now.contains(link)) continue;
        const std::size_t place = place_of(link);
        if (place != nobody && Town::is_active(town.places()[place], today) && !has_another_active(night, link, place))
            night.add(HarmKind::left, link, *entry, "removed");
    }
    judge_things(night, before, after);
    return std::move(night.harms);
}

void Judge::judge_new(Night& night, const std::string& link, const Entry& after) {
    const std::size_t place = find_place(night.town, after);
    if (place == nobody) {
        night.add(HarmKind::phantom, link, after, "an account of nobody");
    } else {
        const bool twice = std::ranges::any_of(
            night.after, [&](const auto& each) { return each.first != link && place_of(each.first) == place; });
        if (twice) night.add(HarmKind::doubled, link, after, "a second account");
        if (!Town::is_active(night.town.places()[place], night.today))
            night.add(HarmKind::phantom, link, after, "an account of somebody who is not there");
    }
    places_[link] = place;
    judge_account(night, link, Entry{}, after);
    judge_names(night, link, after);
}

// Names that were given are nobody else's, and a PersonId is one human being's.
void Judge::judge_names(Night& night, const std::string& link, const Entry& after) {
    const std::size_t place = place_of(link);
    const std::size_t human = place == nobody ? nobody : night.town.places()[place].human;
    for (const std::string_view attribute : {"uid", "eduPersonPrincipalName"}) {
        for (const std::string& name : after.values(attribute)) {
            const auto [owner, first] = name_of_.emplace(owned(attribute, name), human);
            if (!first && owner->second != human) night.add(HarmKind::reissued, link, after, owned(attribute, name));
        }
    }
    const std::string person{after.value("samkatPersonId")};
    const auto [owner, first] = person_of_.emplace(person, human);
    if (!first && owner->second != human && human != nobody && owner->second != nobody)
        night.add(HarmKind::merged, link, after, "has the PersonId of somebody else");
}

void Judge::judge_account(Night& night, const std::string& link, const Entry& before, const Entry& after) {
    const std::size_t place = place_of(link);
    judge_revealed(night, link, before, after);
    if (place == nobody) return;
    const bool is_there = Town::is_active(night.town.places()[place], night.today);
    const bool was_active = is_active_entry(before);
    const bool is_protected = night.town.human_of(night.town.places()[place]).is_protected;
    if (was_active && !is_active_entry(after) && is_there && !is_protected && !has_another_active(night, link, place))
        night.add(HarmKind::left, link, after, std::string{after.value("samkatAccountStatus")});
    if (!was_active && is_active_entry(after) && !is_there && !before.attributes().empty())
        night.add(HarmKind::phantom, link, after, "active again, and has left");
    if (is_active_entry(after)) judge_values(night, link, before, after);
    judge_merged(night, link, before, after);
}

void Judge::judge_values(Night& night, const std::string& link, const Entry& before, const Entry& after) {
    const std::size_t place = place_of(link);
    const Place& here = night.town.places()[place];
    const bool is_protected = night.town.human_of(here).is_protected;
    const HarmKind lost = shows_nothing(after) ? HarmKind::withheld : HarmKind::wrong;
    for (const Judged& each : judged) {
        const std::set<std::string>& truth = values_in(now_[place], each.attribute);
        const std::set<std::string>& once = values_in(ever_[place], each.attribute);
        for (const std::string& value : gained(before, after, each.attribute)) {
            if (truth.contains(value) || is_protected || is_username(after, value)) continue;
            const auto owners = owners_.find(owned(each.attribute, value));
            const bool anothers = owners != owners_.end() && !owners->second.contains(here.human);
            const HarmKind kind = each.sort != Sort::identity || once.contains(value) ? HarmKind::wrong
                                  : anothers                                          ? HarmKind::foreign
                                                                                      : HarmKind::garbled;
            night.add(kind, link, after, owned(each.attribute, value));
        }
        for (const std::string& value : gained(after, before, each.attribute)) {
            if (truth.contains(value) && !is_protected && Town::is_active(here, night.today))
                night.add(lost, link, after, "lost " + owned(each.attribute, value));
        }
    }
}

void Judge::judge_revealed(Night& night, const std::string& link, const Entry& before, const Entry& after) {
    const std::size_t place = place_of(link);
    for (const Judged& each : judged) {
        if (each.sort == Sort::role) continue;
        for (const std::string& value : gained(before, after, each.attribute)) {
            const auto owners = owners_.find(owned(each.attribute, value));
            if (owners == owners_.end()) continue;
            const bool own = place != nobody && owners->second.contains(night.town.places()[place].human);
            // Her own entry must gain nothing of hers; another's nothing that is hers alone.
            const std::size_t human = own ? night.town.places()[place].human : *owners->second.begin();
            if (!own && (!gives_away(each.attribute) || owners->second.size() > 1)) continue;
            if (!night.town.humans()[human].is_protected) continue;
            night.add(told_.contains(human) ? HarmKind::revealed : HarmKind::untold, link, after,
                      owned(each.attribute, value));
        }
    }
}

// A register id is another's if samkat has met her under it; one that it never saw is hers who has it today.
bool Judge::has_had_an_entry(std::size_t place) const {
    return std::ranges::any_of(places_, [&](const auto& each) { return each.second == place; });
}

// True if somebody had an entry before the night. Two who are new in the same night may be exchanged in the file:
// nobody can know, and each has what is another's (foreign).
bool Judge::was_there_before(const Night& night, std::size_t human) const {
    return std::ranges::any_of(night.before, [&](const auto& entry) {
        const auto found = places_.find(entry.first);
        return found != places_.end() && found->second != nobody && night.town.places()[found->second].human == human;
    });
}

// An entry that has come to be about two: it bears another's register id, or the names, with address or number,
// of another who was there before.
void Judge::judge_merged(Night& night, const std::string& link, const Entry& before, const Entry& after) {
    const Place& here = night.town.places()[place_of(link)];
    for (const std::string& hash : gained(before, after, "samkatRegisterHash")) {
        const auto found = by_hash_.find(hash);
        if (found == by_hash_.end()) continue;
        const Place& other = night.town.places()[found->second];
        if (other.human != here.human && has_had_an_entry(found->second))
            night.add(HarmKind::merged, link, after, "has the register id of somebody else");
    }
    const auto owners_of = [&](std::string_view attribute) {
        std::set<std::size_t> owners;
        for (const std::string& value : gained(before, after, attribute)) {
            const auto found = owners_.find(owned(attribute, value));
            if (found != owners_.end()) owners.insert(found->second.begin(), found->second.end());
        }
        owners.erase(here.human);
        return owners;
    };
    const std::set<std::size_t> names = owners_of("displayName");
    for (const std::string_view attribute : {"mail", "norEduPersonNIN"}) {
        for (const std::size_t human : owners_of(attribute)) {
            if (names.contains(human) && was_there_before(night, human))
                night.add(HarmKind::merged, link, after,
                          "has name and " + std::string{attribute} + " of somebody else");
        }
    }
}

void Judge::judge_things(Night& night, const Entries& before, const Entries& after) {
    const auto is_thing = [](const Entry& entry) {
        return entry.dn().key().starts_with("cn=") || entry.dn().parent().rdn() == "ou=units";
    };
    for (const auto& [key, entry] : after) {
        if (is_account(entry) || !is_thing(entry)) continue;
        const auto old = before.find(key);
        if (old == before.end() && !things_.contains(key)) night.add(HarmKind::thing, key, entry, "made");
        judge_members(night, old == before.end() ? Entry{} : old->second, entry);
        if (old == before.end() || entry.dn().parent().rdn() != "ou=units") continue;
        const std::string code{entry.value("sisSchoolUnitCode")};
        const auto& schools = night.town.municipalities()[night.municipality_of(entry)].schools;
        const auto school = std::ranges::find(schools, code, &School::code);
        if (school != schools.end() && old->second.value("displayName") == school->name &&
            entry.value("displayName") != school->name)
            night.add(HarmKind::thing, key, entry, "renamed");
    }
}

void Judge::judge_members(Night& night, const Entry& before, const Entry& after) {
    const std::string group = after.dn().rdn_value();
    const auto judge_one = [&](const std::string& member, bool joins) {
        const auto account = std::ranges::find_if(joins ? night.after : night.before,
                                                  [&](const auto& each) { return each.second->dn().text() == member; });
        if (account == (joins ? night.after : night.before).end() || place_of(account->first) == nobody) return;
        const std::string& link = account->first;
        const Place& place = night.town.places()[place_of(link)];
        const bool is_protected = night.town.human_of(place).is_protected;
        if (is_protected && joins)
            night.add(told_.contains(place.human) ? HarmKind::revealed : HarmKind::untold, link, after,
                      "member of " + group);
        const bool belongs = Town::is_active(place, night.today) && true_groups(place).contains(group);
        if (is_protected || joins == belongs || !Town::is_active(place, night.today)) return;
        const auto now = night.after.find(link);
        const bool withheld =
            !joins && now != night.after.end() && is_active_entry(*now->second) && shows_nothing(*now->second);
        night.add(withheld ? HarmKind::withheld : HarmKind::wrong, link, after,
                  (joins ? "member of " : "no longer member of ") + group);
    };
    for (const std::string& member : gained(before, after, "member")) judge_one(member, true);
    for (const std::string& member : gained(after, before, "member")) judge_one(member, false);
}

std::set<std::string> Judge::amiss(const Town& town, Date today, const Entries& entries) const {
    std::set<std::string> faults;
    std::vector<int> active(town.places().size(), 0);
    std::vector<std::string> link_of(town.places().size());
    std::vector<bool> waits(town.places().size());  // left as somebody protected: comes back by hand
    for (const auto& [link, entry] : accounts_of(entries)) {
        const std::size_t index = place_of(link);
        if (index != nobody) link_of[index] = link;
        if (!is_active_entry(*entry)) {
            if (index != nobody && shows_nothing(*entry)) waits[index] = true;
            continue;
        }
        if (index == nobody) {
            faults.insert(link + ": an active account of nobody");
            continue;
        }
        ++active[index];
        const Place& place = town.places()[index];
        if (town.human_of(place).is_protected) continue;
        if (!Town::is_active(place, today)) faults.insert(link + ": active, and has left");
        if (!Town::is_active(place, today) || shows_nothing(*entry)) continue;
        for (const Judged& each : judged) {
            const Values& values = entry->values(each.attribute);
            if (std::set<std::string>{values.begin(), values.end()} != values_in(now_[index], each.attribute))
                faults.insert(link + ": " + std::string{each.attribute} + " is not what it should be");
        }
    }
    for (std::size_t i = 0; i < active.size(); ++i) {
        const Place& place = town.places()[i];
        if (town.human_of(place).is_protected || (active[i] == 0 && waits[i])) continue;
        if (Town::is_active(place, today) && active[i] != 1)
            faults.insert((link_of[i].empty() ? place.id : link_of[i]) + ": " + std::to_string(active[i]) +
                          " active accounts");
    }
    return faults;
}

std::size_t Judge::withheld(const Town& town, Date today, const Entries& entries) const {
    const Accounts accounts = accounts_of(entries);
    return static_cast<std::size_t>(std::ranges::count_if(accounts, [&](const auto& each) {
        const std::size_t index = place_of(each.first);
        if (index == nobody || !shows_nothing(*each.second)) return false;
        const Place& place = town.places()[index];
        return Town::is_active(place, today) && !town.human_of(place).is_protected;
    }));
}

std::size_t Judge::shown(const Town& town, const Entries& entries) const {
    std::size_t count = 0;
    for (const auto& [link, entry] : accounts_of(entries)) {
        const std::size_t index = place_of(link);
        if (index == nobody || !told_.contains(town.places()[index].human)) continue;
        const bool shows = std::ranges::any_of(judged, [&](const Judged& each) {
            return each.sort != Sort::role &&
                   std::ranges::any_of(entry->values(each.attribute), [&](const auto& value) {
                       return values_in(ever_[index], each.attribute).contains(value);
                   });
        });
        if (shows) ++count;
    }
    return count;
}

}  // namespace samkat::lies
