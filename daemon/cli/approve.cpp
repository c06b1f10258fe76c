#include "daemon/run/approve.hpp"

#include <algorithm>
#include <set>

#include "daemon/base/text.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/plans.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/cli/who.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::cli {

namespace {

class DecisionCommand {
  public:
    DecisionCommand(Context& context, bool approve)
        : context_(context), arguments_(context.arguments()), approve_(approve) {}

    int run() {
        if (arguments_.subject.empty() && !arguments_.now) {
            return context_.misused(messages::OPTION_BAD, {{"command", arguments_.command}, {"option", "PLAN"}});
        }
        if (!context_.municipality_known() || !read_kind()) return exit_usage;
        if (!arguments_.person.empty() && !who_of(context_, arguments_.person)) return exit_usage;
        scope_.municipality = arguments_.municipality;
        if (context_.environment().inside != nullptr) return write();
        std::string content;
        if (auto file = plan_file(arguments_.subject)) {
            if (!*file) return context_.failed(file->error());
            content = std::move(**file);
        }
        if (const auto status = context_.forwarded(again(), content)) return *status;
        return write();
    }

  private:
    static constexpr std::string_view leave = "leave";
    static constexpr std::string_view unprotect = "unprotect";

    bool read_kind() {
        if (arguments_.only.empty()) return true;
        std::vector<std::string> names{std::string{leave}, std::string{unprotect}};
        scope_.leavers = arguments_.only == leave;
        scope_.unprotect = arguments_.only == unprotect;
        for (const ChangeKind kind : all_change_kinds) {
            names.emplace_back(name_of(kind));
            if (names.back() == arguments_.only) scope_.only = kind;
        }
        if (scope_.only || scope_.leavers || scope_.unprotect) return true;
        const std::string nearest = text::nearest(arguments_.only, names);
        context_.misused(nearest.empty() ? messages::CHOICE_UNKNOWN : messages::CHOICE_NEAREST,
                         {{"option", "--only"},
                          {"value", text::printable(arguments_.only)},
                          {"nearest", nearest},
                          {"choices", text::join(names, ", ")}});
        return false;
    }

    // Opens the installation's books: whom the text names is not asked for where nothing is written.
    Result<void> read_person(run::Installation& installation) {
        if (arguments_.person.empty()) return {};
        const run::Who who{arguments_.person, false};
        auto id = run::find_person(installation, who, context_.ports().clock->today(), nullptr);
        if (!id) return fail(id.error());
        scope_.person = id->value;
        return {};
    }

    // The command as it is sent to samkatd.
    std::vector<std::string> again() const {
        std::vector<std::string> args{arguments_.command};
        if (!arguments_.subject.empty()) args.push_back(arguments_.subject);
        if (arguments_.now) args.emplace_back("--now");
        if (arguments_.wait) args.emplace_back("--wait");
        if (!arguments_.municipality.empty()) args.insert(args.end(), {"--municipality", arguments_.municipality});
        if (!arguments_.only.empty()) args.insert(args.end(), {"--only", arguments_.only});
        if (!arguments_.person.empty()) args.insert(args.end(), {"--person", arguments_.person});
        return args;
    }

    int write() {
        Findings findings;
        auto installation = context_.writer().open(findings);
        context_.show(findings);
        if (!installation) return context_.failed(installation.error());
        if (auto found = read_person(**installation); !found) return context_.failed(found.error());
        auto plans = plans_named(context_, **installation, arguments_.subject);
        if (!plans) return context_.failed(plans.error());
        auto decided = run::decide(**installation, *plans, approve_, scope_, context_.environment().actor);
        if (!decided) return context_.failed(decided.error());
        if (*decided == 0) {
            context_.show(nothing_decided(*plans));
            return still_waits(*plans) ? exit_waiting : exit_done;
        }
        say(*decided);
        return approve_ ? follow(**installation, *plans) : exit_done;
    }

    bool still_waits(const std::vector<Plan>& plans) const {
        return approve_ && std::ranges::any_of(plans, [&](const Plan& plan) {
                   const bool wanted = scope_.municipality.empty() || plan.municipality == scope_.municipality;
                   return wanted && run::awaiting_decision(plan) > 0;
               });
    }

    // Why there was nothing to decide on: lifts wait for somebody who says whom they are about.
    Finding nothing_decided(const std::vector<Plan>& plans) const {
        std::size_t lifts = 0;
        for (const Plan& plan : plans) {
            if (!scope_.municipality.empty() && plan.municipality != scope_.municipality) continue;
            lifts += static_cast<std::size_t>(std::ranges::count_if(
                plan.changes, [](const Change& each) { return each.lifts && !each.held.empty() && !each.approved; }));
        }
        if (!approve_ || lifts == 0 || !scope_.person.empty()) return finding(run::messages::NOTHING_TO_APPROVE);
        return finding(run::messages::ONLY_LIFTS, {}, {{"count", std::to_string(lifts)}});
    }

    void say(std::size_t count) const {
        const TimePoint expires = context_.ports().clock->now() + context_.config().approval_expires;
        context_.line(context_.text()(approve_ ? messages::APPROVED : messages::REJECTED,
                                      {{"count", std::to_string(count)},
                                       {"actor", context_.environment().actor},
                                       {"expires", format_date(stockholm_date(expires))}}));
    }

    // Who makes the Changes, and when.
    int follow(run::Installation& installation, const std::vector<Plan>& plans) {
        std::set<std::string> codes;
        for (const Plan& plan : plans) {
            if (scope_.municipality.empty() || plan.municipality == scope_.municipality)
                codes.insert(plan.municipality);
        }
        if (arguments_.wait) return make(installation, {codes.begin(), codes.end()});
        bool somebody = false;
        for (const std::string& code : codes) somebody = context_.writer().wake(code);
        context_.line(context_.text()(somebody ? messages::APPLIED_BY_DAEMON : messages::APPLIED_BY_NOBODY));
        return exit_done;
    }

    int make(run::Installation& installation, std::vector<std::string> codes) {
        const Progress progress{context_.err(), context_.environment().err_is_terminal,
                                context_.text()(messages::READING)};
        run::RunOptions options;
        options.municipalities = std::move(codes);
        options.trigger = "command";
        options.actor = context_.environment().actor;
        options.stop = context_.writer().stop();
        auto report = run::run_now(installation, options);
        return report ? tell(context_, *report) : context_.failed(report.error());
    }

    Context& context_;
    const Arguments& arguments_;
    bool approve_;
    run::DecisionScope scope_;
};

}  // namespace

int approve(Context& context) {
    return DecisionCommand{context, true}.run();
}
int reject(Context& context) {
    return DecisionCommand{context, false}.run();
}

}  // namespace samkat::cli
