#include <algorithm>
#include <map>
#include <ostream>
#include <vector>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/follow.hpp"
#include "daemon/cli/log_sentence.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/who.hpp"

namespace samkat::cli {

namespace {

struct Filter {
    std::string person;
    std::string subject;  // of a DN
    std::string attribute;
    std::string run;
    std::string since;  // RFC 3339: compares as text

    bool passes(const Event& event) const {
        if (!person.empty() && event.person != person) return false;
        if (!subject.empty() && event.subject != subject) return false;
        if (!run.empty() && event.run != run) return false;
        if (event.time < since) return false;
        return attribute.empty() || touches(event);
    }

  private:
    bool touches(const Event& event) const {
        if (event.kind != event_kind::intent) return false;
        for (const Json& each : event.content["attributes"].as_array()) {
            if (same_name(each["name"].as_string(), attribute)) return true;
        }
        return false;
    }
};

// RFC 3339 for a duration back, a time, a Swedish civil date, or "today".
std::optional<std::string> since_of(const std::string& text, TimePoint now) {
    if (text.empty()) return "";
    if (const auto duration = parse_duration(text)) return format_time(now - *duration);
    if (const auto time = parse_time(text)) return format_time(*time);
    // The day in Swedish time begins at most two hours before midnight UTC.
    const std::optional<Date> date = text == "today" ? std::optional{stockholm_date(now)} : parse_date(text);
    if (!date) return std::nullopt;
    TimePoint start = std::chrono::sys_days{*date};
    for (const std::chrono::hours back : {std::chrono::hours{2}, std::chrono::hours{1}}) {
        if (stockholm_date(start - back) == *date) return format_time(start - back);
    }
    return format_time(start);
}

class LogCommand {
  public:
    LogCommand(Context& context, run::Installation& installation, run::ProtectedPersons guarded)
        : context_(context),
          installation_(installation),
          reader_(installation.reader()),
          hidden_(std::move(guarded)),
          sentences_(context.text(), context.config(), hidden_, context.reveal()) {}

    // A status if the filter cannot be made.
    std::optional<int> read_filter() {
        const Arguments& arguments = context_.arguments();
        const auto since = since_of(arguments.since, context_.ports().clock->now());
        if (!since) return context_.misused(messages::SINCE_BAD, {{"value", text::printable(arguments.since)}});
        filter_ = {"", "", arguments.attribute, arguments.run, *since};
        if (!arguments.dn.empty()) {
            const auto dn = Dn::parse(arguments.dn);
            if (!dn) return context_.misused(messages::OPTION_BAD, {{"command", "log"}, {"option", "--dn"}});
            filter_.subject = installation_.keys().subject_hash(*dn);
        }
        if (arguments.person.empty()) return std::nullopt;
        const auto who = who_of(context_, arguments.person);
        if (!who) return exit_usage;
        auto id = run::find_person(installation_, *who, context_.ports().clock->today(), nullptr);
        if (!id) return context_.failed(id.error());
        filter_.person = id->value;
        return std::nullopt;
    }

    // Shows what has come since the last call, in the order of time over all chains.
    Result<void> show() {
        auto found = find();
        if (!found) return fail(found.error());
        for (auto first = found->begin(); first != found->end();) {
            // As many of one chain as follow one another are read in one go.
            auto last = first;
            while (last + 1 != found->end() && last[1].chain == first->chain) ++last;
            if (auto shown = show(*first, *last); !shown) return shown;
            first = last + 1;
        }
        context_.out() << std::flush;
        return {};
    }

    const std::string& person() const { return filter_.person; }

  private:
    struct Found {
        std::string time;
        std::string chain;
        std::uint64_t seq;
        auto operator<=>(const Found&) const = default;
    };

    // Where the events are: their contents are too many to keep.
    Result<std::vector<Found>> find() {
        auto chains = reader_.chains();
        if (!chains) return fail(chains.error());
        std::vector<Found> found;
        const std::string& only = context_.arguments().municipality;
        for (const std::string& chain : *chains) {
            if (!only.empty() && chain != only) continue;
            std::uint64_t& next = next_[chain];
            auto read = reader_.read(chain, std::max<std::uint64_t>(next, 1), [&](const Event& event) -> Result<bool> {
                next = event.seq + 1;
                if (filter_.passes(event)) found.push_back({event.time, chain, event.seq});
                return true;
            });
            if (!read) return fail(read.error());
        }
        std::ranges::sort(found);
        return found;
    }

    Result<void> show(const Found& first, const Found& last) {
        return reader_.read(first.chain, first.seq, [&](const Event& event) -> Result<bool> {
            if (event.seq <= last.seq && filter_.passes(event)) write(event);
            return event.seq < last.seq;
        });
    }

    void write(const Event& event) {
        if (context_.arguments().json)
            context_.json(event_json(event, context_.reveal(), hidden_));
        else
            context_.line(sentences_.line(event, context_.style()));
    }

    Context& context_;
    run::Installation& installation_;
    changelog::LogReader reader_;
    HiddenEvents hidden_;
    Sentences sentences_;
    Filter filter_;
    std::map<std::string, std::uint64_t> next_;
};

}  // namespace

int log(Context& context) {
    if (!context.municipality_known()) return exit_usage;
    run::Installation* installation = context.reading();
    if (installation == nullptr) return exit_failed;
    auto guarded = run::protected_persons(*installation);
    if (!guarded) return context.failed(guarded.error());
    LogCommand command{context, *installation, std::move(*guarded)};
    if (const auto status = command.read_filter()) return *status;
    if (!context.note_reveal(command.person())) return exit_failed;
    if (auto shown = command.show(); !shown) return context.failed(shown.error());
    if (!context.arguments().follow) return exit_done;
    auto followed =
        follow(run::log_directory(context.config()), context.environment().stop, [&] { return command.show(); });
    return followed ? exit_done : context.failed(followed.error());
}

}  // namespace samkat::cli
