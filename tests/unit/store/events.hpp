// Makes events as a change log would give them: numbered and chained per municipality.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/base/digest.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/model/event.hpp"
#include "daemon/model/event_content.hpp"

namespace samkat::store {

inline const Secret& store_key() {
    static const Secret key{"a key of some installation"};
    return key;
}

class EventMaker {
  public:
    // `content` is JSON text, or empty for none.
    Event make(const std::string& chain, std::string_view kind, const std::string& content = {}) {
        Event& last = last_[chain];
        Event event;
        event.seq = last.seq + 1;
        event.prev = last.seq == 0 ? std::string{no_line_hash} : last.hash;
        event.time = time;
        event.run = "run-" + std::to_string(event.seq);
        event.actor = "anna";
        event.kind = kind;
        event.municipality = chain;
        if (!content.empty()) event.content = Json::parse(content).value();
        event.hash = hex(sha256(chain + event.prev + std::to_string(event.seq)));
        last = event;
        return event;
    }
    Event person(const std::string& chain, const Identity& identity) {
        return make(chain, event_kind::person, content_of(identity));
    }
    Event reserve(const std::string& chain, const Reservation& reservation) {
        return make(chain, event_kind::reserve, content_of(reservation));
    }
    Event intent(const Change& change) {
        Event event = make(change.municipality, event_kind::intent, content_of(change));
        event.person = change.person;
        event.change = change.digest();
        return event;
    }
    Event outcome(const Event& intent, Outcome outcome) {
        Event event = make(intent.municipality, event_kind::outcome, content_of(OutcomeDetail{intent.seq, {}}));
        event.change = intent.change;
        event.outcome = name_of(outcome);
        return event;
    }

    std::string time = "2026-08-17T06:00:00.000Z";

  private:
    std::map<std::string, Event> last_;
};

// A Change of an account's entry with the given attributes after it.
inline Change account_change(ChangeKind kind, const std::string& account, std::vector<AttributeChange> attributes) {
    const AccountId id = parse_account_id(account);
    Change change;
    change.seq = 1;
    change.kind = kind;
    change.dn = Dn::parse("uid=" + id.person.value + ",ou=" + id.municipality + ",dc=x").value();
    change.person = id.person.value;
    change.account = account;
    change.municipality = id.municipality;
    change.attributes = std::move(attributes);
    return change;
}

// A PersonId of the right form.
inline std::string person_id(int number) {
    std::string id(26, 'a');
    for (std::size_t i = 0; number > 0; ++i, number /= 8) id[i] = "bcdefghj"[number % 8];
    return id;
}

}  // namespace samkat::store
