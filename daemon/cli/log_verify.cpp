#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/run/wholeness.hpp"

namespace samkat::cli {

namespace {

class Verification {
  public:
    Verification(Context& context, run::Installation& installation)
        : context_(context), installation_(installation), reader_(installation.reader()) {}

    int run() {
        auto chains = reader_.chains();
        if (!chains) return context_.failed(chains.error());
        const std::string& only = context_.arguments().municipality;
        begin_json(writer_, "log-verify").key("chains").begin_array();
        for (const std::string& chain : *chains) {
            if (only.empty() || chain == only) check(chain);
        }
        writer_.end_array().key("faults").begin_array();
        for (const Finding& fault : installation_.faults()) {
            broken(fault);
            writer_.value(fault.id);
        }
        writer_.end_array().key("losses").begin_array();
        const bool lost = say_losses();
        writer_.end_array().member("ok", ok_).end_object();
        if (context_.arguments().json) context_.json(text_);
        if (!ok_) return exit_failed;
        const bool no_store = installation_.store().state() == store::State::missing && !chains->empty();
        return lost || no_store ? exit_waiting : exit_done;
    }

  private:
    std::string name_of(const std::string& chain) const {
        return chain.empty() ? context_.text()(messages::CHAIN_SYSTEM) : chain;
    }

    void check(const std::string& chain) {
        const auto verified = reader_.verify(chain);
        writer_.begin_object().member("municipality", chain);
        if (!verified) {
            broken(finding(messages::CHAIN_BROKEN, {}, {{"chain", name_of(chain)}}));
            context_.show(verified.error());
            writer_.member("lines", 0)
                .member("last_hash", "")
                .member("erased", 0)
                .member("unfinished", 0)
                .member("whole", false)
                .end_object();
            return;
        }
        writer_.member("lines", verified->lines)
            .member("last_hash", verified->last_hash)
            .member("erased", verified->unopened)
            .member("unfinished", verified->unfinished)
            .member("whole", true)
            .end_object();
        if (!context_.arguments().json) say(chain, *verified);
    }

    // What somebody has accepted is told for good. True if there is anything.
    bool say_losses() {
        const auto noted = run::accepted_losses(reader_);
        if (!noted) return false;  // the system's chain has been told of
        for (const run::NotedLoss& each : *noted) {
            const samkat::Arguments values{
                {"time", each.time}, {"actor", each.actor}, {"reason", each.accepted.reason}};
            if (each.accepted.losses.empty()) context_.show(finding(messages::VERIFY_LOSS_UNKNOWN, {}, values));
            if (each.accepted.losses.empty()) write_loss(each, {});
            for (const run::Loss& loss : each.accepted.losses) {
                samkat::Arguments more = values;
                more.insert(more.end(), {{"chain", name_of(loss.chain)},
                                         {"from", std::to_string(loss.from)},
                                         {"to", std::to_string(loss.to)}});
                context_.show(finding(messages::VERIFY_LOSS, {}, more));
                write_loss(each, loss);
            }
        }
        return !noted->empty();
    }

    void write_loss(const run::NotedLoss& noted, const run::Loss& loss) {
        writer_.begin_object()
            .member("time", noted.time)
            .member("actor", noted.actor)
            .member("reason", noted.accepted.reason)
            .member("municipality", loss.chain)
            .member("from", loss.from)
            .member("to", loss.to)
            .end_object();
    }

    void broken(const Finding& finding) {
        ok_ = false;
        context_.show(finding);
    }

    void say(const std::string& chain, const changelog::Verified& verified) const {
        const samkat::Arguments values{{"chain", name_of(chain)},
                                       {"lines", std::to_string(verified.lines)},
                                       {"hash", verified.last_hash},
                                       {"count", std::to_string(verified.unopened)}};
        context_.line(context_.text()(messages::VERIFY_FINE, values));
        if (verified.unopened > 0) context_.line(context_.text()(messages::VERIFY_ERASED, values));
        if (verified.unfinished > 0) context_.line(context_.text()(messages::VERIFY_UNFINISHED, values));
    }

    Context& context_;
    run::Installation& installation_;
    changelog::LogReader reader_;
    bool ok_ = true;
    std::string text_;
    JsonWriter writer_{text_};
};

}  // namespace

int log_verify(Context& context) {
    if (!context.municipality_known()) return exit_usage;
    Findings findings;
    auto installation = run::Installation::open_for_verifying(context.config(), context.ports(), findings);
    context.show(findings);
    return installation ? Verification{context, **installation}.run() : context.failed(installation.error());
}

}  // namespace samkat::cli
