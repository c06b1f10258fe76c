#include <algorithm>

#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"

namespace samkat::cli {

namespace {

class Verification {
  public:
    Verification(Context& context, run::Installation& installation)
        : context_(context), installation_(installation), reader_(installation.reader()) {
        if (auto cursors = installation.store().cursors()) cursors_ = std::move(*cursors);
    }

    int run() {
        auto chains = reader_.chains();
        if (!chains) return context_.failed(chains.error());
        const std::string& only = context_.arguments().municipality;
        begin_json(writer_, "log-verify").key("chains").begin_array();
        for (const std::string& chain : *chains) {
            if (only.empty() || chain == only) check(chain);
        }
        // A chain that is gone altogether is short too.
        for (const auto& [chain, cursor] : cursors_) {
            const bool there = std::ranges::find(*chains, chain) != chains->end();
            if (!there && (only.empty() || chain == only)) check(chain);
        }
        writer_.end_array().member("ok", ok_).end_object();
        if (context_.arguments().json) context_.json(text_);
        if (!ok_) return exit_failed;
        return installation_.store().state() == store::State::missing && !chains->empty() ? exit_waiting : exit_done;
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
        const bool whole = ends_where_seen(chain, verified->lines);
        writer_.member("lines", verified->lines)
            .member("last_hash", verified->last_hash)
            .member("erased", verified->unopened)
            .member("unfinished", verified->unfinished)
            .member("whole", whole)
            .end_object();
        if (whole && !context_.arguments().json) say(chain, *verified);
    }

    // Nobody can tell from a chain alone that its end is missing: the store has seen how far it went.
    bool ends_where_seen(const std::string& chain, std::uint64_t lines) {
        const auto cursor = cursors_.find(chain);
        if (cursor == cursors_.end() || cursor->second.seq <= lines) return true;
        broken(finding(
            messages::CHAIN_SHORT, {},
            {{"chain", name_of(chain)}, {"seq", std::to_string(lines)}, {"seen", std::to_string(cursor->second.seq)}}));
        return false;
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
    std::map<std::string, store::Cursor, std::less<>> cursors_;
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
