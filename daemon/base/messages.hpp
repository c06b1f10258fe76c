// The messages of base; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::base_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("BASE_", __VA_ARGS__)
#include "daemon/base/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::base_messages
