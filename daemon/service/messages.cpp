#include "daemon/service/messages.hpp"

namespace samkat::service::messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/service/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::service::messages
