#include "daemon/directory/ldap_facts.hpp"

#include <algorithm>
#include <memory>

#include <ldap.h>
#include <ldap_schema.h>

namespace samkat::directory {

namespace {

bool has(const std::vector<std::string>& list, std::string_view value) {
    return std::ranges::find(list, value) != list.end();
}

std::vector<std::string> list_of(char** texts) {
    std::vector<std::string> list;
    for (; texts != nullptr && *texts != nullptr; ++texts) list.emplace_back(*texts);
    return list;
}

std::string string_of(const char* text) {
    return text == nullptr ? "" : text;
}

struct SchemaFree {
    void operator()(LDAPAttributeType* type) const noexcept { ldap_attributetype_free(type); }
    void operator()(LDAPObjectClass* object_class) const noexcept { ldap_objectclass_free(object_class); }
};

void add_attribute_type(SchemaFacts& schema, const std::string& description) {
    int code = 0;
    const char* at = nullptr;
    const std::unique_ptr<LDAPAttributeType, SchemaFree> type{
        ldap_str2attributetype(description.c_str(), &code, &at, LDAP_SCHEMA_ALLOW_ALL)};
    if (!type) return;
    schema.add(AttributeType{string_of(type->at_oid), list_of(type->at_names), string_of(type->at_syntax_oid),
                             string_of(type->at_equality_oid), string_of(type->at_sup_oid),
                             type->at_single_value != 0});
}

ClassKind kind_of(int kind) {
    if (kind == LDAP_SCHEMA_ABSTRACT) return ClassKind::abstract;
    return kind == LDAP_SCHEMA_AUXILIARY ? ClassKind::auxiliary : ClassKind::structural;
}

void add_object_class(SchemaFacts& schema, const std::string& description) {
    int code = 0;
    const char* at = nullptr;
    const std::unique_ptr<LDAPObjectClass, SchemaFree> found{
        ldap_str2objectclass(description.c_str(), &code, &at, LDAP_SCHEMA_ALLOW_ALL)};
    if (!found) return;
    schema.add(ObjectClass{string_of(found->oc_oid), list_of(found->oc_names), kind_of(found->oc_kind),
                           list_of(found->oc_sup_oids), list_of(found->oc_at_oids_must),
                           list_of(found->oc_at_oids_may)});
}

}  // namespace

Facts facts_of(const Entry& entry) {
    Facts facts;
    facts.vendor = std::string{entry.value("vendorName")};
    if (const auto version = entry.value("vendorVersion"); !version.empty())
        facts.vendor += (facts.vendor.empty() ? "" : " ") + std::string{version};
    if (facts.vendor.empty() && entry.has("objectClass", "OpenLDAProotDSE")) facts.vendor = "OpenLDAP";
    facts.controls = entry.values("supportedControl");
    facts.extensions = entry.values("supportedExtension");
    facts.features = entry.values("supportedFeatures");
    facts.naming_contexts = entry.values("namingContexts");
    facts.subschema = std::string{entry.value("subschemaSubentry")};
    facts.assertion = has(facts.controls, LDAP_CONTROL_ASSERT);
    facts.paged = has(facts.controls, LDAP_CONTROL_PAGEDRESULTS);
    facts.ppolicy = has(facts.controls, LDAP_CONTROL_PASSWORDPOLICYREQUEST);
    return facts;
}

SchemaFacts schema_of(const Entry& entry) {
    SchemaFacts schema;
    for (const std::string& each : entry.values("attributeTypes")) add_attribute_type(schema, each);
    for (const std::string& each : entry.values("objectClasses")) add_object_class(schema, each);
    schema.inherit();
    return schema;
}

}  // namespace samkat::directory
