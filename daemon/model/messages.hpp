// The messages of model; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::model_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("MODEL_", __VA_ARGS__)
#include "daemon/model/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::model_messages
