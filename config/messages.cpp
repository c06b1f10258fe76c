#include "config/messages.hpp"

namespace samkat::config_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "config/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::config_messages
