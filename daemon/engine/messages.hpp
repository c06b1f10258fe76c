// The messages of engine; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::engine::messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("ENGINE_", __VA_ARGS__)
#include "daemon/engine/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::engine::messages
