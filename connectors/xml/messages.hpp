// The messages of the xml connector; see messages.def.
#pragma once

#include "daemon/base/message_table.hpp"

namespace samkat::xml_messages {
#define MESSAGE(...) SAMKAT_MESSAGE_CONSTANT("XML_", __VA_ARGS__)
#include "connectors/xml/messages.def"
#undef MESSAGE

MessageTable all();
}  // namespace samkat::xml_messages
