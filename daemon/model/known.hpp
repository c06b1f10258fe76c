// What the store knows, as values that the engine and run use. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/date.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/ids.hpp"

namespace samkat {

// A person some municipality has seen. Hashes are keyed with the installation key, in hex.
struct KnownPerson {
    PersonId id;
    std::vector<std::string> register_keys;  // every register id that was ever found to be this person; sorted
    std::string civic_hash;                  // as described last, by any municipality
    std::string birth_hash;
    std::vector<std::string> name_hashes;
    std::string subject;               // what the PersonId was minted from
    std::vector<std::string> sources;  // those that described the person last, of every municipality; sorted
    // Those that have said that the person is protected, since a person lifted it last; sorted.
    std::vector<std::string> protected_by;
    std::vector<std::string> given_hashes = {};  // those of name_hashes that are of given names; sorted
    bool birth_stated = false;                   // by a register; else read out of the civic number
    // Register ids that were taken for this person's and have since been found to be another's; sorted.
    std::vector<std::string> former_keys = {};
    std::vector<std::string> places =
        {};  // place_name() of where the person was enrolled or on duty, as described last
    // Keyed hashes of mail addresses and phones, folded, as described last; sorted.
    std::vector<std::string> contacts = {};
    // Made known in the last days, and not by a first run. Not kept: whoever loads the past says it.
    bool newcomer = false;
    bool operator==(const KnownPerson&) const = default;
};

// Where somebody belongs, as one text: municipality, school unit and class, the last two empty where there is none.
struct Place {
    std::string municipality;
    std::string unit;
    std::string group;  // the class
    auto operator<=>(const Place&) const = default;
};
std::string place_name(const Place& place);
Place parse_place(std::string_view name);

enum class AccountStatus : std::uint8_t { active, grace, disabled };
std::string_view name_of(AccountStatus status);
std::optional<AccountStatus> parse_account_status(std::string_view name);

// An account that samkat has written to the directory, as it was last known to stand there.
struct KnownAccount {
    AccountId id;
    std::string username;
    std::string eppn;
    std::string dn;
    AccountStatus status = AccountStatus::active;
    Date grace_until{};  // none: not in grace
    bool operator==(const KnownAccount&) const = default;
};

// That a Change with this digest may be applied though a guard holds it.
struct Approval {
    std::string municipality;
    std::string digest;
    std::string expires;  // RFC 3339, UTC: not valid from then on
    std::string actor;
    std::string plan;
    std::string config{};  // decision digest of the configuration it was given under; empty in old events: any
    bool operator==(const Approval&) const = default;
};

// What a Change does to an account, as limits count it.
enum class Effect : std::uint8_t { create, leave, comeback, modify };
std::string_view name_of(Effect effect);
std::optional<Effect> parse_effect(std::string_view name);

// What a Change did to one attribute of an account: digests, of as much as tells whether values are what they were.
struct PastValue {
    std::string attribute;  // lower case
    std::string before;     // value_digest()
    std::string after;
    bool operator==(const PastValue&) const = default;
};
// The first 64 bits, in hex, of SHA-256 over the account, the attribute in lower case and its values, whose order
// does not count: equal for one account and attribute if the values are, and to be compared with no other's.
std::string value_digest(std::string_view account, std::string_view attribute, std::vector<std::string> values);

// A Change of an account that was done in the last days.
struct PastChange {
    std::string municipality;
    std::string time;  // of its outcome, RFC 3339, UTC
    std::string account;
    Effect effect = Effect::modify;
    std::vector<PastValue> values;  // of a modify; sorted by attribute
    bool approved = false;          // by somebody: no limit counts it
    bool operator==(const PastChange&) const = default;
};
// So long past Changes are remembered, and so long somebody is new.
inline constexpr int past_days = 30;
inline constexpr int newcomer_days = 15;

// An intent without outcome: later runs look at the directory and close it, when what it says is certain.
struct OpenIntent {
    std::string municipality;  // its chain
    std::uint64_t seq = 0;
    std::string run;
    std::uint64_t batch = 0;
    std::string person;
    std::string subject;
    std::string digest;
    std::optional<Change> change;  // none: the key of its content is not there
    // RFC 3339: when the directory was first asked after the connection was lost, and it had no effect yet; or empty.
    std::string undecided_since;
};

// A Change that the directory has refused, or that did not fit what is there, as often as `times` in a row: the same
// Change, for the same reason. Forgotten when its entry is changed.
struct Failure {
    std::string municipality;
    std::string digest;  // of the Change
    std::uint32_t times = 0;
    LocalText reason;  // what the server said
    bool operator==(const Failure&) const = default;
};

// What a source delivered; the same content read again is the same delivery.
struct Delivery {
    std::string municipality;
    std::string source;
    std::string digest;
    std::uint64_t records = 0;
    std::uint64_t strangers = 0;  // of them: how many had register ids that were somebody else's
    std::string age;              // time of the export, RFC 3339, or empty
    std::string first_read;       // RFC 3339
    std::string last_read;
    bool operator==(const Delivery&) const = default;
};

struct MunicipalityState {
    std::string code;
    std::string config_digest;
    std::string municipality_config_digest;
    bool first_run_done = false;
    std::string as_of;          // the day that run was made for: YYYY-MM-DD
    bool settled = false;       // nothing that was planned was left undone, and no run has been started since
    std::string last_run;       // id of the run that finished last
    std::string last_finished;  // RFC 3339
    bool operator==(const MunicipalityState&) const = default;
};

}  // namespace samkat
