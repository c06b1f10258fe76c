// The messages of sources; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::sources_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("SOURCES_", __VA_ARGS__)
#include "daemon/sources/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::sources_messages
