// Queue: one plan on its way to the directory: which of its Changes are done, which are dropped, which come next.
#pragma once

#include <functional>
#include <vector>

#include "daemon/run/apply.hpp"

namespace samkat::run {

inline constexpr std::size_t largest_slice = 100;

class Queue {
  public:
    // What is held and not approved is dropped from the start. `plan` must outlive the queue.
    explicit Queue(const Plan& plan);

    const Plan& plan() const { return *plan_; }
    bool finished() const { return next_ >= status_.size(); }
    std::size_t reached() const { return next_; }
    std::size_t size() const { return status_.size(); }

    // Why a Change cannot go now whatever the plan says, or nothing.
    using Obstacle = std::function<const Message*(const Change&)>;
    // The next Changes whose dependencies are done, in the plan's order, at most as many as a slice may have; none that
    // depends on another of them. What depends on something dropped, or meets an obstacle, is dropped.
    std::vector<const Change*> choose(const Obstacle& obstacle);
    // True if the next Change does nothing but withhold: it goes before what other plans have, and a slice that starts
    // with such has no others.
    bool withholds_next() const;
    // How many Changes a slice may have: as many as fit into the time it may take, after one that took `took`.
    void pace(std::size_t changes, std::chrono::milliseconds took);

    // What became of a Change that was chosen; `reason` unless it took effect. No outcome: nobody knows yet.
    void settle(const Change& change, std::optional<Outcome> outcome, Finding reason);
    bool is_done(const Change& change) const { return status_[change.seq - 1] == Status::done; }
    bool all_tried() const;

    // What was left waiting counts as not reached. The queue is of no use after it.
    Applied finish();

  private:
    enum class Status : std::uint8_t { waiting, done, dropped };
    Status dependencies(const Change& change) const;
    void drop(const Change& change);

    const Plan* plan_;
    Applied applied_;
    std::vector<Status> status_;  // by seq - 1
    std::size_t next_ = 0;        // nothing before it is waiting
    std::size_t slice_ = largest_slice;
};

}  // namespace samkat::run
