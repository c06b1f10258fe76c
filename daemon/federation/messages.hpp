// The messages of federation; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::federation_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("FEDERATION_", __VA_ARGS__)
#include "daemon/federation/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::federation_messages
