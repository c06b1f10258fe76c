#include "connectors/protocol/messages.hpp"

namespace samkat::protocol_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "connectors/protocol/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::protocol_messages
