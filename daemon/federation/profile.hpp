// The attribute profile of Skolfederation as one table: what an attribute is called in the directory and in SAML, how
// many values it has and what they look like. Immutable; any thread.
//
// Only attributes whose object identifier is published stand here. Names and identifiers: eduPerson 202208, norEdu*,
// SCHAC, RFC 4519, RFC 2798 and Skolfederation's attribute profile; what of the profile could not be read in itself has
// a standing that says so.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "daemon/base/message.hpp"

namespace samkat::federation {

// The NameFormat that goes with every name of the profile (SAML 2.0 Core, section 8.2.2).
inline constexpr std::string_view name_format = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";

enum class Cardinality : std::uint8_t {
    one,
    many,
    unsaid  // not known to be settled: any number is let through
};

enum class Standing : std::uint8_t {
    in_profile,
    used,        // services ask for it; that the profile has it is not confirmed
    legacy,      // was in an earlier version; some services still ask for it
    unconfirmed  // published, but nothing says that the profile has it
};
std::string_view name_of(Standing standing);  // "in-profile", "used", "legacy", "unconfirmed"

// The form of a value.
enum class Syntax : std::uint8_t {
    text,                // at least one character, no control characters
    eppn,                // user@scope: one @, scope a domain name
    scoped_affiliation,  // role@scope
    affiliation,         // one of eduPerson's eight roles
    unique_id,           // 1–64 letters and digits, @, scope (eduPersonUniqueId)
    civic_number,        // 12 characters without a separator, as daemon/model/civic_number.hpp
    birth_date,          // YYYYMMDD
    unit_code,           // eight digits, as daemon/model/unit_code.hpp
    country,             // two capital letters (ISO 3166-1 alpha-2)
    mail,                // one @ with something on either side, no white space
    uri                  // scheme:rest, no white space
};
// True if `value` has the form. Every form is well-formed UTF-8 of at most 4096 bytes.
bool has_form(Syntax syntax, std::string_view value);
// What to say of a value without it. Takes {attribute}, and {number} and {count}: which of the values it is.
const Message& fault_of(Syntax syntax);

struct ProfileAttribute {
    std::string_view name;       // in the directory, and the friendlyName in SAML
    std::string_view saml_name;  // "urn:oid:…"
    Cardinality cardinality = Cardinality::unsaid;
    bool scoped = false;  // ends with @ and the scope of the school authority
    Syntax syntax = Syntax::text;
    Standing standing = Standing::in_profile;
};

// The table, the attribute that everybody needs first.
std::span<const ProfileAttribute> profile();
// The attribute with this name in the directory (case-insensitive, RFC 4512 section 2.5), or null.
const ProfileAttribute* find_attribute(std::string_view name);

}  // namespace samkat::federation
