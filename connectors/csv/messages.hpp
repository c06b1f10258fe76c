// The messages of the csv connector; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::csv_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("CSV_", __VA_ARGS__)
#include "connectors/csv/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::csv_messages
