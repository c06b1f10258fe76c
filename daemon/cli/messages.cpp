#include "daemon/cli/messages.hpp"

namespace samkat::cli::messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/cli/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::cli::messages
