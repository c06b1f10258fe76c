// Report: what a keeper tells of the program it keeps. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/base/file.hpp"
#include "daemon/cage/layers.hpp"

namespace samkat::sources {

class Report {
  public:
    // The reading end of the keeper's pipe.
    explicit Report(Fd pipe) : pipe_(std::move(pipe)) {}

    enum class Start : std::uint8_t { started, refused, failed, lost };
    // Waits until it is known whether the program has started; `lost`: the keeper said nothing within `limit`.
    Start wait_for_start(std::chrono::milliseconds limit);
    // errno of a start that failed.
    int reason() const { return reason_; }
    const cage::Layers& layers() const { return layers_; }
    // How the program ended, as of waitpid(); nothing if it did not by itself. The keeper must have ended.
    std::optional<int> status();

  private:
    bool take(std::chrono::milliseconds limit);
    std::optional<std::string> next_line(std::chrono::milliseconds limit);

    Fd pipe_;
    std::string pending_;
    cage::Layers layers_;
    int reason_ = 0;
};

}  // namespace samkat::sources
