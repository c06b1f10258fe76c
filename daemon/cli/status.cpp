#include <algorithm>
#include <map>
#include <ostream>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/model/event_content.hpp"
#include "daemon/run/protection.hpp"
#include "daemon/run/readings.hpp"
#include "daemon/service/socket.hpp"

namespace samkat::cli {

namespace {

struct SourceStatus {
    const SourcePolicy* source = nullptr;
    std::optional<Delivery> last;
    std::string state;  // "fresh", "late", "stale", "unknown"
};

struct MunicipalityStatus {
    const MunicipalityPolicy* policy = nullptr;
    std::optional<MunicipalityState> state;
    std::map<std::string, std::uint64_t> counts;  // of the run that finished last
    std::size_t withheld = 0;                     // accounts whose person is protected
};

struct Status {
    bool daemon = false;
    std::optional<directory::Facts> directory;
    std::optional<Finding> directory_error;
    std::vector<SourceStatus> sources;
    std::vector<MunicipalityStatus> municipalities;
    std::size_t approvals = 0;
};

std::uint64_t count_of(const MunicipalityStatus& status, std::string_view name) {
    const auto found = status.counts.find(std::string{name});
    return found == status.counts.end() ? 0 : found->second;
}

std::uint64_t failed_in(const MunicipalityStatus& status) {
    std::uint64_t failed = 0;
    for (const Outcome each : {Outcome::failed, Outcome::unknown, Outcome::skipped_stale, Outcome::not_applied})
        failed += count_of(status, name_of(each));
    return failed;
}

std::string freshness(const SourcePolicy& source, const std::optional<Delivery>& last, TimePoint now) {
    const auto age = last ? parse_time(last->age) : std::nullopt;
    if (!age) return "unknown";
    // A mark of time that has not been yet never gets old, and nothing is believed of its content.
    if (*age > now + run::clock_difference) return "stale";
    if (source.max_age.count() > 0 && now - *age > source.max_age) return "stale";
    if (source.expected_every.count() > 0 && now - *age > source.expected_every) return "late";
    return "fresh";
}

// The counts of the last finished run. Read from the end backwards: chains are long.
Result<std::map<std::string, std::uint64_t>> last_counts(const changelog::LogReader& reader, const std::string& chain) {
    std::map<std::string, std::uint64_t> counts;
    const auto head = reader.head(chain);
    if (!head) return fail(head.error());
    for (std::uint64_t back = 64; head->seq > 0; back *= 8) {
        const std::uint64_t from = head->seq > back ? head->seq - back : 1;
        bool found = false;
        auto read = reader.read(chain, from, [&](const Event& event) -> Result<bool> {
            if (event.kind != event_kind::run_finished || event.content.is_null()) return true;
            auto content = read_run_finished(event.content);
            if (!content) return fail(content.error());
            counts = std::move(content->counts);
            found = true;
            return true;
        });
        if (!read) return fail(read.error());
        if (found || from == 1) break;
    }
    return counts;
}

class Collector {
  public:
    Collector(Context& context, run::Installation& installation) : context_(context), installation_(installation) {}

    Result<Status> collect() {
        status_.daemon = static_cast<bool>(service::connect_to(run::control_socket_path(context_.config())));
        look_at_directory();
        if (auto looked = look_at_sources(); !looked) return fail(looked.error());
        if (auto looked = look_at_municipalities(); !looked) return fail(looked.error());
        const auto approvals = installation_.store().approvals(format_time(now()));
        if (!approvals) return fail(approvals.error());
        status_.approvals = approvals->size();
        return std::move(status_);
    }

  private:
    TimePoint now() const { return context_.ports().clock->now(); }

    void look_at_directory() {
        auto directory = context_.ports().open_directory(context_.config());
        if (!directory) {
            status_.directory_error = directory.error();
            return;
        }
        auto facts = (*directory)->facts();
        if (facts)
            status_.directory = std::move(*facts);
        else
            status_.directory_error = facts.error();
    }

    Result<void> look_at_sources() {
        const auto deliveries = installation_.store().deliveries();
        if (!deliveries) return fail(deliveries.error());
        for (const SourcePolicy& source : context_.config().sources) {
            SourceStatus each{&source, std::nullopt, ""};
            for (const Delivery& delivery : *deliveries) {
                if (delivery.source == source.name && (!each.last || delivery.last_read > each.last->last_read))
                    each.last = delivery;
            }
            each.state = freshness(source, each.last, now());
            status_.sources.push_back(std::move(each));
        }
        return {};
    }

    Result<void> look_at_municipalities() {
        const auto states = installation_.store().municipalities();
        if (!states) return fail(states.error());
        const auto guarded = run::protected_persons(installation_);
        if (!guarded) return fail(guarded.error());
        const auto accounts = installation_.store().accounts();
        if (!accounts) return fail(accounts.error());
        for (const MunicipalityPolicy& policy : context_.config().municipalities) {
            MunicipalityStatus each{&policy, std::nullopt, {}, 0};
            const auto found = std::ranges::find(*states, policy.code, &MunicipalityState::code);
            if (found != states->end()) each.state = *found;
            auto counts = last_counts(installation_.reader(), policy.code);
            if (!counts) return fail(counts.error());
            each.counts = std::move(*counts);
            each.withheld = static_cast<std::size_t>(std::ranges::count_if(*accounts, [&](const KnownAccount& account) {
                return account.id.municipality == policy.code && guarded->contains(account.id.person.value);
            }));
            status_.municipalities.push_back(std::move(each));
        }
        return {};
    }

    Context& context_;
    run::Installation& installation_;
    Status status_;
};

void write_json(const Context& context, const Status& status) {
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "status").member("daemon", status.daemon).key("directory").begin_object();
    writer.member("name", context.config().directory.name)
        .member("reachable", status.directory.has_value())
        .member("vendor", status.directory ? status.directory->vendor : "")
        .end_object()
        .key("sources")
        .begin_array();
    for (const SourceStatus& each : status.sources) {
        writer.begin_object().member("source", each.source->name).key("serves").begin_array();
        for (const std::string& code : each.source->serves) writer.value(code);
        writer.end_array()
            .member("state", each.state)
            .member("digest", each.last ? each.last->digest : "")
            .member("records", each.last ? each.last->records : std::uint64_t{0})
            .member("age", each.last ? each.last->age : "")
            .member("first_read", each.last ? each.last->first_read : "")
            .member("last_read", each.last ? each.last->last_read : "")
            .end_object();
    }
    writer.end_array().key("municipalities").begin_array();
    for (const MunicipalityStatus& each : status.municipalities) {
        writer.begin_object()
            .member("municipality", each.policy->code)
            .member("name", each.policy->name)
            .member("first_run_done", each.state && each.state->first_run_done)
            .member("last_run", each.state ? each.state->last_run : "")
            .member("last_finished", each.state ? each.state->last_finished : "")
            .member("held", count_of(each, "held"))
            .member("failed", failed_in(each))
            .member("protected", static_cast<std::uint64_t>(each.withheld))
            .member("newly_protected", count_of(each, "withheld"))
            .member("frozen", count_of(each, "frozen"))
            .end_object();
    }
    writer.end_array().member("approvals", static_cast<std::uint64_t>(status.approvals)).end_object();
    context.json(text);
}

std::string state_word(const Texts& text, const std::string& state) {
    if (state == "fresh") return text(messages::STATE_FRESH);
    if (state == "late") return text(messages::STATE_LATE);
    return text(state == "stale" ? messages::STATE_STALE : messages::WORD_UNKNOWN);
}

void write_text(const Context& context, const Status& status) {
    const Texts& text = context.text();
    const auto or_never = [&](const std::string& time) { return time.empty() ? text(messages::WORD_NEVER) : time; };
    context.line(text(status.daemon ? messages::STATUS_DAEMON_UP : messages::STATUS_DAEMON_DOWN));
    const std::string vendor =
        status.directory && !status.directory->vendor.empty() ? status.directory->vendor : text(messages::WORD_UNKNOWN);
    context.line(text(status.directory ? messages::STATUS_DIRECTORY_UP : messages::STATUS_DIRECTORY_DOWN,
                      {{"name", context.config().directory.name}, {"vendor", vendor}}));
    if (status.directory_error) context.show(*status.directory_error);
    context.line(context.style()(Paint::bold, text(messages::STATUS_SOURCES)));
    Table sources{{text(messages::WORD_SOURCE), text(messages::WORD_STATE), text(messages::WORD_RECORDS),
                   text(messages::WORD_EXPORTED), text(messages::WORD_READ)}};
    for (const SourceStatus& each : status.sources) {
        sources.add({each.source->name, state_word(text, each.state),
                     each.last ? std::to_string(each.last->records) : "", each.last ? each.last->age : "",
                     or_never(each.last ? each.last->last_read : "")});
    }
    context.write(sources.text(context.style()));
    context.line(context.style()(Paint::bold, text(messages::STATUS_MUNICIPALITIES)));
    Table municipalities{{text(messages::WORD_MUNICIPALITY), text(messages::WORD_LAST_RUN), text(messages::WORD_HELD),
                          text(messages::WORD_FAILED), text(messages::WORD_FROZEN), text(messages::WORD_PROTECTED),
                          text(messages::WORD_WITHHELD)}};
    for (const MunicipalityStatus& each : status.municipalities) {
        municipalities.add({each.policy->code + " " + each.policy->name,
                            or_never(each.state ? each.state->last_finished : ""),
                            std::to_string(count_of(each, "held")), std::to_string(failed_in(each)),
                            std::to_string(count_of(each, "frozen")), std::to_string(each.withheld),
                            std::to_string(count_of(each, "withheld"))});
    }
    context.write(municipalities.text(context.style()));
    if (status.approvals > 0)
        context.line(text(messages::STATUS_APPROVALS, {{"count", std::to_string(status.approvals)}}));
}

}  // namespace

int status(Context& context) {
    run::Installation* installation = context.reading();
    if (installation == nullptr) return exit_failed;
    auto status = Collector{context, *installation}.collect();
    if (!status) return context.failed(status.error());
    if (context.arguments().json)
        write_json(context, *status);
    else
        write_text(context, *status);
    const bool stale =
        std::ranges::any_of(status->sources, [](const SourceStatus& each) { return each.state == "stale"; });
    const bool waiting = std::ranges::any_of(status->municipalities, [](const MunicipalityStatus& each) {
        return count_of(each, "held") + failed_in(each) + count_of(each, "withheld") + count_of(each, "frozen") > 0;
    });
    if (!status->directory) return exit_failed;
    return stale || waiting ? exit_waiting : exit_done;
}

}  // namespace samkat::cli
