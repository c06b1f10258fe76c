#include "daemon/federation/attributes.hpp"

#include "daemon/federation/messages.hpp"
#include "daemon/model/known.hpp"

namespace samkat::federation {

namespace {

bool is_disabled(const Entry& entry) {
    return entry.value("samkatAccountStatus") == name_of(AccountStatus::disabled);
}

Finding wrong_form(const Where& where, const ProfileAttribute& attribute, std::size_t number, std::size_t count) {
    return finding(fault_of(attribute.syntax), where,
                   {{"attribute", std::string{attribute.name}},
                    {"number", std::to_string(number)},
                    {"count", std::to_string(count)}});
}

ReleasedAttribute released(const Entry& entry, const ProfileAttribute& attribute, const Values& values) {
    const Where where{.place = entry.dn().text(), .field = std::string{attribute.name}};
    ReleasedAttribute result{.attribute = &attribute, .values = {}, .findings = {}};
    for (const std::string& value : values) {
        result.values.push_back({value, has_form(attribute.syntax, value)});
        if (!result.values.back().right)
            result.findings.push_back(wrong_form(where, attribute, result.values.size(), values.size()));
    }
    if (attribute.cardinality == Cardinality::one && values.size() > 1) {
        result.findings.push_back(
            finding(federation_messages::SEVERAL_VALUES, where,
                    {{"attribute", std::string{attribute.name}}, {"count", std::to_string(values.size())}}));
    }
    return result;
}

}  // namespace

std::vector<ReleasedAttribute> attributes_of(const Entry& entry) {
    std::vector<ReleasedAttribute> result;
    const bool disabled = is_disabled(entry);
    for (const ProfileAttribute& attribute : profile()) {
        if (disabled && attribute.syntax != Syntax::eppn) continue;
        const Values& values = entry.values(attribute.name);
        if (!values.empty()) result.push_back(released(entry, attribute, values));
    }
    return result;
}

}  // namespace samkat::federation
