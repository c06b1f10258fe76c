// So many in a rolling day and a rolling week, whatever the number of runs: what nobody approved counts, this plan's
// and what was done before and has not been put right.
#include <algorithm>

#include "daemon/engine/guard/mended.hpp"
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

struct Period {
    int days;
    std::chrono::hours length;
    std::uint32_t RollingLimit::*per_mille;
};
constexpr std::uint32_t harmed_per_mille = 10;
// An ordinary night beside a right file that puts right what a wrong one did.
constexpr std::size_t besides_doubtful = 3;
constexpr Period periods[] = {{1, a_day, &RollingLimit::day}, {7, a_week, &RollingLimit::week}};

// What a limit is for, and how large it is.
struct Limit {
    const Message& message;
    const RollingLimit& per_mille;
    std::size_t floor;
    bool forgives = true;  // what has been taken back counts less
    // What takes something back is what counts, and not what is new; or both are counted that are as easily wrong.
    enum class Of : std::uint8_t { new_ones, backs, doubtful } of = Of::new_ones;
};

class Counting {
  public:
    explicit Counting(const Facts& facts) : facts_(facts), mended_(facts) {}

    void add_act(const Message& message, const RollingLimit& limit, Act act, Effect effect) {
        add(
            {message, limit, floor()}, [&](const Subject& each) { return each.act == act && each.back() == Back::no; },
            [&](const PastChange& each) { return each.effect == effect; });
    }

    // Accounts that have left again, or do now, are not counted any more; those that stay have not been taken back.
    void add_creates(const Message& message, const RollingLimit& limit) {
        auto gone = lately(facts_, std::chrono::days{past_days},
                           [](const PastChange& each) { return each.effect == Effect::leave; });
        for (const Subject& each : facts_.subjects) {
            if (each.act == Act::leave) gone.insert(facts_.changes[each.changes.front()].account);
        }
        add(
            {message, limit, floor(), false}, [&](const Subject& each) { return each.act == Act::create; },
            [&](const PastChange& each) { return each.effect == Effect::create && !gone.contains(each.account); });
    }

    void add_kind(const Message& message, const RollingLimit& limit, Kind kind) {
        add(
            {message, limit, floor()}, [&](const Subject& each) { return each.gets_new(kind); },
            [&](const PastChange& each) { return each.effect == Effect::modify && is_of(each, kind); });
    }

    // Of all that can be done to an account that was there, together: a little of each is much.
    void add_all(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all()},
            [](const Subject& each) { return each.changes_anew() && each.back() == Back::no; },
            [&](const PastChange& each) { return each.effect != Effect::create && is_seen(each); });
    }

    // With what may be a right file that takes back a wrong one, or an old one that takes back what was right: older
    // changes that go back, and newcomers who leave again by this plan. These newcomers are not held by it.
    void add_doubtful(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all(), false, Limit::Of::doubtful},
            [](const Subject& each) { return each.changes_anew(); },
            [&](const PastChange& each) { return each.effect != Effect::create && is_seen(each); });
    }

    // Back to what was: as many as may be harmed in a week, and so may have to be put right. An old export takes back
    // more, and what was right.
    void add_backs(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all(), false, Limit::Of::backs},
            [](const Subject& each) { return each.act != Act::leave && each.back() == Back::of_the_week; },
            [](const PastChange& each) { return each.effect != Effect::leave; });
    }

    // Newcomers of a delivery in question, with all that was done lately.
    void add_newcomers_in_question(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all()},
            [&](const Subject& each) { return each.act == Act::create && facts_.is_questioned(each); },
            [&](const PastChange& each) { return is_seen(each); });
    }

    Verdicts take() { return std::move(verdicts_); }

  private:
    std::size_t floor() const { return facts_.limits().period_floor; }
    // Of kinds of Changes together, one more than of each: a wrong file that does one thing leaves room for an ordinary
    // change in the week after it.
    std::size_t floor_of_all() const { return floor() + 1; }
    // Enough for an ordinary day or two, and not for another bad night; and never more, with the limit, than may be
    // harmed in a week: who was harmed and is well again has been harmed.
    std::size_t most_forgiven(std::size_t limit) const {
        const std::size_t most = facts_.share(floor_of_all(), harmed_per_mille);
        return most > limit ? std::min(std::max<std::size_t>(1, limit / 8), most - limit) : 0;
    }
    bool is_seen(const PastChange& change) const {
        return change.effect != Effect::modify || is_any(facts_.touches_of(change));
    }
    bool is_of(const PastChange& change, Kind kind) const {
        return facts_.touches_of(change)[static_cast<std::size_t>(kind)];
    }

    // Whether a limit counts what was done, by what it took back.
    bool counts(Limit::Of of, const PastChange& change) const {
        const Back back = facts_.back_of(change);
        switch (of) {
            case Limit::Of::new_ones:
                return back == Back::no;
            case Limit::Of::backs:
                return back == Back::of_the_week;
            case Limit::Of::doubtful:
                return back != Back::of_the_week;
        }
        return false;
    }

    void add_newcomers_who_leave(std::set<std::string_view>& accounts) const {
        for (const Subject& each : facts_.subjects) {
            if (each.act == Act::leave && each.takes_back())
                accounts.insert(facts_.changes[each.changes.front()].account);
        }
    }

    template <class Now, class Past>
    void add(const Limit& limit, const Now& now, const Past& past) {
        const auto open = subjects_if(
            facts_, [&](const Subject& each) { return now(each) && !each.approved && facts_.is_open(each); });
        if (open.empty()) return;
        for (const Period& period : periods) {
            const bool doubtful = limit.of == Limit::Of::doubtful;
            const std::size_t most =
                facts_.share(limit.floor, limit.per_mille.*period.per_mille) + (doubtful ? besides_doubtful : 0);
            auto accounts = lately(facts_, period.length,
                                   [&](const PastChange& each) { return past(each) && counts(limit.of, each); });
            const std::size_t forgiven = limit.forgives ? std::min(most_forgiven(most), mended_.count(accounts)) : 0;
            if (doubtful) add_newcomers_who_leave(accounts);
            const std::size_t before = accounts.size();
            for (const Subject* each : open) accounts.insert(facts_.changes[each->changes.front()].account);
            if (accounts.size() <= most + forgiven) continue;
            verdicts_.push_back({&limit.message,
                                 changes_of(open),
                                 {{"people", std::to_string(open.size())},
                                  {"before", std::to_string(before)},
                                  {"days", std::to_string(period.days)},
                                  {"limit", std::to_string(most + forgiven)}},
                                 sources_of(open)});
            return;
        }
    }

    const Facts& facts_;
    const Mended mended_;
    Verdicts verdicts_;
};

}  // namespace

Verdicts too_many_lately(const Facts& facts) {
    const GuardPolicy& limits = facts.limits();
    Counting counting{facts};
    counting.add_act(messages::GUARD_LEAVERS_LATELY, limits.leavers, Act::leave, Effect::leave);
    counting.add_act(messages::GUARD_COMEBACKS_LATELY, limits.comebacks, Act::comeback, Effect::comeback);
    if (!facts.in.first_run) counting.add_creates(messages::GUARD_CREATES_LATELY, limits.creates);
    counting.add_kind(messages::GUARD_NAMES_LATELY, limits.names, Kind::names);
    counting.add_kind(messages::GUARD_NUMBERS_LATELY, limits.numbers, Kind::numbers);
    counting.add_kind(messages::GUARD_MAILS_LATELY, limits.mails, Kind::mails);
    counting.add_kind(messages::GUARD_PLACES_LATELY, limits.places, Kind::places);
    counting.add_all(messages::GUARD_CHANGES_LATELY, limits.changes);
    counting.add_doubtful(messages::GUARD_CHANGES_LATELY, limits.changes);
    counting.add_backs(messages::GUARD_TAKEN_BACK, limits.taken_back);
    return counting.take();
}

// A wrong file that is known for wrong may not make as many as it has changed.
Verdicts newcomers_in_question(const Facts& facts) {
    if (facts.questioned.empty() || facts.in.first_run) return {};
    Counting counting{facts};
    counting.add_newcomers_in_question(messages::GUARD_SAME_DELIVERY_NEWCOMERS, facts.limits().changes);
    return counting.take();
}

}  // namespace samkat::engine::guard
