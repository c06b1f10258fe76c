#include "daemon/model/change.hpp"

#include <algorithm>
#include <array>

#include "daemon/base/digest.hpp"
#include "daemon/model/messages.hpp"

namespace samkat {

namespace {

constexpr std::array<std::string_view, 6> kind_names = {"create", "modify", "move", "disable", "enable", "delete"};
constexpr std::array<std::string_view, 4> class_names = {"container", "unit", "account", "group"};
constexpr std::array<std::string_view, 8> cause_names = {
    "register", "absence", "end_date", "rule", "foreign_change", "structure", "protection", "possible_protection"};

template <class Enum, std::size_t size>
bool read_enum(const std::array<std::string_view, size>& names, const std::string& name, Enum& out) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return false;
    out = static_cast<Enum>(found - names.begin());
    return true;
}

void write_values(JsonWriter& writer, std::string_view name, const Values& values) {
    writer.key(name).begin_array();
    for (const std::string& value : values) writer.value(value);
    writer.end_array();
}

Values read_values(const Json& json) {
    Values values;
    for (const Json& item : json.as_array()) values.push_back(item.as_string());
    return values;
}

void write_attribute(JsonWriter& writer, const AttributeChange& attribute) {
    writer.begin_object().member("name", attribute.name);
    write_values(writer, "before", attribute.before);
    write_values(writer, "after", attribute.after);
    writer.member("rule", attribute.rule)
        .member("source", attribute.source)
        .member("locator", attribute.locator)
        .end_object();
}

// Before-values of what the Change touches, and the link: the state in which it may be done.
void write_precondition(JsonWriter& writer, const Change& change) {
    writer.key("precondition").begin_object().member("exists", change.kind != ChangeKind::create);
    if (change.kind != ChangeKind::create) {
        writer.member("link", change.link).key("attributes").begin_object();
        for (const AttributeChange& attribute : change.attributes)
            write_values(writer, attribute.name, attribute.before);
        writer.end_object();
    }
    writer.end_object();
}

tl::unexpected<Error> bad(std::string what) {
    return fail(model_messages::PLAN_FILE, {}, {{"what", std::move(what)}});
}

Result<void> read_dns(const Json& json, Change& change) {
    auto dn = Dn::parse(json["dn"].as_string());
    auto new_dn = Dn::parse(json["new_dn"].as_string());
    if (!dn || !new_dn || dn->empty()) return bad("dn");
    change.dn = std::move(*dn);
    change.new_dn = std::move(*new_dn);
    return {};
}

Result<void> read_dependencies(const Json& json, Change& change) {
    for (const Json& item : json.as_array()) {
        const std::int64_t other = item.as_integer();
        if (other < 1 || other > UINT32_MAX) {
            return fail(model_messages::PLAN_DEPENDS, {},
                        {{"seq", std::to_string(change.seq)}, {"other", std::to_string(other)}});
        }
        change.depends_on.push_back(static_cast<std::uint32_t>(other));
    }
    return {};
}

}  // namespace

std::string_view name_of(ChangeKind kind) {
    return kind_names[static_cast<std::size_t>(kind)];
}
std::string_view name_of(EntryClass entry_class) {
    return class_names[static_cast<std::size_t>(entry_class)];
}
std::string_view name_of(CauseKind kind) {
    return cause_names[static_cast<std::size_t>(kind)];
}

std::string Change::digest() const {
    std::string canonical;
    JsonWriter writer{canonical};
    writer.begin_array().value(name_of(kind)).value(dn.text()).value(new_dn.text()).value(link);
    for (const AttributeChange& attribute : attributes) {
        writer.begin_object();
        write_values(writer, "b", attribute.before);
        write_values(writer, attribute.name, attribute.after);
        writer.end_object();
    }
    if (lifts) writer.value("lifts");
    writer.end_array();
    return hex(sha256(canonical));
}

void write_change(JsonWriter& writer, const Change& change) {
    writer.begin_object()
        .member("seq", change.seq)
        .member("digest", change.digest())
        .member("kind", name_of(change.kind))
        .member("class", name_of(change.entry_class))
        .member("dn", change.dn.text())
        .member("new_dn", change.new_dn.text())
        .member("person", change.person)
        .member("account", change.account)
        .member("municipality", change.municipality);
    writer.key("cause")
        .begin_object()
        .member("kind", name_of(change.cause.kind))
        .member("source", change.cause.source)
        .member("locator", change.cause.locator)
        .member("detail", change.cause.detail)
        .end_object();
    writer.member("link", change.link).member("held", change.held).member("approved", change.approved);
    if (change.lifts) writer.member("lifts", true);
    writer.key("depends_on").begin_array();
    for (const std::uint32_t seq : change.depends_on) writer.value(seq);
    writer.end_array();
    writer.key("attributes").begin_array();
    for (const AttributeChange& attribute : change.attributes) write_attribute(writer, attribute);
    writer.end_array();
    writer.key("reservations").begin_array();
    for (const Reservation& each : change.reservations) {
        writer.begin_object()
            .member("purpose", each.purpose)
            .member("name", each.name)
            .member("subject", each.subject)
            .end_object();
    }
    writer.end_array();
    write_precondition(writer, change);
    writer.end_object();
}

Result<Change> read_change(const Json& json) {
    Change change;
    if (!read_enum(kind_names, json["kind"].as_string(), change.kind)) return bad("kind");
    if (!read_enum(class_names, json["class"].as_string(), change.entry_class)) return bad("class");
    if (!read_enum(cause_names, json["cause"]["kind"].as_string(), change.cause.kind)) return bad("cause");
    if (auto dns = read_dns(json, change); !dns) return fail(dns.error());
    const auto seq = json["seq"].as_integer();
    if (seq < 1 || seq > UINT32_MAX) return bad("seq");
    change.seq = static_cast<std::uint32_t>(seq);
    change.person = json["person"].as_string();
    change.account = json["account"].as_string();
    change.municipality = json["municipality"].as_string();
    change.cause.source = json["cause"]["source"].as_string();
    change.cause.locator = json["cause"]["locator"].as_string();
    change.cause.detail = json["cause"]["detail"].as_string();
    change.link = json["link"].as_string();
    change.held = json["held"].as_string();
    change.approved = json["approved"].as_bool();
    change.lifts = json["lifts"].as_bool();
    if (auto others = read_dependencies(json["depends_on"], change); !others) return fail(others.error());
    for (const Json& item : json["attributes"].as_array()) {
        change.attributes.push_back({item["name"].as_string(), read_values(item["before"]), read_values(item["after"]),
                                     item["rule"].as_string(), item["source"].as_string(),
                                     item["locator"].as_string()});
    }
    for (const Json& item : json["reservations"].as_array()) {
        change.reservations.push_back(
            {item["purpose"].as_string(), item["name"].as_string(), item["subject"].as_string()});
    }
    if (json["digest"].as_string() != change.digest()) return bad("digest");
    return change;
}

Entry applied(const Change& change, const Entry& before) {
    Entry after = before;
    after.set_dn(change.new_dn.empty() ? change.dn : change.new_dn);
    for (const AttributeChange& attribute : change.attributes) after.set(attribute.name, attribute.after);
    return after;
}

}  // namespace samkat
