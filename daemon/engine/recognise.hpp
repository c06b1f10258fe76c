// Recognise: an entry of the directory that samkat has made without knowing that it did. The log had closed its create
// as not applied, or a copy of the directory was put back. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/engine/keyed_hash.hpp"
#include "daemon/model/entry.hpp"
#include "daemon/model/known.hpp"

namespace samkat::engine {

// True if `name` was given to `subject` and nobody else.
using IsIssuedTo = std::function<bool(std::string_view purpose, const std::string& name, const std::string& subject)>;

// The account whose link `entry` carries, as it stands there, if every name in it was issued to that account; else
// nothing: who writes a link by hand does not make an entry samkat's.
std::optional<KnownAccount> recognise(const Entry& entry, const KeyedHash& hash, const IsIssuedTo& is_issued_to);

}  // namespace samkat::engine
