// The messages of protocol; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::protocol_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("PROTOCOL_", __VA_ARGS__)
#include "connectors/protocol/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::protocol_messages
