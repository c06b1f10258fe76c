#include <algorithm>
#include <array>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/plan_text.hpp"
#include "daemon/cli/plans.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/cli/table.hpp"
#include "daemon/cli/timings.hpp"
#include "daemon/directory/ldif_directory.hpp"
#include "daemon/run/approve.hpp"

namespace samkat::cli {

namespace {

// Changes for samkat to make, now or when they are approved.
bool has_changes(const Plan& plan) {
    return !std::ranges::all_of(plan.changes, run::is_for_hands);
}

class PlanCommand {
  public:
    explicit PlanCommand(Context& context) : context_(context), arguments_(context.arguments()) {}

    int run() {
        if (!context_.load_config() || !try_other_config()) return exit_failed;
        if (!known_municipality()) return exit_usage;
        if (!read_day()) return exit_usage;
        run::Ports ports = context_.ports();
        if (!try_other_directory(ports)) return exit_failed;
        if (arguments_.timings) ports = timings_.watch(std::move(ports));
        Findings findings;
        auto installation = run::Installation::open_for_reading(*config_, ports, findings);
        context_.show(findings);
        if (!installation) return context_.failed(installation.error());
        auto planned = make(**installation);
        if (!planned) return context_.failed(planned.error());
        // A plan file holds civic numbers whole.
        const bool whole = arguments_.reveal || !arguments_.out.empty();
        if (whole && !context_.record_reveal("")) return exit_failed;
        return answer(**installation, *planned);
    }

  private:
    // The other configuration is tried on what there is: the state and keys of the one in force.
    bool try_other_config() {
        config_ = &context_.config();
        if (arguments_.config_try.empty()) return true;
        Findings findings;
        tried_ = context_.load_from(arguments_.config_try, findings);
        context_.show(findings);
        if (!tried_) return false;
        tried_->state_dir = context_.config().state_dir;
        tried_->key_dir = context_.config().key_dir;
        config_ = &*tried_;
        return true;
    }

    bool known_municipality() const {
        return config_->municipality(arguments_.municipality) != nullptr || context_.municipality_known();
    }

    bool read_day() {
        if (arguments_.as_of.empty()) return true;
        options_.as_of = parse_date(arguments_.as_of);
        if (options_.as_of) return true;
        context_.misused(messages::OPTION_BAD, {{"command", "plan"}, {"option", "--as-of"}});
        return false;
    }

    bool try_other_directory(run::Ports& ports) const {
        if (tried_) ports.read_source = context_.environment().ports(*tried_).read_source;
        if (arguments_.against.empty()) return true;
        const std::filesystem::path file = arguments_.against;
        if (auto content = directory::LdifDirectory::load(file); !content) {
            context_.failed(content.error());
            return false;
        }
        ports.open_directory = [file](const config::Config&) -> Result<std::unique_ptr<directory::Directory>> {
            auto content = directory::LdifDirectory::load(file);
            if (!content) return fail(content.error());
            return std::unique_ptr<directory::Directory>{std::move(*content)};
        };
        return true;
    }

    Result<run::Planned> make(run::Installation& installation) {
        const Progress progress{context_.err(), context_.environment().err_is_terminal,
                                context_.text()(messages::READING)};
        if (!arguments_.municipality.empty()) options_.municipalities = {arguments_.municipality};
        options_.stop = context_.environment().stop;
        timings_.start();
        auto planned = run::plan_now(installation, options_);
        timings_.finish();
        return planned;
    }

    int answer(const run::Installation& installation, const run::Planned& planned) {
        if (arguments_.timings) show_timings();
        for (const Finding& each : planned.findings.list()) context_.show(each);
        for (const Finding& each : planned.failed) context_.show(each);
        if (auto written = write_out(installation, planned); !written) return context_.failed(written.error());
        if (arguments_.json)
            context_.json(plans_json(planned, arguments_.reveal));
        else
            show(planned);
        return status(planned);
    }

    Result<void> write_out(const run::Installation& installation, const run::Planned& planned) const {
        if (arguments_.out.empty()) return {};
        std::vector<const Plan*> plans;
        for (const run::MunicipalityPlan& each : planned.plans) plans.push_back(&each.plan);
        return write_file(arguments_.out, plan_file_text(installation, plans), 0600);
    }

    void show_timings() const {
        if (arguments_.json) {
            context_.err() << timings_.json() << '\n';
            return;
        }
        const Texts& say = context_.text();
        const std::array names{say(messages::PHASE_READ), say(messages::PHASE_MAP), say(messages::PHASE_DIRECTORY_READ),
                               say(messages::PHASE_DIFF)};
        Table table{{say(messages::WORD_PHASE), "ms", "MiB"}};
        const auto phases = timings_.phases();
        for (std::size_t i = 0; i < phases.size(); ++i)
            table.add({names.at(i), std::to_string(phases[i].time.count()), std::to_string(phases[i].peak_kib / 1024)});
        context_.err() << table.text(Style{false});
    }

    void show(const run::Planned& planned) const {
        for (const run::MunicipalityPlan& each : planned.plans) {
            const PlanView view{
                each.policy->name,
                arguments_.all ? each.plan.changes.size() + each.plan.findings.size() * 4 : arguments_.limit,
                arguments_.reveal};
            context_.line(plan_text(each.plan, view, context_.text(), context_.style()));
        }
        if (!arguments_.out.empty()) context_.line(context_.text()(messages::PLAN_WRITTEN, {{"path", arguments_.out}}));
    }

    int status(const run::Planned& planned) const {
        const auto any = [&](auto test) {
            return std::ranges::any_of(planned.plans, [&](const auto& each) { return test(each.plan); });
        };
        if (!planned.failed.empty()) return exit_failed;
        const bool held = any([](const Plan& plan) { return run::awaiting_decision(plan) > 0; });
        const bool incomplete = any([](const Plan& plan) { return !plan.complete; });
        if (arguments_.detailed_exit_code) {
            if (incomplete) return exit_failed;
            return held ? exit_waiting : any(has_changes) ? exit_changes : exit_done;
        }
        return held || incomplete ? exit_waiting : exit_done;
    }

    Context& context_;
    const Arguments& arguments_;
    const config::Config* config_ = nullptr;
    std::optional<config::Config> tried_;
    run::RunOptions options_;
    Timings timings_;
};

}  // namespace

int plan(Context& context) {
    return PlanCommand{context}.run();
}

}  // namespace samkat::cli
