// Points: numbered places at which a run can be stopped dead. Every write, fsync and commit of change log and store and
// every operation to and answer from the directory has one before and one after it, counted in the order they are met.
//
// For tests alone: doubles around the real ports, linked into a program of their own
// (tests/support/points/program.cpp).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "daemon/run/ports.hpp"

namespace samkat::test {

// Counts, and does something at one number. Any thread.
class Points {
  public:
    // `act` is called at point number `stop_at`, from 1; 0: never.
    Points(std::uint64_t stop_at, std::function<void(std::uint64_t number, std::string_view name)> act);
    ~Points();
    void at(std::string_view name);
    std::uint64_t passed() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// `ports` with a point around everything that lasts. `points` must outlive what the ports give.
run::Ports with_points(run::Ports ports, Points& points);

}  // namespace samkat::test
