#include "daemon/directory/schema_check.hpp"

#include <algorithm>

#include "daemon/directory/messages.hpp"
#include "daemon/directory/names.hpp"

namespace samkat::directory {

namespace {

template <class Needed>
Arguments about(const Needed& needed, const std::string& found = {}) {
    return {{"name", std::string{needed.name}},
            {"oid", std::string{needed.oid}},
            {"file", std::string{needed.file}},
            {"found", found}};
}

void check_type(const AttributeType& found, const NeededType& needed, Findings& findings) {
    if (found.oid != needed.oid)
        findings.add(finding(directory_messages::SCHEMA_TYPE_OID, {}, about(needed, found.oid)));
    if (found.syntax != needed.syntax) {
        Arguments arguments = about(needed, found.syntax);
        arguments.emplace_back("syntax", std::string{needed.syntax});
        findings.add(finding(directory_messages::SCHEMA_TYPE_SYNTAX, {}, arguments));
    }
    if (found.single_value == needed.single_value) return;
    findings.add(
        finding(found.single_value ? directory_messages::SCHEMA_TYPE_SINGLE : directory_messages::SCHEMA_TYPE_MULTI, {},
                about(needed)));
}

// True if the class itself lists the attribute, under any of its names.
bool lists(const ObjectClass& object_class, const SchemaFacts& schema, std::string_view attribute) {
    const auto is_it = [&](const std::string& name) {
        const AttributeType* type = schema.attribute(name);
        return lower_name(name) == lower_name(attribute) || (type != nullptr && type == schema.attribute(attribute));
    };
    return std::ranges::any_of(object_class.must, is_it) || std::ranges::any_of(object_class.may, is_it);
}

void check_class(const ObjectClass& found, const NeededClass& needed, const SchemaFacts& schema, Findings& findings) {
    if (found.oid != needed.oid)
        findings.add(finding(directory_messages::SCHEMA_CLASS_OID, {}, about(needed, found.oid)));
    for (const std::string_view attribute : needed.attributes) {
        if (lists(found, schema, attribute)) continue;
        Arguments arguments = about(needed);
        arguments.emplace_back("attribute", std::string{attribute});
        findings.add(finding(directory_messages::SCHEMA_CLASS_ATTRIBUTE, {}, arguments));
    }
}

}  // namespace

Findings check_schema(const SchemaFacts& schema, std::span<const NeededType> types,
                      std::span<const NeededClass> classes) {
    Findings findings;
    for (const NeededType& needed : types) {
        const AttributeType* found = schema.attribute(needed.name);
        if (found == nullptr)
            findings.add(finding(directory_messages::SCHEMA_TYPE_MISSING, {}, about(needed)));
        else
            check_type(*found, needed, findings);
    }
    for (const NeededClass& needed : classes) {
        const ObjectClass* found = schema.object_class(needed.name);
        if (found == nullptr)
            findings.add(finding(directory_messages::SCHEMA_CLASS_MISSING, {}, about(needed)));
        else
            check_class(*found, needed, schema, findings);
    }
    return findings;
}

}  // namespace samkat::directory
