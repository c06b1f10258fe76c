// Addresses that somebody else has: whoever gets one reads the other's mail, and can get the other's password renewed.
#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

#include "daemon/base/text.hpp"
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

// Two siblings with one guardian's address are ordinary; many who share are a column that has slipped.
constexpr std::size_t few = 2;

bool gets_a_mail(const Facts& facts, const Subject& subject) {
    const Person* person = subject.account->person;
    if (person == nullptr || person->email.value.empty()) return false;
    // A first run makes everybody, and is looked at whole.
    return subject.has(Kind::mails) || (subject.act == Act::create && !facts.in.first_run);
}

using Owners = std::map<Text, std::set<std::string_view>>;  // address → PersonIds

// As the registers say today.
Owners owners_today(const World& world) {
    Owners owners;
    for (const Person& each : world.persons) {
        if (!each.email.value.empty()) owners[each.email.value].insert(each.id.value);
    }
    return owners;
}

// Hashes of addresses (and phones) of people whom no register describes any more, and whose entry here still stands.
std::unordered_set<std::string_view> addresses_of_the_absent(const Facts& facts) {
    std::unordered_set<std::string_view> standing;
    for (const DesiredAccount& each : facts.in.accounts) {
        if (each.known != nullptr && each.known->status != AccountStatus::disabled)
            standing.insert(each.id.person.value);
    }
    for (const Person& each : facts.in.world.persons) standing.erase(each.id.value);
    std::unordered_set<std::string_view> addresses;
    for (const KnownPerson& each : facts.in.persons) {
        if (standing.contains(each.id.value)) addresses.insert(each.contacts.begin(), each.contacts.end());
    }
    return addresses;
}

}  // namespace

Verdicts shared_mails(const Facts& facts) {
    const auto getting = subjects_if(facts, [&](const Subject& each) { return gets_a_mail(facts, each); });
    if (getting.empty()) return {};
    const Owners today = owners_today(facts.in.world);
    const auto absent = addresses_of_the_absent(facts);
    std::vector<const Subject*> held;
    for (const Subject* each : getting) {
        const Text address = each->account->person->email.value;
        const auto owners = today.find(address);
        const bool shares = owners != today.end() && owners->second.size() > 1;
        const std::string hash = facts.in.hash.hash("contact", text::fold(facts.in.world.pool.view(address)));
        if (shares || (absent.contains(hash) && !each->goes_back(Kind::mails))) held.push_back(each);
    }
    if (held.empty()) return {};
    return {{&messages::GUARD_SHARED_MAILS,
             changes_of(held),
             {{"people", std::to_string(held.size())}},
             held.size() > few ? sources_of(held) : std::vector<std::string>{}}};
}

}  // namespace samkat::engine::guard
