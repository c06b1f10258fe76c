// The messages of directory; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::directory_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("DIRECTORY_", __VA_ARGS__)
#include "daemon/directory/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::directory_messages
