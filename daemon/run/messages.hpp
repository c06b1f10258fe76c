// The messages of run; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::run::messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("RUN_", __VA_ARGS__)
#include "daemon/run/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::run::messages
