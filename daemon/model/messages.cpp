#include "daemon/model/messages.hpp"

namespace samkat::model_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "daemon/model/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::model_messages
