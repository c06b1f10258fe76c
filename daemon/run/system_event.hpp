// An event of the system's own, which nobody asked for.
#pragma once

#include "daemon/changelog/log.hpp"

namespace samkat::run {

inline changelog::Draft system_event(std::string_view kind) {
    changelog::Draft draft;
    draft.actor = "samkat";
    draft.kind = kind;
    return draft;
}

}  // namespace samkat::run
