#include "daemon/store/content.hpp"

#include <algorithm>
#include <unordered_map>

#include "daemon/base/digest.hpp"
#include "daemon/store/past_changes.hpp"
#include "daemon/store/projection.hpp"
#include "daemon/store/schema.hpp"

namespace samkat::store {

namespace {

std::uint64_t natural(std::int64_t number) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number));
}

void add_sorted(std::vector<std::string>& list, std::vector<std::string> more) {
    for (std::string& each : more) {
        const auto place = std::ranges::lower_bound(list, each);
        if (place == list.end() || *place != each) list.insert(place, std::move(each));
    }
}

// Every chain's statement of a person comes after the others by its time: the last one counts, the sources of all do.
std::vector<KnownPerson> person_rows(Database& database) {
    std::vector<KnownPerson> persons;
    Rows rows = database.query(
        "SELECT person, subject, civic_hash, birth_hash, name_hashes, sources, protected_by, given_hashes, "
        "birth_stated, places, contacts FROM persons ORDER BY "
        "person, time, "
        "chain");
    while (rows.next()) {
        PersonId id{rows.text(0)};
        if (persons.empty() || persons.back().id != id) persons.emplace_back().id = std::move(id);
        KnownPerson& person = persons.back();
        person.subject = rows.text(1);
        person.civic_hash = rows.text(2);
        person.birth_hash = rows.text(3);
        person.name_hashes = listed(rows.text(4));
        add_sorted(person.sources, listed(rows.text(5)));
        person.protected_by = listed(rows.text(6));
        person.given_hashes = listed(rows.text(7));
        person.birth_stated = rows.number(8) != 0;
        person.places = listed(rows.text(9));
        person.contacts = listed(rows.text(10));
    }
    return persons;
}

}  // namespace

std::vector<KnownPerson> read_persons(Database& database) {
    std::vector<KnownPerson> persons = person_rows(database);
    std::unordered_map<std::string_view, KnownPerson*> by_id;
    by_id.reserve(persons.size());
    for (KnownPerson& person : persons) by_id.emplace(person.id.value, &person);
    // A register id that was tied to two persons is the later one's.
    Rows rows = database.query("SELECT hash, person FROM register_keys ORDER BY hash, time DESC, chain DESC, person");
    std::string previous, owner;
    while (rows.next()) {
        std::string hash = rows.text(0), person = rows.text(1);
        const bool is_owner = hash != previous;
        if (is_owner) previous = hash, owner = person;
        const auto found = by_id.find(person);
        if (found == by_id.end() || (!is_owner && person == owner)) continue;
        auto& keys = is_owner ? found->second->register_keys : found->second->former_keys;
        if (keys.empty() || keys.back() != hash) keys.push_back(std::move(hash));
    }
    return persons;
}

std::vector<KnownAccount> read_accounts(Rows rows) {
    std::vector<KnownAccount> accounts;
    while (rows.next()) {
        KnownAccount& account = accounts.emplace_back();
        account.id = parse_account_id(rows.text(0));
        account.dn = rows.text(1);
        account.username = rows.text(2);
        account.eppn = rows.text(3);
        account.status = parse_account_status(rows.text(4)).value_or(AccountStatus::active);
        account.grace_until = parse_date(rows.text(5)).value_or(Date{});
    }
    return accounts;
}

std::vector<Approval> read_approvals(Database& database, std::string_view now) {
    std::vector<Approval> approvals;
    Rows rows = database.query(
        "SELECT chain, digest, expires, actor, plan, config FROM approvals WHERE expires > ? ORDER BY chain, digest",
        {std::string{now}});
    while (rows.next())
        approvals.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.text(5)});
    return approvals;
}

std::vector<OpenIntent> read_open_intents(Database& database) {
    std::vector<OpenIntent> intents;
    Rows rows = database.query(
        "SELECT chain, seq, run, batch, person, subject, digest, change, undecided_since FROM open_intents ORDER BY "
        "chain, seq");
    while (rows.next()) {
        OpenIntent& intent = intents.emplace_back(OpenIntent{rows.text(0), natural(rows.number(1)), rows.text(2),
                                                             natural(rows.number(3)), rows.text(4), rows.text(5),
                                                             rows.text(6), std::nullopt, rows.text(8)});
        const auto json = Json::parse(rows.text(7));
        auto change = json ? read_change(*json) : Result<Change>{fail(json.error())};
        if (change) intent.change = std::move(*change);
    }
    return intents;
}

std::vector<Failure> read_failures(Database& database) {
    std::vector<Failure> failures;
    Rows rows = database.query(
        "SELECT chain, digest, times, reason_sv, reason_en FROM failures ORDER BY chain, digest, subject");
    while (rows.next()) {
        failures.push_back({rows.text(0),
                            rows.text(1),
                            static_cast<std::uint32_t>(natural(rows.number(2))),
                            {rows.text(3), rows.text(4)}});
    }
    return failures;
}

std::vector<Delivery> read_deliveries(Database& database) {
    std::vector<Delivery> deliveries;
    Rows rows = database.query(
        "SELECT chain, source, digest, records, strangers, age, first_read, last_read FROM deliveries ORDER BY chain, "
        "source, seq "
        "DESC");
    while (rows.next()) {
        deliveries.push_back({rows.text(0), rows.text(1), rows.text(2), natural(rows.number(3)),
                              natural(rows.number(4)), rows.text(5), rows.text(6), rows.text(7)});
    }
    return deliveries;
}

std::vector<MunicipalityState> read_municipalities(Database& database) {
    std::vector<MunicipalityState> states;
    Rows rows = database.query(
        "SELECT chain, config_digest, municipality_config_digest, first_run_done, as_of, settled, last_run, "
        "last_finished "
        "FROM municipalities WHERE chain <> '' ORDER BY chain");
    while (rows.next()) {
        states.push_back({rows.text(0), rows.text(1), rows.text(2), rows.number(3) != 0, rows.text(4),
                          rows.number(5) != 0, rows.text(6), rows.text(7)});
    }
    return states;
}

std::vector<std::string> read_key_names(Database& database) {
    std::vector<std::string> names;
    Rows rows = database.query("SELECT DISTINCT person FROM persons ORDER BY person");
    while (rows.next()) names.push_back(rows.text(0));
    return names;
}

std::vector<PastChange> read_past_changes(Database& database) {
    std::vector<PastChange> changes;
    Rows rows =
        database.query("SELECT chain, time, account, effect, changed, approved FROM past_changes ORDER BY chain, seq");
    while (rows.next()) {
        changes.push_back({rows.text(0), rows.text(1), rows.text(2),
                           parse_effect(rows.text(3)).value_or(Effect::modify), past_values(rows.text(4)),
                           rows.number(5) != 0});
    }
    return changes;
}

std::string read_digest(Database& database) {
    Sha256Stream digest;
    for (const std::string_view sql : content_queries()) {
        Rows rows = database.query(sql);
        digest.update(joined_for_digest({sql}));
        while (rows.next()) {
            for (int column = 0; column < rows.columns(); ++column)
                digest.update(joined_for_digest({rows.text(column)}));
        }
    }
    return hex(digest.finish());
}

}  // namespace samkat::store
