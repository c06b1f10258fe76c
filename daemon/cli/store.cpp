#include "daemon/cli/commands.hpp"
#include "daemon/cli/messages.hpp"

namespace samkat::cli {

int store_rebuild(Context& context) {
    const std::string& reason = context.arguments().accept_loss;
    std::vector<std::string> command = {"store", "rebuild"};
    if (!reason.empty()) command.insert(command.end(), {"--accept-loss", reason});
    if (const auto status = context.forwarded(command)) return *status;
    Findings findings;
    auto digest = context.writer().rebuild_store({reason, context.environment().actor}, findings);
    context.show(findings);
    if (!digest) return context.failed(digest.error());
    if (!context.arguments().json) {
        context.line(context.text()(messages::STORE_REBUILT, {{"digest", *digest}}));
        return exit_done;
    }
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "store-rebuild").member("digest", *digest).end_object();
    context.json(text);
    return exit_done;
}

int store_digest(Context& context) {
    run::Installation* installation = context.reading();
    if (installation == nullptr) return exit_failed;
    const auto digest = installation->store().digest();
    if (!digest) return context.failed(digest.error());
    if (!context.arguments().json) {
        context.line(*digest);
        return exit_done;
    }
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "store-digest").member("digest", *digest).end_object();
    context.json(text);
    return exit_done;
}

}  // namespace samkat::cli
