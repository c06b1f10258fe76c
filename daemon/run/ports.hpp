// Ports: everything outside that a run touches, as functions that whoever starts it provides. The program gives the
// real ones (daemon/service/ports.cpp); tests put doubles around them that fail or stop at any point.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

#include "config/config.hpp"
#include "daemon/base/clock.hpp"
#include "daemon/changelog/log_file.hpp"
#include "daemon/directory/directory.hpp"
#include "daemon/model/policy.hpp"
#include "daemon/sources/sources.hpp"
#include "daemon/store/sqlite_store.hpp"

namespace samkat::run {

// All may be called from any thread, and from several at once.
struct Ports {
    const Clock* clock = nullptr;
    std::function<Result<std::unique_ptr<directory::Directory>>(const config::Config&)> open_directory;
    std::function<Result<sources::Delivery>(const SourcePolicy&, Date today, std::stop_token, sources::Sink&)>
        read_source;
    std::function<Result<std::unique_ptr<store::Store>>(const std::filesystem::path&, store::Mode, const Secret& key)>
        open_store = store::open_store;
    std::function<Result<std::unique_ptr<store::Store>>(const std::filesystem::path&, const Secret& key)> create_store =
        store::create_store;
    changelog::OpenLogFile open_log_file = changelog::open_posix_log_file;
};

}  // namespace samkat::run
