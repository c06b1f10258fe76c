#include "daemon/run/messages.hpp"

namespace samkat::run::messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/run/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::run::messages
