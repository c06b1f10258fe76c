// Compares the schema samkat needs with the one a server has. Pure.
#pragma once

#include <span>
#include <string_view>

#include "daemon/base/finding.hpp"
#include "daemon/directory/facts.hpp"

namespace samkat::directory {

struct NeededType {
    std::string_view name;
    std::string_view oid;
    std::string_view syntax;
    bool single_value = false;
    std::string_view file;  // the schema file that has it
};

struct NeededClass {
    std::string_view name;
    std::string_view oid;
    std::string_view file;
    std::span<const std::string_view> attributes;  // MUST and MAY of samkat's definition
};

// What the schema files in config/schema define; a test holds the tables to the files.
std::span<const NeededType> needed_types();
std::span<const NeededClass> needed_classes();

// A Finding for every difference: a type or class that is missing, another OID, syntax or SINGLE-VALUE, an attribute
// that a class does not have. The server's own definition is used where it has one, so a wider one is a warning.
Findings check_schema(const SchemaFacts& schema, std::span<const NeededType> types,
                      std::span<const NeededClass> classes);

}  // namespace samkat::directory
