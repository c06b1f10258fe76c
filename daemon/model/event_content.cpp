#include "daemon/model/event_content.hpp"

#include <algorithm>

#include "daemon/base/json_writer.hpp"
#include "daemon/model/messages.hpp"

namespace samkat {

namespace {

// What `write` writes, as a text of its own.
template <class Write>
std::string text_of(const Write& write) {
    std::string text;
    JsonWriter writer{text};
    write(writer);
    return text;
}

void write_source(JsonWriter& writer, const PlanSource& source) {
    writer.begin_object()
        .member("source", source.source)
        .member("digest", source.digest)
        .member("records", source.records)
        .member("age", source.age)
        .member("strangers", source.strangers)
        .end_object();
}

std::uint64_t not_negative(const Json& json) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, json.as_integer()));
}

PlanSource source_of(const Json& json) {
    return {json["source"].as_string(), json["digest"].as_string(), not_negative(json["records"]),
            json["age"].as_string(), not_negative(json["strangers"])};
}

// An error unless `json` is an object with the string or integer member `key`.
Result<void> expect_member(const Json& json, std::string_view key) {
    if (json[key].is_string() || json[key].is_integer()) return {};
    return fail(model_messages::EVENT_CONTENT, {}, {{"what", std::string{key}}});
}

}  // namespace

std::string content_of(const RunStarted& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object().member("as_of", format_date(content.as_of)).member("trigger", content.trigger);
        writer.key("sources").begin_array();
        for (const PlanSource& source : content.sources) write_source(writer, source);
        writer.end_array().end_object();
    });
}

std::string content_of(const RunFinished& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object().key("counts").begin_object();
        for (const auto& [name, count] : content.counts) writer.member(name, count);
        writer.end_object()
            .member("config_digest", content.config_digest)
            .member("municipality_config_digest", content.municipality_config_digest)
            .member("first_run_done", content.first_run_done)
            .member("as_of", format_date(content.as_of))
            .member("settled", content.settled)
            .end_object();
    });
}

std::string content_of(const PlanSource& content) {
    return text_of([&](JsonWriter& writer) { write_source(writer, content); });
}

std::string content_of(const Identity& content) {
    return text_of([&](JsonWriter& writer) { write_identity(writer, content); });
}

std::string content_of(const Reservation& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object()
            .member("purpose", content.purpose)
            .member("name", content.name)
            .member("subject", content.subject)
            .end_object();
    });
}

std::string content_of(const Change& content) {
    return text_of([&](JsonWriter& writer) { write_change(writer, content); });
}

std::string content_of(const OutcomeDetail& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object().member("intent", content.intent);
        if (!(content.error == LocalText{})) {
            writer.key("error")
                .begin_object()
                .member("sv", content.error.sv)
                .member("en", content.error.en)
                .end_object();
        }
        writer.end_object();
    });
}

std::string content_of(const Undecided& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object().key("intents").begin_array();
        for (const std::uint64_t seq : content.intents) writer.value(seq);
        writer.end_array().end_object();
    });
}

std::string content_of(const KnownAccount& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object()
            .member("account", content.id.text())
            .member("dn", content.dn)
            .member("username", content.username)
            .member("eppn", content.eppn)
            .member("status", name_of(content.status))
            .member("grace_until", format_date(content.grace_until))
            .end_object();
    });
}

std::string content_of(const Decision& content) {
    return text_of([&](JsonWriter& writer) {
        writer.begin_object().key("digests").begin_array();
        for (const std::string& digest : content.digests) writer.value(digest);
        writer.end_array();
        if (!content.expires.empty()) writer.member("expires", content.expires);
        if (!content.config.empty()) writer.member("config", content.config);
        writer.member("plan", content.plan).end_object();
    });
}

Result<RunStarted> read_run_started(const Json& json) {
    if (auto shape = expect_member(json, "trigger"); !shape) return fail(shape.error());
    RunStarted content;
    if (const auto date = parse_date(json["as_of"].as_string())) content.as_of = *date;
    content.trigger = json["trigger"].as_string();
    for (const Json& each : json["sources"].as_array()) content.sources.push_back(source_of(each));
    return content;
}

Result<RunFinished> read_run_finished(const Json& json) {
    if (auto shape = expect_member(json, "config_digest"); !shape) return fail(shape.error());
    RunFinished content;
    for (const auto& [name, count] : json["counts"].as_object()) content.counts[name] = not_negative(count);
    content.config_digest = json["config_digest"].as_string();
    content.municipality_config_digest = json["municipality_config_digest"].as_string();
    content.first_run_done = json["first_run_done"].as_bool();
    content.as_of = parse_date(json["as_of"].as_string()).value_or(Date{});
    content.settled = json["settled"].as_bool();
    return content;
}

Result<PlanSource> read_source_read(const Json& json) {
    if (auto shape = expect_member(json, "source"); !shape) return fail(shape.error());
    return source_of(json);
}

Result<Reservation> read_reservation(const Json& json) {
    for (const std::string_view key : {"purpose", "name", "subject"}) {
        if (auto shape = expect_member(json, key); !shape) return fail(shape.error());
    }
    return Reservation{json["purpose"].as_string(), json["name"].as_string(), json["subject"].as_string()};
}

Result<OutcomeDetail> read_outcome_detail(const Json& json) {
    if (auto shape = expect_member(json, "intent"); !shape) return fail(shape.error());
    return OutcomeDetail{not_negative(json["intent"]),
                         {json["error"]["sv"].as_string(), json["error"]["en"].as_string()}};
}

Result<Undecided> read_undecided(const Json& json) {
    if (!json["intents"].is_array()) return fail(model_messages::EVENT_CONTENT, {}, {{"what", "intents"}});
    Undecided content;
    for (const Json& each : json["intents"].as_array()) content.intents.push_back(not_negative(each));
    return content;
}

Result<KnownAccount> read_found(const Json& json) {
    KnownAccount content;
    content.id = parse_account_id(json["account"].as_string());
    const auto status = parse_account_status(json["status"].as_string());
    if (content.id.person.empty() || !status) return fail(model_messages::EVENT_CONTENT, {}, {{"what", "account"}});
    content.dn = json["dn"].as_string();
    content.username = json["username"].as_string();
    content.eppn = json["eppn"].as_string();
    content.status = *status;
    content.grace_until = parse_date(json["grace_until"].as_string()).value_or(Date{});
    return content;
}

Result<Decision> read_decision(const Json& json) {
    if (auto shape = expect_member(json, "plan"); !shape) return fail(shape.error());
    Decision content;
    for (const Json& each : json["digests"].as_array()) content.digests.push_back(each.as_string());
    content.expires = json["expires"].as_string();
    content.config = json["config"].as_string();
    content.plan = json["plan"].as_string();
    return content;
}

}  // namespace samkat
