#include "daemon/engine/messages.hpp"

namespace samkat::engine::messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/engine/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::engine::messages
