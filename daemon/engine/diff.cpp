#include "daemon/engine/diff.hpp"

#include <algorithm>

#include "daemon/engine/options.hpp"

namespace samkat::engine {

namespace {

bool is_dn_valued(std::string_view name) {
    return same_name(name, "member") || same_name(name, "owner");
}

Values keys_of(const Values& dns) {
    Values keys;
    for (const std::string& text : dns) {
        const auto dn = Dn::parse(text);
        keys.push_back(dn ? dn->key() : text);
    }
    std::ranges::sort(keys);
    return keys;
}

bool same(std::string_view name, const Values& a, const Values& b) {
    return a == b || (is_dn_valued(name) && a.size() == b.size() && keys_of(a) == keys_of(b));
}

}  // namespace

std::vector<AttributeChange> diff(const Entry& actual, const Entry& desired, const std::vector<std::string>& managed) {
    std::vector<AttributeChange> changes;
    const auto compare = [&](const std::string& name) {
        const bool done =
            std::ranges::any_of(changes, [&](const AttributeChange& each) { return same_name(each.name, name); });
        const Values& before = actual.values(name);
        const Values& after = desired.values(name);
        if (!done && !same(name, before, after)) changes.push_back({name, before, after, "", "", ""});
    };
    const bool options = any_option(actual);
    for (const std::string& name : managed) {
        compare(name);
        if (!options) continue;
        for (const std::string& with_option : names_with_option(actual, name)) compare(with_option);
    }
    std::ranges::sort(changes, {}, &AttributeChange::name);
    return changes;
}

std::vector<AttributeChange> all_attributes(const Entry& desired) {
    std::vector<AttributeChange> changes;
    for (const Attribute& attribute : desired.attributes())
        changes.push_back({attribute.name, {}, attribute.values, "", "", ""});
    std::ranges::sort(changes, {}, &AttributeChange::name);
    return changes;
}

}  // namespace samkat::engine
