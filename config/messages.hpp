// The messages of config; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::config_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("CONFIG_", __VA_ARGS__)
#include "config/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::config_messages
