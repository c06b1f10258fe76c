#include "daemon/directory/ldap_send.hpp"

#include <deque>

#include <ldap.h>

namespace samkat::directory {

namespace {

// LDAPMod arrays and all they point to. The values stay where they are: the Operation must outlive this.
class Mods {
  public:
    void add(int how, const std::string& name, const Values& values) {
        Part& part = parts_.emplace_back();
        for (const std::string& value : values) {
            part.values.push_back({value.size(), const_cast<char*>(value.data())});
        }
        for (berval& value : part.values) part.pointers.push_back(&value);
        part.pointers.push_back(nullptr);
        part.mod.mod_op = how | LDAP_MOD_BVALUES;
        part.mod.mod_type = const_cast<char*>(name.c_str());
        part.mod.mod_vals.modv_bvals = values.empty() ? nullptr : part.pointers.data();
    }

    LDAPMod** list() {
        list_.clear();
        for (Part& part : parts_) list_.push_back(&part.mod);
        list_.push_back(nullptr);
        return list_.data();
    }

  private:
    struct Part {
        std::vector<berval> values;
        std::vector<berval*> pointers;
        LDAPMod mod{};
    };
    std::deque<Part> parts_;  // stays in place
    std::vector<LDAPMod*> list_;
};

int code_of(Modification::How how) {
    if (how == Modification::How::add) return LDAP_MOD_ADD;
    return how == Modification::How::remove ? LDAP_MOD_DELETE : LDAP_MOD_REPLACE;
}

int send_add(ldap* handle, const Operation& operation, int& id) {
    Mods mods;
    for (const Attribute& attribute : operation.attributes) mods.add(LDAP_MOD_ADD, attribute.name, attribute.values);
    return ldap_add_ext(handle, operation.dn.text().c_str(), mods.list(), nullptr, nullptr, &id);
}

int send_modify(ldap* handle, const Operation& operation, ldapcontrol** controls, int& id) {
    Mods mods;
    for (const Modification& each : operation.modifications) mods.add(code_of(each.how), each.attribute, each.values);
    return ldap_modify_ext(handle, operation.dn.text().c_str(), mods.list(), controls, nullptr, &id);
}

int send_rename(ldap* handle, const Operation& operation, ldapcontrol** controls, int& id) {
    const bool moves = operation.new_dn.parent() != operation.dn.parent();
    const std::string parent = operation.new_dn.parent().text();
    return ldap_rename(handle, operation.dn.text().c_str(), operation.new_dn.rdn().c_str(),
                       moves ? parent.c_str() : nullptr, 1, controls, nullptr, &id);
}

}  // namespace

int send_operation(ldap* handle, const Operation& operation, int& id) {
    if (operation.kind == Operation::Kind::add) return send_add(handle, operation, id);
    LdapControl assertion;
    if (std::string filter = assertion_text(operation.precondition); !filter.empty()) {
        ldapcontrol* raw = nullptr;
        const int code = ldap_create_assertion_control(handle, filter.data(), 1, &raw);
        assertion.reset(raw);
        if (code != LDAP_SUCCESS) return code;
    }
    ldapcontrol* controls[] = {assertion.get(), nullptr};
    if (operation.kind == Operation::Kind::rename) return send_rename(handle, operation, controls, id);
    if (operation.kind == Operation::Kind::modify) return send_modify(handle, operation, controls, id);
    return ldap_delete_ext(handle, operation.dn.text().c_str(), controls, nullptr, &id);
}

}  // namespace samkat::directory
