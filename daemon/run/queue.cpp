#include "daemon/run/queue.hpp"

#include <algorithm>

#include "daemon/engine/withhold.hpp"
#include "daemon/run/approve.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

constexpr std::chrono::milliseconds longest_slice{200};

// A DN can tell of whom it is about.
std::string place_of(const Change& change) {
    return is_of_protected(change) ? change.person : change.dn.text();
}

}  // namespace

Queue::Queue(const Plan& plan) : plan_(&plan) {
    applied_.municipality = plan.municipality;
    status_.assign(plan.changes.size(), Status::waiting);
    for (const Change& change : plan.changes) {
        if (is_let_through(change)) continue;
        status_[change.seq - 1] = Status::dropped;
        ++(is_for_hands(change) ? applied_.for_hands : applied_.held);
    }
}

std::vector<const Change*> Queue::choose(const Obstacle& obstacle) {
    std::vector<const Change*> chosen;
    while (next_ < status_.size() && status_[next_] != Status::waiting) ++next_;
    for (std::size_t i = next_; i < status_.size() && chosen.size() < slice_; ++i) {
        if (status_[i] != Status::waiting) continue;
        const Change& change = plan_->changes[i];
        if (!chosen.empty() && engine::only_withholds(*chosen.front()) && !engine::only_withholds(change)) break;
        const Status state = dependencies(change);
        if (state == Status::waiting) break;  // its turn comes when the slice that holds what it needs is done
        const Message* const message = state == Status::dropped ? nullptr : obstacle(change);
        if (message != nullptr) applied_.findings.push_back(finding(*message, {place_of(change), 0, 0, ""}));
        if (state == Status::dropped || message != nullptr)
            drop(change);
        else
            chosen.push_back(&change);
    }
    return chosen;
}

bool Queue::withholds_next() const {
    const auto waiting =
        std::find(status_.begin() + static_cast<std::ptrdiff_t>(next_), status_.end(), Status::waiting);
    return waiting != status_.end() &&
           engine::only_withholds(plan_->changes[static_cast<std::size_t>(waiting - status_.begin())]);
}

void Queue::drop(const Change& change) {
    status_[change.seq - 1] = Status::dropped;
    ++applied_.not_reached;
}

Queue::Status Queue::dependencies(const Change& change) const {
    Status result = Status::done;
    for (const std::uint32_t seq : change.depends_on) {
        const Status status = status_[seq - 1];
        if (status == Status::dropped) return Status::dropped;
        if (status == Status::waiting) result = Status::waiting;
    }
    return result;
}

void Queue::pace(std::size_t changes, std::chrono::milliseconds took) {
    const auto time = std::max<std::int64_t>(1, took.count());
    const auto fits = static_cast<std::int64_t>(changes) * longest_slice.count() / time;
    slice_ = static_cast<std::size_t>(std::clamp<std::int64_t>(fits, 1, largest_slice));
}

void Queue::settle(const Change& change, std::optional<Outcome> outcome, Finding reason) {
    const bool is_done = outcome && took_effect(*outcome);
    status_[change.seq - 1] = is_done ? Status::done : Status::dropped;
    ++(outcome ? applied_.outcomes[*outcome] : applied_.undecided);
    if (is_done && !change.account.empty() && engine::only_withholds(change)) ++applied_.withheld;
    if (is_done) return;
    reason.where.place = place_of(change);
    applied_.findings.push_back(std::move(reason));
}

bool Queue::all_tried() const {
    return std::ranges::find(status_, Status::waiting) == status_.end();
}

Applied Queue::finish() {
    applied_.not_reached += static_cast<std::size_t>(std::ranges::count(status_, Status::waiting));
    return std::move(applied_);
}

}  // namespace samkat::run
