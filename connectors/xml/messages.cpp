#include "connectors/xml/messages.hpp"

namespace samkat::xml_messages {
MessageTable all() {
#define MESSAGE(ID, ...) &ID,
    static constexpr const Message* table[] = {
#include "connectors/xml/messages.def"
    };
#undef MESSAGE
    return table;
}
}  // namespace samkat::xml_messages
