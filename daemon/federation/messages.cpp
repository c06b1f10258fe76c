#include "daemon/federation/messages.hpp"

namespace samkat::federation_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/federation/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::federation_messages
