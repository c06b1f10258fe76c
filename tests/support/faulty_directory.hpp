// A directory server in memory whose answers can be lost and whose writes can be refused, and connections to it. What
// was sent and not done lies on its way until arrive(): as in the buffers of a server that sleeps.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "daemon/directory/ldif_directory.hpp"
#include "daemon/directory/messages.hpp"

namespace samkat::test {

class FaultyServer {
  public:
    // What becomes of an operation that is sent.
    enum class Fate {
        done,             // and answered
        refused,          // and answered
        done_unanswered,  // the connection goes, and the answer with it
        on_its_way,       // the connection goes; arrive() does it
        thrown_away,      // the server ends the connection and does it never
        closed            // the connection is gone before it is sent
    };

    explicit FaultyServer(std::unique_ptr<directory::LdifDirectory> content) : content_(std::move(content)) {}

    // Asked for each operation in the order of sending.
    std::function<Fate(const Change&)> fate = [](const Change&) { return Fate::done; };
    std::size_t sent = 0;      // operations, over all connections
    std::size_t opened = 0;    // connections
    bool unreachable = false;  // no new connection

    directory::LdifDirectory& content() { return *content_; }
    std::size_t on_their_way() const { return on_their_way_.size(); }
    // What lies on its way reaches the server, which does what it can of it.
    void arrive() {
        for (const Change& change : on_their_way_) {
            if (content_->send(0, change)) (void)content_->receive();
        }
        on_their_way_.clear();
    }

    Result<std::unique_ptr<directory::Directory>> open() {
        ++opened;
        if (unreachable) return fail(directory_messages::CONNECT, {}, {{"uri", "test"}, {"reason", "test"}});
        return std::make_unique<Connection>(*this);
    }

  private:
    class Connection final : public directory::Directory {
      public:
        explicit Connection(FaultyServer& server) : server_(server) {}
        Result<void> search(const directory::Search& search, const std::function<void(Entry&&)>& each) override {
            return server_.content_->search(search, each);
        }
        Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& names) override {
            return server_.content_->read(dn, names);
        }
        Result<directory::Facts> facts() override { return server_.content_->facts(); }
        Result<directory::SchemaFacts> schema() override { return server_.content_->schema(); }
        std::size_t window() const override { return 50; }
        std::size_t outstanding() const override { return answers_.size(); }

        Result<void> send(std::uint64_t ticket, const Change& change) override {
            const Fate fate = lost_ ? Fate::closed : server_.fate(change);
            if (fate == Fate::closed) {
                lost_ = true;
                return fail(directory_messages::CLOSED);
            }
            ++server_.sent;
            answers_.push_back(answer(ticket, change, fate));
            return {};
        }
        Result<directory::Answer> receive() override {
            if (answers_.empty()) return fail(directory_messages::NOTHING_SENT);
            directory::Answer answer = std::move(answers_.front());
            answers_.pop_front();
            // Only now does whoever sends find out.
            lost_ = lost_ || answer.verdict == directory::Verdict::lost || answer.verdict == directory::Verdict::ended;
            return answer;
        }

      private:
        directory::Answer answer(std::uint64_t ticket, const Change& change, Fate fate) {
            using directory::Verdict;
            const auto without = [&](Verdict verdict, const Message& message) {
                return directory::Answer{
                    ticket, verdict,
                    finding(message, {change.dn.text(), 0, 0, ""}, {{"reason", "Insufficient access (50)"}})};
            };
            if (fate == Fate::refused) return without(Verdict::failed, directory_messages::REFUSED);
            if (fate == Fate::on_its_way) server_.on_their_way_.push_back(change);
            if (fate != Fate::done && fate != Fate::done_unanswered) {
                return without(fate == Fate::thrown_away ? Verdict::ended : Verdict::lost, directory_messages::LOST);
            }
            (void)server_.content_->send(ticket, change);
            directory::Answer done = server_.content_->receive().value();
            if (fate == Fate::done) return done;
            return without(Verdict::lost, directory_messages::LOST);
        }

        FaultyServer& server_;
        std::deque<directory::Answer> answers_;
        bool lost_ = false;
    };

    std::unique_ptr<directory::LdifDirectory> content_;
    std::vector<Change> on_their_way_;
};

}  // namespace samkat::test
