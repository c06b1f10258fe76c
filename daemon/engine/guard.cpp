#include "daemon/engine/guard.hpp"

#include <algorithm>

#include "daemon/engine/guard/rules.hpp"
#include "daemon/engine/guard/structure.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/engine/withhold.hpp"

namespace samkat::engine {

namespace {

Hold hold_of(const Message& message, const Arguments& arguments) {
    // With what to do: a hold is read where there is no manual.
    const auto text = [&](std::string_view said, std::string_view advice) {
        return fill(said, arguments) + (advice.empty() ? "" : " " + fill(advice, arguments));
    };
    Hold hold{std::string{message.id}, "", {text(message.sv, message.advice_sv), text(message.en, message.advice_en)}};
    for (const auto& [name, value] : arguments) {
        if (name == "source" || name == "role") hold.about = value;
    }
    return hold;
}

// Lets `rules` speak in their order: what one holds, the later ones see. None holds what only withholds.
std::vector<Hold> speak(std::span<const guard::Rule> rules, const GuardInput& input, std::vector<Change>& changes) {
    std::vector<Hold> holds;
    guard::Facts facts = guard::gather(input, changes);
    for (const guard::Rule rule : rules) {
        for (guard::Verdict& verdict : rule(facts)) {
            std::size_t count = 0;
            bool waits = false;
            for (const std::size_t i : verdict.changes) {
                if (!changes[i].held.empty() || only_withholds(changes[i])) continue;
                changes[i].held = verdict.message->id;
                waits = waits || !facts.approved[i];
                ++count;
            }
            if (count == 0) continue;
            // What somebody approved is answered for.
            if (waits) facts.questioned.insert(verdict.sources.begin(), verdict.sources.end());
            verdict.arguments.emplace_back("count", std::to_string(count));
            verdict.arguments.emplace_back("municipality", input.policy.name);
            holds.push_back(hold_of(*verdict.message, verdict.arguments));
            holds.back().sources = std::move(verdict.sources);
        }
    }
    return holds;
}

std::size_t hold_all(std::vector<Change>& changes, const Message& message) {
    std::size_t count = 0;
    for (Change& change : changes) {
        if (!change.held.empty() || only_withholds(change)) continue;
        change.held = message.id;
        ++count;
    }
    return count;
}

bool waits(const Change& change) {
    return !change.held.empty() &&
           (!change.approved || change.held == guard_id::protected_person || change.held == guard_id::undecided);
}

// Changes are in an order where what is depended on comes first, so that one pass is enough.
void hold_dependents(std::vector<Change>& changes) {
    for (Change& change : changes) {
        if (!change.held.empty() || only_withholds(change)) continue;
        for (const std::uint32_t seq : change.depends_on) {
            // What is approved will be done, and what needs it can be.
            if (!waits(changes[seq - 1])) continue;
            change.held = changes[seq - 1].held;
            break;
        }
    }
}

// A container is there for what lies in it: where all of that waits, it does too.
void hold_containers(std::vector<Change>& changes) {
    std::vector<const Change*> first_held(changes.size(), nullptr);
    std::vector<bool> needed(changes.size(), false);
    // From the last: what lies below is held before what is above is looked at.
    for (std::size_t i = changes.size(); i-- > 0;) {
        Change& change = changes[i];
        const bool container = change.entry_class == EntryClass::container;
        if (container && change.held.empty() && !needed[i] && first_held[i] != nullptr)
            change.held = first_held[i]->held;
        for (const std::uint32_t seq : change.depends_on) {
            if (!waits(change))
                needed[seq - 1] = true;
            else
                first_held[seq - 1] = &change;
        }
    }
}

}  // namespace

void compare_records(SourceCount& count, const DeliveryPast& past, std::string_view week_ago) {
    if (past.earlier.empty()) return;
    count.records_before = past.earlier.front().records;
    for (const Delivery& each : past.earlier.subspan(1)) {
        if (each.last_read > week_ago && each.records > 0)
            count.records_before = std::min(count.records_before, each.records);
    }
}

void judge_content(SourceCount& count, const std::string& digest, const std::string& age, const DeliveryPast& past) {
    if (past.earlier.empty() || past.earlier.front().digest == digest) return;
    const auto is_same = [&](const Delivery& each) { return each.digest == digest; };
    count.to_and_fro = std::ranges::count_if(past.earlier.subspan(1), is_same) > 1;
    for (const Delivery& each : past.earlier.subspan(1)) {
        if (!is_same(each) || each.last_read >= past.old_before) continue;
        count.older_than = each.last_read;
        count.repeats = true;
        return;
    }
    const std::string& latest = past.earlier.front().age;
    if (!age.empty() && !latest.empty() && age < latest) count.older_than = age;
}

bool is_clock_doubtful(Date last, Date as_of, const GuardPolicy& policy) {
    if (!last.ok()) return false;
    const int days = days_between(last, as_of);
    return days < -1 || days > static_cast<int>(policy.clock_ahead_days);
}

bool is_empty(const SourceCount& source) {
    return source.records == 0 && source.records_before > 0;
}

bool has_shrunk(const SourceCount& source, const GuardPolicy& policy) {
    const std::uint64_t keeps = source.records_before * (1000 - std::min(1000u, policy.shrink_per_mille));
    return source.records_before >= policy.small_floor && source.records * 1000 < keeps;
}

std::vector<Hold> guard_accounts(const GuardInput& input, std::vector<Change>& changes) {
    return speak(guard::rules(), input, changes);
}

std::set<std::string> questioned_by(std::span<const Hold> holds, std::span<const Change> changes) {
    std::set<std::string_view> waiting;  // guards
    for (const Change& each : changes) {
        if (!each.held.empty() && !each.approved) waiting.insert(each.held);
    }
    std::set<std::string> sources;
    for (const Hold& each : holds) {
        if (waiting.contains(each.guard)) sources.insert(each.sources.begin(), each.sources.end());
    }
    return sources;
}

std::vector<Hold> guard_plan(const GuardInput& input, std::vector<Change>& changes) {
    std::vector<Hold> holds;
    const Message* whole = input.first_run && input.policy.guard.first_run            ? &messages::GUARD_FIRST_RUN
                           : input.config_changed && input.policy.guard.config_change ? &messages::GUARD_CONFIG_CHANGED
                                                                                      : nullptr;
    if (whole != nullptr) {
        const std::size_t count = hold_all(changes, *whole);
        if (count > 0)
            holds.push_back(hold_of(*whole, {{"municipality", input.policy.name}, {"count", std::to_string(count)}}));
    }
    if (whole == nullptr) holds = speak(guard::structure_rules(), input, changes);
    hold_dependents(changes);
    hold_containers(changes);
    return holds;
}

void apply_approvals(std::span<const Approval> approvals, std::string_view now, std::vector<Change>& changes) {
    std::set<std::pair<std::string_view, std::string_view>> valid;
    for (const Approval& each : approvals) {
        if (each.expires > now) valid.emplace(each.municipality, each.digest);
    }
    for (Change& change : changes) {
        change.approved =
            !change.held.empty() && !valid.empty() && valid.contains({change.municipality, change.digest()});
    }
}

}  // namespace samkat::engine
