#include "daemon/run/planning.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "daemon/base/text.hpp"
#include "daemon/engine/groups.hpp"
#include "daemon/engine/guard.hpp"
#include "daemon/engine/planner.hpp"
#include "daemon/run/approve.hpp"
#include "daemon/run/directory_names.hpp"
#include "daemon/run/exposure.hpp"
#include "daemon/run/found.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/sightings.hpp"

namespace samkat::run {

namespace {

using SourceNames = std::set<std::string, std::less<>>;

SourceNames names_of(const std::vector<Reading>& readings, bool (*test)(const Reading&)) {
    SourceNames names;
    for (const Reading& reading : readings) {
        if (test(reading)) names.insert(reading.source->name);
    }
    return names;
}

bool serves(const SourcePolicy& source, const std::string& code) {
    return std::ranges::find(source.serves, code) != source.serves.end();
}

bool is_questioned(const Plan& plan, const std::string& source) {
    return std::ranges::any_of(
        plan.held, [&](const Hold& hold) { return std::ranges::find(hold.sources, source) != hold.sources.end(); });
}

// The whole work of one make_plans().
class Planning {
  public:
    Planning(Installation& installation, const std::vector<Reading>& readings, Date as_of)
        : installation_(installation),
          readings_(readings),
          as_of_(as_of),
          now_(format_time(installation.ports().clock->now())),
          failed_(names_of(readings, [](const Reading& each) { return each.failed; })),
          silent_(names_of(readings, [](const Reading& each) { return each.silent(); })) {}

    Result<Planned> run(std::span<const std::string> wanted) {
        auto past = load_past(installation_.store(), *installation_.ports().clock);
        if (!past) return fail(past.error());
        past_ = std::move(*past);
        auto approvals = approvals_in_force(installation_);
        if (!approvals) return fail(approvals.error());
        past_.approvals = std::move(*approvals);
        identify();
        for (const MunicipalityPolicy& policy : config().municipalities) stand(policy);
        auto directory = installation_.ports().open_directory(config());
        if (!directory) return fail(directory.error());
        auto names = mint(**directory);
        if (!names) return fail(names.error());
        planned_.findings.add(names->minted.findings);
        for (const Standing& standing : standings_) {
            if (!wanted.empty() && std::ranges::find(wanted, standing.policy->code) == wanted.end()) continue;
            auto plan = plan_one(standing, *names, **directory);
            if (plan)
                planned_.plans.push_back(std::move(*plan));
            else
                planned_.failed.push_back(plan.error());
        }
        return std::move(planned_);
    }

  private:
    // A municipality, and which accounts it should have.
    struct Standing {
        const MunicipalityPolicy* policy;
        std::vector<KnownAccount> known;
        std::vector<engine::DesiredAccount> accounts;
    };

    const config::Config& config() const { return installation_.config(); }

    void identify() {
        std::vector<const engine::Drafts*> drafts;
        for (const Reading& reading : readings_) {
            if (!reading.failed) drafts.push_back(&reading.drafts);
        }
        planned_.identified = engine::identify(drafts, past_.persons, installation_.hash(), doubted());
        engine::settle_teaching_groups(planned_.identified.world);
    }

    // Sources that left people out, or may have: who is described by them is not learnt anew.
    SourceNames doubted() const {
        SourceNames names = failed_;
        names.insert(silent_.begin(), silent_.end());
        for (const MunicipalityPolicy& policy : config().municipalities) {
            for (const Reading& reading : readings_) {
                if (reading.failed || !serves(*reading.source, policy.code)) continue;
                const engine::SourceCount count = count_of(policy, reading);
                if (engine::is_empty(count) || engine::has_shrunk(count, policy.guard) || !count.older_than.empty())
                    names.insert(count.source);
            }
        }
        return names;
    }

    engine::SourceCount count_of(const MunicipalityPolicy& policy, const Reading& reading) const {
        const auto earlier = deliveries_of(policy.code, reading.source->name);
        engine::SourceCount count{reading.source->name, reading.records};
        count.strangers_before = earlier.empty() ? 0 : earlier.front().strangers;
        const TimePoint now = installation_.ports().clock->now();
        count.daily = !earlier.empty() && earlier.front().first_read > format_time(now - engine::new_last_night);
        const engine::DeliveryPast past{earlier, format_time(now - policy.guard.old_delivery)};
        engine::compare_records(count, past, format_time(now - engine::right_before_a_week));
        engine::judge_content(count, reading.digest, reading.age ? format_time(*reading.age) : "", past);
        return count;
    }

    void stand(const MunicipalityPolicy& policy) {
        Standing& each = standings_.emplace_back();
        each.policy = &policy;
        for (const KnownAccount& account : past_.accounts) {
            if (account.id.municipality == policy.code) each.known.push_back(account);
        }
        live(each);
    }

    void live(Standing& each) const {
        const MunicipalityPolicy& policy = *each.policy;
        // A source of another municipality that cannot be believed leaves this one's people as they would be.
        const SourceNames failed = of_municipality(failed_, policy), silent = of_municipality(silent_, policy);
        each.accounts =
            engine::lifecycle({policy, as_of_, planned_.identified.world, each.known, past_.persons, failed, silent});
    }
    SourceNames of_municipality(const SourceNames& names, const MunicipalityPolicy& policy) const {
        SourceNames result;
        for (const SourcePolicy& source : config().sources) {
            if (names.contains(source.name) && serves(source, policy.code)) result.insert(source.name);
        }
        return result;
    }

    Result<FreeNames> mint(directory::Directory& directory) {
        std::vector<engine::NamesInput> inputs;
        for (const Standing& each : standings_) inputs.push_back({each.policy, &each.accounts});
        return mint_free_names(installation_, directory, inputs, planned_.identified.world);
    }

    const MunicipalityState* state_of(const std::string& code) const {
        const auto found = std::ranges::find(past_.municipalities, code, &MunicipalityState::code);
        return found == past_.municipalities.end() ? nullptr : &*found;
    }
    // Those of the source that nobody questioned, the latest first.
    std::span<const Delivery> deliveries_of(const std::string& code, const std::string& source) const {
        const auto key = [](const Delivery& each) { return std::tie(each.municipality, each.source); };
        const auto found = std::ranges::equal_range(past_.deliveries, std::tie(code, source), {}, key);
        return {found.begin(), found.end()};
    }

    static std::vector<PastChange> of_municipality(const std::vector<PastChange>& all, const std::string& code) {
        std::vector<PastChange> changes;
        std::ranges::copy_if(all, std::back_inserter(changes),
                             [&](const PastChange& each) { return each.municipality == code; });
        return changes;
    }

    Result<MunicipalityPlan> plan_one(const Standing& standing, const FreeNames& names,
                                      directory::Directory& directory) {
        const MunicipalityPolicy& policy = *standing.policy;
        MunicipalityPlan result;
        result.policy = &policy;
        const MunicipalityState* state = state_of(policy.code);
        const std::string& digest = config().municipality_digests.at(policy.code);
        result.first_run = state == nullptr || !state->first_run_done;
        result.config_changed = !result.first_run && state->municipality_config_digest != digest;
        if (state != nullptr) result.config_accepted = state->municipality_config_digest;
        std::vector<engine::SourceCount> counts;
        // Only what a settled run has seen before is old: the rest of a run that was held or stopped is still data.
        bool same_data = add_sources(policy, result, counts) && state != nullptr && state->settled &&
                         state->as_of == format_date(as_of_);
        auto made = make_plan(standing, names, directory, counts, same_data, result);
        // What nobody knew to be there is planned with as soon as it is known.
        if (made && !result.found.empty()) {
            Standing renewed{&policy, standing.known, {}};
            renewed.known.insert(renewed.known.end(), result.found.begin(), result.found.end());
            live(renewed);
            made = make_plan(renewed, names, directory, counts, same_data, result);
        }
        if (!made) return fail(made.error());
        auto stood = exposures(installation_, *made);
        if (!stood) return fail(stood.error());
        std::ranges::move(*stood, std::back_inserter(made->findings));
        tell_found(result.found, *made);
        fill(result, std::move(*made), config().decision_digests.at(policy.code));
        return result;
    }

    static void tell_found(const std::vector<KnownAccount>& found, Plan& plan) {
        for (const KnownAccount& account : found)
            plan.findings.push_back(finding(messages::ACCOUNT_FOUND, {account.dn, 0, 0, ""}));
    }

    // One pass over the directory. What it recognises is added to result.found.
    Result<Plan> make_plan(const Standing& standing, const FreeNames& names, directory::Directory& directory,
                           const std::vector<engine::SourceCount>& counts, bool same_data, MunicipalityPlan& result) {
        const MunicipalityPolicy& policy = *standing.policy;
        const MunicipalityState* state = state_of(policy.code);
        const std::vector<PastChange> past = of_municipality(past_.changes, policy.code),
                                      answered = of_municipality(past_.answered, policy.code);
        const Date last_as_of = state == nullptr ? Date{} : parse_date(state->as_of).value_or(Date{});
        // A plan for another day is asked for, and no clock's doing.
        const bool is_today = as_of_ == installation_.ports().clock->today();
        result.last_as_of = last_as_of;
        result.clock_doubted = is_today && engine::is_clock_doubtful(last_as_of, as_of_, policy.guard);
        const engine::PlanInput input{policy,
                                      as_of_,
                                      planned_.identified.world,
                                      standing.accounts,
                                      names.minted.by_account,
                                      planned_.identified.identities,
                                      past_.persons,
                                      counts,
                                      past_.approvals,
                                      now_,
                                      installation_.hash(),
                                      result.first_run,
                                      result.config_changed,
                                      same_data && !result.first_run && !result.config_changed,
                                      result.plan.complete,
                                      past_.accounts,
                                      past_.open_intents,
                                      past_.failures,
                                      issued_in(installation_.store()),
                                      past,
                                      answered,
                                      last_as_of,
                                      result.clock_doubted};
        engine::Planner planner{input};
        // pwdAccountLockedTime is operational: it comes only when it is asked for.
        auto searched =
            directory.search({policy.base, directory::Scope::subtree, "(objectClass=*)", {"*", "pwdAccountLockedTime"}},
                             [&](Entry&& entry) { planner.entry(std::move(entry)); });
        if (!searched) return fail(searched.error());
        if (auto looked = look_elsewhere(directory, policy, planner.sighting()); !looked) return fail(looked.error());
        show_own(names, policy, planner.sighting());
        Plan plan = planner.finish();
        const auto recognised = planner.recognised();
        result.found.insert(result.found.end(), recognised.begin(), recognised.end());
        return plan;
    }

    // What the search for names has found of accounts that nobody knew to have an entry.
    static void show_own(const FreeNames& names, const MunicipalityPolicy& policy, engine::Sighting& sighting) {
        for (const Entry& entry : names.own) {
            if (parse_account_id(entry.value("samkatAccountId")).municipality == policy.code) sighting.elsewhere(entry);
        }
    }

    // True if every source of the municipality delivered what it delivered last time.
    bool add_sources(const MunicipalityPolicy& policy, MunicipalityPlan& result,
                     std::vector<engine::SourceCount>& counts) const {
        bool same = true;
        for (const Reading& reading : readings_) {
            const SourcePolicy& source = *reading.source;
            if (!serves(source, policy.code)) continue;
            if (reading.failed) {
                result.plan.complete = false;
                result.plan.failed_sources.push_back(source.name);
                same = false;
                continue;
            }
            const auto earlier = deliveries_of(policy.code, source.name);
            same = same && !earlier.empty() && earlier.front().digest == reading.digest;
            counts.push_back(count_of(policy, reading));
            const auto strangers = planned_.identified.world.strangers.find(source.name);
            result.plan.sources.push_back(
                {source.name, reading.digest, reading.records, reading.age ? format_time(*reading.age) : "",
                 strangers == planned_.identified.world.strangers.end() ? 0 : strangers->second});
        }
        return same;
    }

    void fill(MunicipalityPlan& result, Plan plan, const std::string& digest) const {
        plan.complete = result.plan.complete;
        plan.failed_sources = std::move(result.plan.failed_sources);
        plan.sources = std::move(result.plan.sources);
        std::ranges::sort(plan.sources, {}, &PlanSource::source);
        std::ranges::sort(plan.failed_sources);
        plan.created = now_;
        plan.directory = config().directory.name;
        plan.config_digest = digest;
        add_source_findings(*result.policy, plan);
        result.accepted = accepted_sources(plan);
        plan.id = plan_id(plan);
        result.plan = std::move(plan);
    }

    void add_source_findings(const MunicipalityPolicy& policy, Plan& plan) const {
        std::set<std::string_view> places;
        for (const Reading& reading : readings_) {
            if (!serves(*reading.source, policy.code)) continue;
            plan.findings.insert(plan.findings.end(), reading.findings.list().begin(), reading.findings.list().end());
            if (reading.failed)
                plan.findings.push_back(finding(messages::SOURCE_FAILED, {reading.source->name, 0, 0, ""}));
            places.insert(reading.drafts.places.begin(), reading.drafts.places.end());
        }
        for (const Finding& each : planned_.identified.world.findings.list()) {
            if (places.contains(each.where.place)) plan.findings.push_back(each);
        }
        std::ranges::stable_sort(plan.findings, [](const Finding& a, const Finding& b) {
            return std::tie(a.severity, a.id, a.where.place, a.where.line) <
                   std::tie(b.severity, b.id, b.where.place, b.where.line);
        });
    }

    Installation& installation_;
    const std::vector<Reading>& readings_;
    Date as_of_;
    std::string now_;
    SourceNames failed_, silent_;
    Past past_;
    std::vector<Standing> standings_;
    Planned planned_;
};

}  // namespace

std::vector<PlanSource> accepted_sources(const Plan& plan) {
    std::vector<PlanSource> accepted;
    for (const PlanSource& source : plan.sources) {
        if (!is_questioned(plan, source.source)) accepted.push_back(source);
    }
    return accepted;
}

namespace {

// All of whose accounts were made after `since`.
void mark_newcomers(Past& past, const std::string& since) {
    std::set<std::string_view> made;
    for (const PastChange& each : past.changes) {
        if (each.effect == Effect::create && each.time >= since) made.insert(each.account);
    }
    if (made.empty()) return;
    std::map<std::string_view, bool> only_new;  // by PersonId
    for (const KnownAccount& each : past.accounts) {
        const bool is_new = made.contains(each.id.text());
        const auto [found, first] = only_new.emplace(each.id.person.value, is_new);
        found->second = found->second && is_new;
    }
    for (KnownPerson& each : past.persons) {
        const auto found = only_new.find(each.id.value);
        each.newcomer = found != only_new.end() && found->second;
    }
}

}  // namespace

Result<Past> load_past(store::Store& store, const Clock& clock) {
    Past past;
    const auto take = [](auto&& result, auto& into) -> Result<void> {
        if (!result) return fail(result.error());
        into = std::move(*result);
        return {};
    };
    Result<void> done = take(store.persons(), past.persons);
    if (done) done = take(store.accounts(), past.accounts);
    if (done) done = take(store.approvals(format_time(clock.now())), past.approvals);
    if (done) done = take(store.open_intents(), past.open_intents);
    if (done) done = take(store.failures(), past.failures);
    if (done) done = take(store.deliveries(), past.deliveries);
    if (done) done = take(store.municipalities(), past.municipalities);
    if (done) done = take(store.past_changes(), past.changes);
    if (!done) return fail(done.error());
    const std::string since = format_time(clock.now() - std::chrono::days{past_days});
    std::erase_if(past.changes, [&](const PastChange& each) { return each.time < since; });
    mark_newcomers(past, format_time(clock.now() - std::chrono::days{newcomer_days}));
    // What somebody approved counts in no limit.
    const auto answered =
        std::ranges::stable_partition(past.changes, [](const PastChange& each) { return !each.approved; });
    past.answered.assign(answered.begin(), answered.end());
    past.changes.erase(answered.begin(), answered.end());
    return past;
}

Result<Planned> make_plans(Installation& installation, const std::vector<Reading>& readings, Date as_of,
                           std::span<const std::string> municipalities) {
    return Planning{installation, readings, as_of}.run(municipalities);
}

}  // namespace samkat::run
