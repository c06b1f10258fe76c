#include "daemon/model/plan.hpp"

#include <algorithm>

#include "daemon/base/digest.hpp"
#include "daemon/model/messages.hpp"

namespace samkat {

namespace {

std::uint64_t natural(const Json& json) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, json.as_integer()));
}

void write_text(JsonWriter& writer, std::string_view name, const LocalText& text) {
    writer.key(name).begin_object().member("sv", text.sv).member("en", text.en).end_object();
}

LocalText read_text(const Json& json) {
    return {json["sv"].as_string(), json["en"].as_string()};
}

void write_strings(JsonWriter& writer, std::string_view name, const std::vector<std::string>& strings) {
    writer.key(name).begin_array();
    for (const std::string& each : strings) writer.value(each);
    writer.end_array();
}

std::vector<std::string> read_strings(const Json& json) {
    std::vector<std::string> result;
    for (const Json& each : json.as_array()) result.push_back(each.as_string());
    return result;
}

void write_counts(JsonWriter& writer, const Plan& plan) {
    const auto counts = plan.counts();
    writer.key("counts").begin_object();
    for (const ChangeKind kind : all_change_kinds) {
        writer.member(name_of(kind), static_cast<std::uint64_t>(counts[static_cast<std::size_t>(kind)]));
    }
    writer.end_object();
}

// Everything that the id covers besides Changes.
void write_head(JsonWriter& writer, const Plan& plan, bool with_ages) {
    writer.member("as_of", format_date(plan.as_of))
        .member("municipality", plan.municipality)
        .member("directory", plan.directory)
        .member("complete", plan.complete);
    write_strings(writer, "failed_sources", plan.failed_sources);
    writer.member("config_digest", plan.config_digest).key("sources").begin_array();
    for (const PlanSource& source : plan.sources) {
        writer.begin_object()
            .member("source", source.source)
            .member("digest", source.digest)
            .member("records", source.records)
            .member("strangers", source.strangers);
        if (with_ages) writer.member("age", source.age);
        writer.end_object();
    }
    writer.end_array().key("held").begin_array();
    for (const Hold& hold : plan.held) {
        writer.begin_object().member("guard", hold.guard).member("about", hold.about);
        write_text(writer, "detail", hold.detail);
        write_strings(writer, "sources", hold.sources);
        writer.end_object();
    }
    writer.end_array();
    write_counts(writer, plan);
    writer.key("findings").begin_array();
    for (const Finding& each : plan.findings) write_finding(writer, each);
    writer.end_array().key("identities").begin_array();
    for (const Identity& each : plan.identities) write_identity(writer, each);
    writer.end_array();
}

// What whoever goes through a plan relies on.
Result<void> check_place(const Change& change, const Plan& plan) {
    const std::string seq = std::to_string(change.seq);
    if (const std::size_t place = plan.changes.size() + 1; change.seq != place)
        return fail(model_messages::PLAN_SEQ, {}, {{"seq", seq}, {"place", std::to_string(place)}});
    for (const std::uint32_t other : change.depends_on) {
        if (other >= change.seq)
            return fail(model_messages::PLAN_DEPENDS, {}, {{"seq", seq}, {"other", std::to_string(other)}});
    }
    if (change.municipality == plan.municipality) return {};
    return fail(model_messages::PLAN_FOREIGN, {},
                {{"seq", seq}, {"other", change.municipality}, {"municipality", plan.municipality}});
}

Result<void> read_changes(const Json& json, Plan& plan) {
    for (const Json& item : json.as_array()) {
        auto change = read_change(item);
        if (!change) return fail(change.error());
        if (auto placed = check_place(*change, plan); !placed) return placed;
        plan.changes.push_back(std::move(*change));
    }
    return {};
}

}  // namespace

std::array<std::size_t, 6> Plan::counts() const {
    std::array<std::size_t, 6> result{};
    for (const Change& change : changes) ++result[static_cast<std::size_t>(change.kind)];
    return result;
}

std::size_t Plan::held_count() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(changes, [](const Change& change) { return !change.held.empty() && !change.approved; }));
}

std::string plan_id(const Plan& plan) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    write_head(writer, plan, false);
    writer.end_object();
    Sha256Stream digest;
    digest.update(text);
    for (const Change& change : plan.changes) {
        text.clear();
        JsonWriter each{text};
        each.begin_array()
            .value(change.digest())
            .value(change.municipality)
            .value(change.person)
            .value(name_of(change.cause.kind))
            .value(change.cause.source)
            .value(change.cause.locator)
            .value(change.cause.detail)
            .value(change.held)
            .value(change.approved)
            .end_array();
        digest.update(text);
    }
    return hex(digest.finish());
}

Identity identity_of(const KnownPerson& person) {
    return {person.id.value,     person.register_keys, person.civic_hash, person.birth_hash,
            person.name_hashes,  person.subject,       person.sources,    person.protected_by,
            person.given_hashes, person.birth_stated,  person.places,     person.contacts};
}

void write_identity(JsonWriter& writer, const Identity& identity) {
    writer.begin_object().member("person", identity.person);
    write_strings(writer, "register_keys", identity.register_keys);
    writer.member("civic", identity.civic_hash).member("birth", identity.birth_hash);
    write_strings(writer, "names", identity.name_hashes);
    writer.member("subject", identity.subject);
    write_strings(writer, "sources", identity.sources);
    write_strings(writer, "protected_by", identity.protected_by);
    write_strings(writer, "given_names", identity.given_hashes);
    writer.member("birth_stated", identity.birth_stated);
    write_strings(writer, "places", identity.places);
    write_strings(writer, "contacts", identity.contacts);
    writer.end_object();
}

Result<Identity> read_identity(const Json& json) {
    if (json["person"].as_string().empty()) return fail(model_messages::EVENT_CONTENT, {}, {{"what", "person"}});
    return Identity{
        json["person"].as_string(),     read_strings(json["register_keys"]), json["civic"].as_string(),
        json["birth"].as_string(),      read_strings(json["names"]),         json["subject"].as_string(),
        read_strings(json["sources"]),  read_strings(json["protected_by"]),  read_strings(json["given_names"]),
        json["birth_stated"].as_bool(), read_strings(json["places"]),        read_strings(json["contacts"])};
}

void write_finding(JsonWriter& writer, const Finding& finding) {
    writer.begin_object()
        .member("severity", name_of(finding.severity))
        .member("id", finding.id)
        .key("where")
        .begin_object()
        .member("place", finding.where.place)
        .member("line", finding.where.line)
        .member("column", finding.where.column)
        .member("field", finding.where.field)
        .end_object();
    write_text(writer, "detail", finding.text);
    write_text(writer, "advice", finding.advice);
    writer.end_object();
}

Finding read_finding(const Json& json) {
    Finding finding;
    const std::string& severity = json["severity"].as_string();
    finding.severity = severity == "info"      ? Severity::info
                       : severity == "warning" ? Severity::warning
                                               : Severity::error;
    finding.id = json["id"].as_string();
    const Json& where = json["where"];
    const auto small = [](std::int64_t number) {
        return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, UINT32_MAX));
    };
    finding.where = {where["place"].as_string(), small(where["line"].as_integer()), small(where["column"].as_integer()),
                     where["field"].as_string()};
    finding.text = read_text(json["detail"]);
    finding.advice = read_text(json["advice"]);
    return finding;
}

void write_plan(JsonWriter& writer, const Plan& plan) {
    writer.begin_object().member("schema", "samkat/plan/1").member("id", plan.id).member("created", plan.created);
    write_head(writer, plan, true);
    writer.key("changes").begin_array();
    for (const Change& change : plan.changes) write_change(writer, change);
    writer.end_array().end_object();
}

std::string plan_json(const Plan& plan) {
    std::string text;
    JsonWriter writer{text};
    write_plan(writer, plan);
    return text;
}

Result<Plan> read_plan(const Json& json) {
    Plan plan;
    const auto bad = [](const char* what) { return fail(model_messages::PLAN_FILE, {}, {{"what", what}}); };
    if (json["schema"].as_string() != "samkat/plan/1") return bad("schema");
    const auto as_of = parse_date(json["as_of"].as_string());
    if (!as_of) return bad("as_of");
    plan.as_of = *as_of;
    plan.id = json["id"].as_string();
    plan.created = json["created"].as_string();
    plan.municipality = json["municipality"].as_string();
    plan.directory = json["directory"].as_string();
    plan.complete = json["complete"].as_bool();
    plan.failed_sources = read_strings(json["failed_sources"]);
    plan.config_digest = json["config_digest"].as_string();
    for (const Json& each : json["sources"].as_array()) {
        plan.sources.push_back({each["source"].as_string(), each["digest"].as_string(), natural(each["records"]),
                                each["age"].as_string(), natural(each["strangers"])});
    }
    for (const Json& each : json["held"].as_array())
        plan.held.push_back({each["guard"].as_string(), each["about"].as_string(), read_text(each["detail"]),
                             read_strings(each["sources"])});
    for (const Json& each : json["findings"].as_array()) plan.findings.push_back(read_finding(each));
    for (const Json& each : json["identities"].as_array()) {
        auto identity = read_identity(each);
        if (!identity) return bad("identities");
        plan.identities.push_back(std::move(*identity));
    }
    if (auto changes = read_changes(json["changes"], plan); !changes) return fail(changes.error());
    if (plan.id != plan_id(plan)) return bad("id");
    for (Change& change : plan.changes) change.approved = false;
    return plan;
}

}  // namespace samkat
