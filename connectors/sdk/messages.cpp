#include "connectors/sdk/messages.hpp"

namespace samkat::sdk_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "connectors/sdk/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::sdk_messages
