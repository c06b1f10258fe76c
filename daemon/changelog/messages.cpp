#include "daemon/changelog/messages.hpp"

namespace samkat::changelog_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/changelog/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::changelog_messages
