// Turns a messages.def into constants. Included by each room's messages.hpp; daemon/base/messages.hpp and .cpp show
// how. Plain macros, because the .def files must read as tables.
#pragma once

#include "daemon/base/message.hpp"

// For use between the braces of the room's messages namespace, before including its messages.def.
#define SAMKAT_MESSAGE_CONSTANT(PREFIX, ID, SEVERITY, SV, EN, ADVICE_SV, ADVICE_EN) \
    inline constexpr ::samkat::Message ID{PREFIX #ID, ::samkat::Severity::SEVERITY, SV, EN, ADVICE_SV, ADVICE_EN};
