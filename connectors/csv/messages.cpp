#include "connectors/csv/messages.hpp"

namespace samkat::csv_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "connectors/csv/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::csv_messages
