#include "daemon/cli/commands.hpp"
#include "daemon/model/event.hpp"

namespace samkat::cli {

int note_reveal(Context& context, const std::string& command, const std::string& person) {
    Findings findings;
    auto installation = context.writer().open(findings);
    if (!installation) return context.failed(installation.error());
    changelog::Draft draft;
    draft.actor = context.environment().actor;
    draft.kind = event_kind::reveal;
    draft.person = person == "-" ? "" : person;
    draft.sealed_by = key_name::system;
    JsonWriter{draft.content}.begin_object().member("command", command).end_object();
    auto recorded = (*installation)->record({std::move(draft)});
    return recorded ? exit_done : context.failed(recorded.error());
}

}  // namespace samkat::cli
