// The messages of cli; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::cli::messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("CLI_", __VA_ARGS__)
#include "daemon/cli/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::cli::messages
