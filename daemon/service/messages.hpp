// The messages of service; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::service::messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("SERVICE_", __VA_ARGS__)
#include "daemon/service/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::service::messages
