#include <algorithm>
#include <istream>
#include <ostream>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/plan_text.hpp"
#include "daemon/cli/plans.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/run/approve.hpp"

namespace samkat::cli {

namespace {

std::size_t to_do(const Plan& plan) {
    return static_cast<std::size_t>(std::ranges::count_if(plan.changes, run::is_let_through));
}

// The plans as the content of a plan file.
std::string file_of(const run::Installation& installation, const std::vector<Plan>& plans) {
    std::vector<const Plan*> all;
    for (const Plan& plan : plans) all.push_back(&plan);
    return plan_file_text(installation, all);
}

class Apply {
  public:
    explicit Apply(Context& context) : context_(context), arguments_(context.arguments()) {}

    int run() {
        if (!context_.municipality_known()) return exit_usage;
        if (context_.environment().inside != nullptr) return write(context_.environment().input);
        if (!arguments_.yes && !context_.environment().in_is_terminal) return context_.misused(messages::NEEDS_YES, {});
        std::string plans;
        if (auto content = plan_file(arguments_.subject)) {
            if (!*content) return context_.failed(content->error());
            plans = std::move(**content);
        } else if (!arguments_.subject.empty()) {
            return context_.failed(
                finding(messages::PLAN_NOT_FOUND, {}, {{"plan", text::printable(arguments_.subject)}}));
        }
        if (!arguments_.yes) {
            if (const auto status = confirm(plans)) return *status;
        }
        std::vector<std::string> args{"apply", "--yes"};
        if (!arguments_.municipality.empty()) args.insert(args.end(), {"--municipality", arguments_.municipality});
        if (const auto status = context_.forwarded(args, plans)) return *status;
        return write(plans);
    }

  private:
    Result<std::vector<Plan>> to_show(run::Installation& installation, const std::string& content) const {
        if (content.empty()) return plans_named(context_, installation, "");
        auto plans = read_plans(installation, content, arguments_.subject);
        if (!plans) return plans;
        if (auto renewed = run::renew_approvals(installation, *plans); !renewed) return fail(renewed.error());
        return plans;
    }

    // Shows the plans and asks. What is applied afterwards is what was shown: `plans` becomes their file, unless it is
    // one already. A status if nothing is to be done.
    std::optional<int> confirm(std::string& plans) {
        run::Installation* installation = context_.reading();
        if (installation == nullptr) return exit_failed;
        auto shown = to_show(*installation, plans);
        if (!shown) return context_.failed(shown.error());
        if (!context_.note_reveal("")) return exit_failed;
        std::size_t count = 0;
        for (const Plan& plan : *shown) {
            const MunicipalityPolicy* policy = context_.config().municipality(plan.municipality);
            const PlanView view{policy == nullptr ? plan.municipality : policy->name, arguments_.limit,
                                arguments_.reveal};
            context_.line(plan_text(plan, view, context_.text(), context_.style()));
            count += to_do(plan);
        }
        if (count == 0) return exit_done;
        context_.write(context_.text()(messages::APPLY_ASK, {{"count", std::to_string(count)}}));
        context_.out() << std::flush;
        std::string answer;
        std::getline(context_.environment().in, answer);
        answer = text::lower(text::trim(answer));
        if (answer != "j" && answer != "ja" && answer != "y" && answer != "yes") {
            context_.line(context_.text()(messages::APPLY_NOT_DONE));
            return exit_done;
        }
        if (plans.empty()) plans = file_of(*installation, *shown);
        return std::nullopt;
    }

    int write(const std::string& plans) {
        Findings findings;
        auto installation = context_.writer().open(findings);
        context_.show(findings);
        if (!installation) return context_.failed(installation.error());
        auto report = plans.empty() ? run_anew(**installation) : run_plans(**installation, plans);
        if (!report) return context_.failed(report.error());
        if (context_.writer().stop().stop_requested()) context_.line(context_.text()(messages::APPLY_STOPPED));
        return tell(context_, *report);
    }

    run::RunOptions options(Progress& progress) const {
        run::RunOptions options;
        options.trigger = "command";
        options.actor = context_.environment().actor;
        options.stop = context_.writer().stop();
        options.progress = [this, &progress](const std::string& municipality, std::size_t done, std::size_t of) {
            progress.say(context_.text()(
                messages::APPLY_PROGRESS,
                {{"municipality", municipality}, {"done", std::to_string(done)}, {"of", std::to_string(of)}}));
        };
        if (!arguments_.municipality.empty()) options.municipalities = {arguments_.municipality};
        return options;
    }

    Result<run::RunReport> run_anew(run::Installation& installation) const {
        Progress progress{context_.err(), context_.environment().err_is_terminal, context_.text()(messages::READING)};
        return run::run_now(installation, options(progress));
    }

    Result<run::RunReport> run_plans(run::Installation& installation, const std::string& content) const {
        auto plans = read_plans(installation, content, arguments_.subject);
        if (!plans) return fail(plans.error());
        const std::string& only = arguments_.municipality;
        if (!only.empty()) std::erase_if(*plans, [&](const Plan& plan) { return plan.municipality != only; });
        Progress progress{context_.err(), context_.environment().err_is_terminal, context_.text()(messages::READING)};
        return run::apply_plans(installation, std::move(*plans), options(progress));
    }

    Context& context_;
    const Arguments& arguments_;
};

}  // namespace

int apply(Context& context) {
    return Apply{context}.run();
}

}  // namespace samkat::cli
