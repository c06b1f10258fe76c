#include "daemon/cli/log_sentence.hpp"

#include <algorithm>

#include "daemon/base/json_writer.hpp"
#include "daemon/base/text.hpp"
#include "daemon/cli/context.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/model/event_content.hpp"

namespace samkat::cli {

namespace {

// Kinds whose sentence is its message with the content's members in it.
struct PlainSentence {
    std::string_view kind;
    const Message* message;
};
constexpr PlainSentence plain[] = {{event_kind::run_started, &messages::LOG_RUN_STARTED},
                                   {event_kind::source_read, &messages::LOG_SOURCE_READ},
                                   {event_kind::person, &messages::LOG_PERSON},
                                   {event_kind::reserve, &messages::LOG_RESERVE},
                                   {event_kind::approve, &messages::LOG_APPROVE},
                                   {event_kind::reject, &messages::LOG_REJECT},
                                   {event_kind::keys_made, &messages::LOG_KEYS_MADE},
                                   {event_kind::store_rebuilt, &messages::LOG_STORE_REBUILT},
                                   {event_kind::loss_accepted, &messages::LOG_LOSS_ACCEPTED},
                                   {event_kind::reveal, &messages::LOG_REVEAL}};

}  // namespace

std::string Sentences::name_of_municipality(const std::string& code) const {
    const MunicipalityPolicy* policy = config_.municipality(code);
    return policy == nullptr ? code : policy->name;
}

std::string Sentences::line(const Event& event, const Style& style) const {
    const std::string chain = event.municipality.empty() ? say_(messages::CHAIN_SYSTEM) : event.municipality;
    const std::string place = event.time + " " + chain + ":" + std::to_string(event.seq);
    return style(Paint::dim, place) + " " + text::printable(sentence(event));
}

std::string Sentences::intent(const Event& event) const {
    const auto change = read_change(event.content);
    if (!change) return say_(messages::LOG_ERASED, {{"kind", event.kind}});
    std::string attributes;
    for (const AttributeChange& each : change->attributes) {
        attributes += (attributes.empty() ? "" : "; ") + each.name + " ";
        if (!each.before.empty()) attributes += shown(each.before, reveal_) + " → ";
        attributes += each.after.empty() ? "–" : shown(each.after, reveal_);
    }
    std::string dn = change->dn.text();
    if (!change->new_dn.empty()) dn += " → " + change->new_dn.text();
    return say_(messages::LOG_INTENT, {{"actor", event.actor},
                                       {"kind", say_.of(change->kind)},
                                       {"dn", dn},
                                       {"attributes", attributes.empty() ? "–" : attributes}});
}

std::string Sentences::outcome(const Event& event) const {
    const auto outcome = parse_outcome(event.outcome);
    const auto detail = read_outcome_detail(event.content);
    const std::string error = detail ? say_.of(detail->error) : "";
    const samkat::Arguments values{{"intent", detail ? std::to_string(detail->intent) : "?"},
                                   {"outcome", outcome ? say_.of(*outcome) : event.outcome},
                                   {"error", error}};
    return say_(error.empty() ? messages::LOG_OUTCOME : messages::LOG_OUTCOME_ERROR, values);
}

std::string Sentences::finished(const Event& event) const {
    std::string counts;
    for (const auto& [name, count] : event.content["counts"].as_object()) {
        if (name == "withheld" || name == "frozen") continue;  // no further Changes
        const auto outcome = parse_outcome(name);
        counts += (counts.empty() ? "" : ", ") + std::to_string(count.as_integer()) + " " +
                  (outcome ? say_.of(*outcome) : say_(messages::PLAN_HELD_MARK));
    }
    return say_(messages::LOG_RUN_FINISHED, {{"municipality", name_of_municipality(event.municipality)},
                                             {"counts", counts.empty() ? say_(messages::PLAN_NOTHING) : counts}});
}

std::string Sentences::sentence(const Event& event) const {
    const Json& content = event.content;
    const std::string& kind = event.kind;
    if (!event.sealed_by.empty() && content.is_null()) return say_(messages::LOG_ERASED, {{"kind", kind}});
    const std::string municipality = name_of_municipality(event.municipality);
    const samkat::Arguments values{{"actor", event.actor},
                                   {"municipality", municipality},
                                   {"kind", kind},
                                   {"person", event.person},
                                   {"trigger", content["trigger"].as_string()},
                                   {"source", content["source"].as_string()},
                                   {"records", std::to_string(content["records"].as_integer())},
                                   {"keys", std::to_string(content["register_keys"].as_array().size())},
                                   {"name", content["name"].as_string()},
                                   {"purpose", content["purpose"].as_string()},
                                   {"count", std::to_string(content["digests"].as_array().size())},
                                   {"expires", content["expires"].as_string()},
                                   {"reason", content["reason"].as_string()},
                                   {"command", content["command"].as_string()}};
    if (!reveal_ && hidden_.hides(event))
        return say_(event.person.empty() ? messages::LOG_PROTECTED_MEMBERS : messages::LOG_PROTECTED, values);
    if (kind == event_kind::intent) return intent(event);
    if (kind == event_kind::outcome) return outcome(event);
    if (kind == event_kind::run_finished) return finished(event);
    const auto found = std::ranges::find(plain, kind, &PlainSentence::kind);
    return say_(found == std::end(plain) ? messages::LOG_OTHER : *found->message, values);
}

bool HiddenEvents::hides(const Event& event) const {
    if (!event.person.empty() && persons_.contains(event.person)) return true;
    const std::string& cause = event.content["cause"]["kind"].as_string();
    return event.content["lifts"].as_bool() || cause == name_of(CauseKind::protection) ||
           cause == name_of(CauseKind::possible_protection);
}

std::string event_json(const Event& event, bool reveal, const HiddenEvents& hidden) {
    const bool hides = !reveal && hidden.hides(event);
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "log")
        .member("seq", event.seq)
        .member("time", event.time)
        .member("run", event.run)
        .member("batch", event.batch)
        .member("actor", event.actor)
        .member("kind", event.kind)
        .member("municipality", event.municipality)
        .member("person", event.person)
        .member("subject", event.subject)
        .member("change", event.change)
        .member("outcome", event.outcome)
        .member("sealed_by", event.sealed_by)
        .key("content");
    if (hides)
        writer.null();
    else
        event.content.write(writer);
    writer.member("prev", event.prev).member("hash", event.hash).end_object();
    return masked_json(std::move(text), reveal);
}

}  // namespace samkat::cli
