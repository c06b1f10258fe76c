#include "daemon/sources/messages.hpp"

namespace samkat::sources_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/sources/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::sources_messages
