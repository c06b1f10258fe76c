// The messages of the sdk: what any connector can find wrong with a file. See messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::sdk_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("SDK_", __VA_ARGS__)
#include "connectors/sdk/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::sdk_messages
