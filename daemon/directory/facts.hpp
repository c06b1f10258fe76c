// What a directory server says about itself: its root DSE and its schema. Plain values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace samkat::directory {

// The root DSE (RFC 4512 section 5.1).
struct Facts {
    std::string vendor;  // vendorName and vendorVersion, "OpenLDAP" where only the root DSE's class tells, or empty
    std::vector<std::string> controls;         // supportedControl
    std::vector<std::string> extensions;       // supportedExtension
    std::vector<std::string> features;         // supportedFeatures
    std::vector<std::string> naming_contexts;  // namingContexts
    std::string subschema;                     // subschemaSubentry
    bool assertion = false;                    // RFC 4528
    bool paged = false;                        // RFC 2696
    bool ppolicy = false;                      // password policy control (draft-behera-ldap-password-policy)
};

// An attribute type as the server has it (RFC 4512 section 4.1.2). SYNTAX and EQUALITY are those in force,
// inherited ones included.
struct AttributeType {
    std::string oid;
    std::vector<std::string> names;
    std::string syntax;    // OID without length bound
    std::string equality;  // name or OID of the matching rule; empty: values cannot be compared
    std::string superior;  // name or OID, or empty
    bool single_value = false;
};

enum class ClassKind : std::uint8_t { abstract, structural, auxiliary };

// An object class as the server has it (RFC 4512 section 4.1.1).
struct ObjectClass {
    std::string oid;
    std::vector<std::string> names;
    ClassKind kind = ClassKind::structural;
    std::vector<std::string> superiors;
    std::vector<std::string> must;  // its own, not those of its superiors
    std::vector<std::string> may;
};

// The schema a server publishes in its subschema subentry. Names are found without regard to case.
class SchemaFacts {
  public:
    void add(AttributeType type);
    void add(ObjectClass object_class);
    // Gives every attribute type the syntax and equality of its superiors where it has none of its own (RFC 4512
    // section 2.5.1). Called once, after the last add.
    void inherit();

    // By name or OID; attribute options (";lang-sv") do not count. nullptr if the server does not have it.
    const AttributeType* attribute(std::string_view name) const;
    const ObjectClass* object_class(std::string_view name) const;
    const std::vector<AttributeType>& attributes() const { return attributes_; }
    const std::vector<ObjectClass>& object_classes() const { return object_classes_; }
    // True where nothing is known: a directory without a schema of its own.
    bool empty() const { return attributes_.empty(); }

  private:
    std::vector<AttributeType> attributes_;
    std::vector<ObjectClass> object_classes_;
    std::map<std::string, std::size_t, std::less<>> attribute_index_;  // by lower-case name and OID
    std::map<std::string, std::size_t, std::less<>> class_index_;
};

}  // namespace samkat::directory
