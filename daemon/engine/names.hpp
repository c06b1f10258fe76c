// Names for the Accounts that have none yet: username and EPPN, minted for all municipalities in one go. Pure.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/base/finding.hpp"
#include "daemon/engine/keyed_hash.hpp"
#include "daemon/engine/lifecycle.hpp"

namespace samkat::engine {

struct Names {
    std::string username;
    std::string eppn;  // with scope
};

// What is known of names from elsewhere. `purpose` is "username" or "eppn"; names are compared case-folded.
class NameRegister {
  public:
    virtual ~NameRegister() = default;
    // The name reserved for `subject`, if there is one.
    virtual std::optional<std::string> reserved_for(std::string_view purpose, std::string_view subject) const = 0;
    // True if nobody else has or ever had the name: neither the register of issued names nor any entry in a directory.
    virtual bool is_free(std::string_view purpose, std::string_view name) const = 0;
};

struct NamesInput {
    const MunicipalityPolicy* policy;
    const std::vector<DesiredAccount>* accounts;
};

struct NamesResult {
    std::map<std::string, Names, std::less<>> by_account;  // key: account id text; those that can be created
    Findings findings;
};

// Accounts are taken in the order of their ids, over all municipalities, so that the same accounts get the same names
// whichever municipality is planned.
NamesResult mint_names(std::span<const NamesInput> municipalities, const World& world, const NameRegister& names,
                       const KeyedHash& hash);

}  // namespace samkat::engine
