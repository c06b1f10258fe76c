#include "daemon/run/send.hpp"

#include "daemon/directory/messages.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

class Sender {
  public:
    Sender(directory::Directory& directory, std::span<const Change* const> changes)
        : directory_(directory), changes_(changes) {
        sent_.results.assign(changes.size(), {Sending::State::known, Outcome::not_applied, not_sent(nullptr)});
    }

    Sent run() {
        while (!sent_.lost && (next_ < changes_.size() || directory_.outstanding() > 0)) {
            while (!sent_.lost && next_ < changes_.size() && directory_.outstanding() < directory_.window())
                send_next();
            if (directory_.outstanding() > 0) receive();
        }
        while (directory_.outstanding() > 0 && receive()) {
        }
        return std::move(sent_);
    }

  private:
    // `why`: the connection's, if there is one.
    static Finding not_sent(const Finding* why) { return why == nullptr ? finding(messages::CHANGE_NOT_SENT) : *why; }

    // A connection that is lost has sent nothing; every other error is the Change's own.
    void send_next() {
        Sending& result = sent_.results[next_];
        auto done = directory_.send(next_, *changes_[next_]);
        ++next_;
        if (done) {
            result = {Sending::State::open, Outcome::unknown, {}};
        } else if (done.error().id == directory_messages::CLOSED.id) {
            sent_.lost = true;
            result.reason = not_sent(&done.error());
        } else {
            result = {Sending::State::known, Outcome::failed, done.error()};
        }
    }

    // False if no answer can be had: what was sent stays open.
    bool receive() {
        auto answer = directory_.receive();
        if (!answer || answer->ticket >= next_ || sent_.results[answer->ticket].state != Sending::State::open) {
            sent_.lost = true;
            return answer.has_value();
        }
        take(*answer, sent_.results[answer->ticket]);
        return true;
    }

    void take(const directory::Answer& answer, Sending& result) {
        result.reason = answer.reason;
        switch (answer.verdict) {
            case directory::Verdict::applied:
                result.state = Sending::State::known;
                result.outcome = Outcome::applied;
                return;
            case directory::Verdict::stale:
                result.state = Sending::State::known;
                result.outcome = Outcome::skipped_stale;
                return;
            case directory::Verdict::failed:
                result.state = Sending::State::known;
                result.outcome = Outcome::failed;
                return;
            case directory::Verdict::ended:
                result.state = Sending::State::ended;
                sent_.lost = true;
                return;
            case directory::Verdict::lost:
                sent_.lost = true;
                return;
        }
    }

    directory::Directory& directory_;
    std::span<const Change* const> changes_;
    std::size_t next_ = 0;
    Sent sent_;
};

}  // namespace

Sent send(directory::Directory& directory, std::span<const Change* const> changes) {
    return Sender{directory, changes}.run();
}

}  // namespace samkat::run
