// The messages of store; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::store_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("STORE_", __VA_ARGS__)
#include "daemon/store/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::store_messages
