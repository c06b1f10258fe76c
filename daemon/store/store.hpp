// The store: what no directory can hold, as a projection of the change log. Its content changes by applying events and
// in no other way, so it can be lost and made again: every order of feeding the chains gives the same content, as long
// as each chain comes in its own order.
//
// An interface, so that tests can put a double around it that fails or stops at any point; sqlite_store.hpp has the
// real one. One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/model/event.hpp"
#include "daemon/model/known.hpp"

namespace samkat::store {

enum class State : std::uint8_t {
    missing,  // there is no file
    fresh,    // made, and no event applied yet
    ok
};

// The last event applied of a chain.
struct Cursor {
    std::uint64_t seq = 0;
    std::string hash{no_line_hash};
    bool operator==(const Cursor&) const = default;
};

struct IssuedNames {
    std::unordered_set<std::string> taken;                // folded
    std::unordered_map<std::string, std::string> latest;  // subject → the name it reserved last, as it was written
};

class Store {
  public:
    virtual ~Store() = default;

    virtual State state() const = 0;
    // By chain ("" is the system's); chains of which nothing was applied are missing. Compared with the ends of the
    // log's chains they tell whether the store is older than the log.
    virtual Result<std::map<std::string, Cursor, std::less<>>> cursors() const = 0;

    // Applies `events`, in one transaction that is on disk when it returns; on an error nothing has changed. Per chain:
    // an event at or before the cursor is passed over, one that is not the next, or does not follow the line the cursor
    // is at, is an error. Kinds it does not know, and contents whose key is gone, move the cursor only.
    virtual Result<void> apply(std::span<const Event> events) = 0;
    Result<void> apply(const Event& event) { return apply(std::span{&event, 1}); }

    // The register of issued names. Names compare folded (text::fold).
    // Who has `name`, if anyone.
    virtual Result<std::optional<std::string>> owner_of(std::string_view purpose, std::string_view name) const = 0;
    Result<bool> is_free(std::string_view purpose, std::string_view name) const;
    // All names of a purpose at once: asking for each costs a search of the file.
    virtual Result<IssuedNames> names(std::string_view purpose) const = 0;

    virtual Result<std::vector<KnownPerson>> persons() const = 0;    // by PersonId
    virtual Result<std::vector<KnownAccount>> accounts() const = 0;  // by AccountId
    // Of one municipality.
    virtual Result<std::vector<KnownAccount>> accounts(std::string_view municipality) const = 0;
    // Those not expired at `now` (RFC 3339, UTC), by municipality and digest.
    virtual Result<std::vector<Approval>> approvals(std::string_view now) const = 0;
    virtual Result<std::vector<OpenIntent>> open_intents() const = 0;  // by chain and seq
    virtual Result<std::vector<Failure>> failures() const = 0;         // by municipality and digest
    // What the sources delivered, by municipality and source, the latest first; at most `deliveries_kept` of each.
    virtual Result<std::vector<Delivery>> deliveries() const = 0;
    virtual Result<std::vector<MunicipalityState>> municipalities() const = 0;
    // Changes of accounts that nobody had approved, after the municipality's first run: by municipality, the oldest
    // first. Those of the last `past_days` before the municipality's latest are kept.
    virtual Result<std::vector<PastChange>> past_changes() const = 0;

    // PersonIds of all whom a chain has told of: each had a key of her own then.
    virtual Result<std::vector<std::string>> key_names() const = 0;

    // An error if anybody but samkat has changed what the store holds. Reads everything; nothing it answers is to be
    // acted on before.
    virtual Result<void> check() const = 0;

    // SHA-256, hex, over the content of every table but the cursors. Two stores made of the same events have the same.
    virtual Result<std::string> digest() const = 0;
};

inline constexpr int deliveries_kept = 20;

}  // namespace samkat::store
