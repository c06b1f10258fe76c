#include "daemon/cli/commands.hpp"

namespace samkat::cli {

int version(Context& context) {
    if (!context.arguments().json) {
        context.line("samkat " SAMKAT_VERSION);
        return exit_done;
    }
    std::string text;
    JsonWriter writer{text};
    begin_json(writer, "version").member("version", SAMKAT_VERSION).end_object();
    context.json(text);
    return exit_done;
}

}  // namespace samkat::cli
