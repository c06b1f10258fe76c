#include "daemon/directory/messages.hpp"

namespace samkat::directory_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/directory/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::directory_messages
