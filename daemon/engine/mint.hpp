// mint: names that nobody else has or had. Pure: candidate k of a subject is a function of the installation key, the
// purpose, the subject and k; the first candidate that is free is taken. So the order of people, municipalities and
// runs does not matter, a dry run shows the names that will be given, and a lost store gives the same names again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "daemon/base/result.hpp"
#include "daemon/engine/keyed_hash.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

// 32 characters that a child tells apart and finds on a keyboard: no 0 and o, no 1 and l. Five bits a character.
inline constexpr std::string_view safe_alphabet = "23456789abcdefghijkmnpqrstuvwxyz";
inline constexpr std::size_t person_id_length = 26;  // 130 bits

// The first `length` characters of `digest` in the safe alphabet. length <= 51.
std::string encode_opaque(const Sha256& digest, std::size_t length);

// Consonant-vowel syllables and digits 2–9, "batuke47": no 0/o, no 1/l. May be rude: see is_rude().
std::string encode_pronounceable(const Sha256& digest, std::size_t syllables, std::size_t digits);

// True if `name` holds a string that is rude in Swedish or English (rude_words.def).
bool is_rude(std::string_view name);

// True if a name may be given to the subject: free, or the subject's own already.
using IsFree = std::function<bool(std::string_view name)>;

// `purpose` is "person", "username" or "eppn". For a template policy, `stem` is what the template gave: candidate 0 is
// the stem, candidate k the stem and the number k + 1. Fails after 10,000 candidates, or if a template gave nothing
// usable.
Result<std::string> mint(const NameRule& rule, std::string_view purpose, std::string_view subject,
                         std::string_view stem, const KeyedHash& hash, const IsFree& is_free);

}  // namespace samkat::engine
