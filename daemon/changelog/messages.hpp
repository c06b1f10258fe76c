// The messages of changelog; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::changelog_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("LOG_", __VA_ARGS__)
#include "daemon/changelog/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::changelog_messages
