#include "daemon/store/messages.hpp"

namespace samkat::store_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/store/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::store_messages
