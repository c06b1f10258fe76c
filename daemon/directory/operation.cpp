#include "daemon/directory/operation.hpp"

#include <algorithm>

#include "daemon/directory/messages.hpp"
#include "daemon/directory/names.hpp"

namespace samkat::directory {

namespace {

using Test = Expectation::Test;
using How = Modification::How;

tl::unexpected<Error> not_one(const Change& change, std::string part) {
    return fail(directory_messages::NOT_ONE_OPERATION, {change.dn.text(), 0, 0, {}}, {{"part", std::move(part)}});
}

bool same_set(Values a, Values b) {
    std::ranges::sort(a);
    std::ranges::sort(b);
    return a == b;
}

// The values of `from` that `without` does not have, byte for byte.
Values difference(const Values& from, const Values& without) {
    Values sorted = without;
    std::ranges::sort(sorted);
    Values result;
    std::ranges::copy_if(from, std::back_inserter(result),
                         [&](const std::string& value) { return !std::ranges::binary_search(sorted, value); });
    return result;
}

bool comparable(const AttributeType* type) {
    return type == nullptr || !type->equality.empty();
}

bool by_difference(const AttributeChange& attribute, const SchemaFacts& schema) {
    return std::max(attribute.before.size(), attribute.after.size()) > replace_limit &&
           comparable(schema.attribute(attribute.name));
}

void expect(Precondition& precondition, const std::string& name, const Values& values, const SchemaFacts& schema) {
    const AttributeType* type = schema.attribute(name);
    if (type == nullptr && !schema.empty()) return;
    if (values.empty())
        precondition.push_back({name, Test::is_absent, {}});
    else if (comparable(type))
        precondition.push_back({name, Test::has_values, values});
    else
        precondition.push_back({name, Test::is_present, {}});
}

// True if the Change takes values away under the attribute's name with an option: a server finds those, too, when it is
// asked whether the attribute is there (RFC 4511 section 4.5.1.7), so its absence cannot be asserted.
bool has_options_before(const Change& change, std::string_view attribute) {
    return std::ranges::any_of(change.attributes, [&](const AttributeChange& each) {
        return each.name.size() > attribute.size() && !each.before.empty() &&
               same_name(without_options(each.name), attribute);
    });
}

Precondition precondition_of(const Change& change, const std::string& link_attribute, const SchemaFacts& schema) {
    Precondition precondition;
    if (!change.link.empty()) expect(precondition, link_attribute, {change.link}, schema);
    const bool modifies = change.kind != ChangeKind::remove && change.kind != ChangeKind::move;
    for (const AttributeChange& attribute : change.attributes) {
        const bool checked_by_difference = modifies && !attribute.before.empty() && by_difference(attribute, schema);
        const bool seems_there = attribute.before.empty() && has_options_before(change, attribute.name);
        if (!checked_by_difference && !seems_there) expect(precondition, attribute.name, attribute.before, schema);
    }
    return precondition;
}

void add_difference(Operation& operation, const AttributeChange& attribute) {
    const Values gone = difference(attribute.before, attribute.after);
    const Values added = difference(attribute.after, attribute.before);
    if (!gone.empty()) operation.modifications.push_back({How::remove, attribute.name, gone});
    if (!added.empty()) operation.modifications.push_back({How::add, attribute.name, added});
    operation.by_value = true;
}

Result<Operation> modify_of(const Change& change, const SchemaFacts& schema, Operation operation) {
    operation.kind = Operation::Kind::modify;
    for (const AttributeChange& attribute : change.attributes) {
        if (same_set(attribute.before, attribute.after)) continue;
        if (by_difference(attribute, schema))
            add_difference(operation, attribute);
        else
            operation.modifications.push_back({How::replace, attribute.name, attribute.after});
    }
    if (operation.modifications.empty()) return not_one(change, "attributes");
    return operation;
}

Result<Operation> add_of(const Change& change, const std::string& link_attribute, Operation operation) {
    operation.kind = Operation::Kind::add;
    operation.precondition.clear();
    Entry entry{change.dn};
    for (const AttributeChange& attribute : change.attributes) entry.set(attribute.name, attribute.after);
    if (!change.link.empty() && entry.values(link_attribute).empty()) entry.set(link_attribute, {change.link});
    if (entry.values("objectClass").empty()) return not_one(change, "objectClass");
    operation.attributes = entry.attributes();
    return operation;
}

Result<Operation> rename_of(const Change& change, Operation operation) {
    operation.kind = Operation::Kind::rename;
    operation.new_dn = change.new_dn;
    if (change.new_dn.empty() || change.new_dn.text() == change.dn.text()) return not_one(change, "new_dn");
    for (const AttributeChange& attribute : change.attributes) {
        const bool naming = same_name(attribute.name, change.dn.rdn_attribute()) ||
                            same_name(attribute.name, change.new_dn.rdn_attribute());
        if (!naming && !same_set(attribute.before, attribute.after)) return not_one(change, attribute.name);
    }
    return operation;
}

std::string expectation_text(const Expectation& expectation) {
    const std::string& name = expectation.attribute;
    if (expectation.test == Test::is_present) return "(" + name + "=*)";
    if (expectation.test == Test::is_absent) return "(!(" + name + "=*))";
    std::string result;
    for (const std::string& value : expectation.values) result += "(" + name + "=" + escape_filter_value(value) + ")";
    return result;
}

bool holds(const Expectation& expectation, const Entry& entry) {
    const Values& there = entry.values(expectation.attribute);
    if (expectation.test == Test::is_absent) return there.empty();
    if (expectation.test == Test::is_present) return !there.empty();
    return std::ranges::all_of(expectation.values, [&](const std::string& value) {
        return entry.has(expectation.attribute, value) ||
               std::ranges::any_of(there, [&](const std::string& each) { return same_value(each, value); });
    });
}

}  // namespace

Result<Operation> operation_of(const Change& change, const std::string& link_attribute, const SchemaFacts& schema) {
    if (change.dn.empty()) return not_one(change, "dn");
    if (!change.new_dn.empty() && change.kind != ChangeKind::move) return not_one(change, "new_dn");
    for (const AttributeChange& attribute : change.attributes) {
        if (!is_attribute_name(attribute.name)) return not_one(change, attribute.name.substr(0, 64));
    }
    Operation operation;
    operation.dn = change.dn;
    operation.precondition = precondition_of(change, link_attribute, schema);
    switch (change.kind) {
        case ChangeKind::create:
            return add_of(change, link_attribute, std::move(operation));
        case ChangeKind::move:
            return rename_of(change, std::move(operation));
        case ChangeKind::remove:
            operation.kind = Operation::Kind::remove;
            return operation;
        case ChangeKind::modify:
        case ChangeKind::disable:
        case ChangeKind::enable:
            break;
    }
    return modify_of(change, schema, std::move(operation));
}

std::string assertion_text(const Precondition& precondition) {
    if (precondition.empty()) return {};
    std::string result = "(&";
    for (const Expectation& expectation : precondition) result += expectation_text(expectation);
    return result + ")";
}

bool holds(const Precondition& precondition, const Entry& entry) {
    return std::ranges::all_of(precondition, [&](const Expectation& each) { return holds(each, entry); });
}

}  // namespace samkat::directory
