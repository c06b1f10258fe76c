// So many in a rolling day and a rolling week, whatever the number of runs: what nobody approved counts, this plan's
// and what was done before and has not been put right.
#include <algorithm>

#include "daemon/engine/guard/mended.hpp"
#include "daemon/engine/guard/mixture.hpp"
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

namespace {

struct Period {
    int days;
    std::chrono::hours length;
    std::uint32_t RollingLimit::*per_mille;
};
// An ordinary night beside a right file that puts right what a wrong one did.
constexpr std::size_t besides_doubtful = 3;
// Fewer accounts that are made, or changed, are ordinary beside the other.
constexpr std::size_t a_few = 3;
constexpr Period periods[] = {{1, a_day, &RollingLimit::day}, {7, a_week, &RollingLimit::week}};
// So many ordinary Changes are let through beside, or after, a run that put right at once two thirds of what the limit
// lets through.
constexpr std::size_t besides_mended = 2;
// So many more of a week are let through that is an ordinary mixture: no more than three of a sort, and four of a run.
// A file that is wrong in two ways does six of two sorts.
constexpr std::size_t besides_mixed = 2, most_of_a_sort = 3, most_of_two_sorts = 5, most_of_a_run = 4;

Effect effect_of(const Subject& subject) {
    switch (subject.act) {
        case Act::create:
            return Effect::create;
        case Act::leave:
            return Effect::leave;
        case Act::comeback:
            return Effect::comeback;
        case Act::close:
        case Act::modify:
            break;
    }
    return Effect::modify;
}

// What a limit is for, and how large it is.
struct Limit {
    const Message& message;
    const RollingLimit& per_mille;
    std::size_t floor;
    bool forgives = true;  // what has been taken back counts less
    bool mixes = false;    // a mixture counts less
    // What takes something back is what counts, and not what is new; or both are counted that are as easily wrong.
    enum class Of : std::uint8_t { new_ones, backs, doubtful } of = Of::new_ones;
};

class Counting {
  public:
    explicit Counting(const Facts& facts) : facts_(facts), mended_(facts), gone_(gone(facts)) {}

    void add_act(const Message& message, const RollingLimit& limit, Act act, Effect effect) {
        add(
            {message, limit, floor()}, [&](const Subject& each) { return each.act == act && each.back() == Back::no; },
            [&](const PastChange& each) { return each.effect == effect; });
    }

    // Accounts that have left again, or do now, are not counted any more; those that stay have not been taken back.
    void add_creates(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all(), false}, [&](const Subject& each) { return each.act == Act::create; },
            [&](const PastChange& each) { return each.effect == Effect::create && !gone_.contains(each.account); });
    }

    void add_kind(const Message& message, const RollingLimit& limit, Kind kind) {
        add(
            {message, limit, floor()}, [&](const Subject& each) { return each.gets_new(kind); },
            [&](const PastChange& each) { return each.effect == Effect::modify && is_of(each, kind); });
    }

    // Of all that can be done to people who were known, together: a little of each is much. A further account, of
    // another role or municipality, is made by files that have people in the wrong place.
    void add_all(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all(), true, true}, [](const Subject& each) { return is_anew(each); },
            [&](const PastChange& each) { return is_anew(each); });
    }

    // Of a source that was new the night before: half as many in a day, and at least twice period_floor. More is the
    // work of several days, or no register's.
    void add_of_a_day(const Message& message, const RollingLimit& limit) {
        std::set<std::string_view> daily;
        for (const SourceCount& each : facts_.in.sources) {
            if (each.daily) daily.insert(each.source);
        }
        const auto is_daily = [&](const std::string& source) { return daily.contains(source); };
        const auto open = subjects_if(facts_, [&](const Subject& each) {
            return is_anew(each) && !each.approved && facts_.is_open(each) &&
                   std::ranges::any_of(each.sources, is_daily);
        });
        if (open.empty()) return;
        const auto past = lately(
            facts_, a_day, [&](const PastChange& each) { return is_anew(each) && counts(Limit::Of::new_ones, each); });
        auto accounts = past;
        for (const Subject* each : open) accounts.insert(facts_.account_of(*each));
        const std::size_t most = facts_.share(2 * floor(), limit.day / 2);
        if (accounts.size() > most) hold(message, open, past.size(), 1, most);
    }

    // A wrong file that makes accounts and changes others has no more of both in a day than of the one; a family that
    // comes beside some changes is ordinary.
    void add_both(const Message& message, const RollingLimit& limit) {
        std::set<std::string_view> made, changed;
        const std::string begin = since(facts_.in.now, a_day);
        for (const PastChange* each : facts_.past) {
            if (each->time <= begin || !counts(Limit::Of::new_ones, *each) || !facts_.is_seen(*each)) continue;
            if (each->effect != Effect::create)
                changed.insert(each->account);
            else if (!gone_.contains(each->account))
                made.insert(each->account);
        }
        const std::size_t before = made.size() + changed.size();
        const auto open = subjects_if(facts_, [&](const Subject& each) {
            const bool is_new = each.act == Act::create || (each.changes_anew() && each.back() == Back::no);
            return is_new && !each.approved && facts_.is_open(each);
        });
        for (const Subject* each : open) (each->act == Act::create ? made : changed).insert(facts_.account_of(*each));
        const std::size_t most = facts_.share(floor_of_all(), limit.day);
        if (std::min(made.size(), changed.size()) < a_few || made.size() + changed.size() <= most) return;
        hold(message, open, before, 1, most);
    }

    // With what may be a right file that takes back a wrong one, or an old one that takes back what was right: older
    // changes that go back, and newcomers who leave again by this plan. These newcomers are not held by it.
    void add_doubtful(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all(), false, false, Limit::Of::doubtful},
            [](const Subject& each) { return each.changes_anew(); },
            [&](const PastChange& each) { return each.effect != Effect::create && facts_.is_seen(each); });
    }

    // Back to what was: as many as may be harmed in a week, and so may have to be put right. An old export takes back
    // more, and what was right.
    void add_backs(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all(), false, false, Limit::Of::backs},
            [](const Subject& each) { return each.act != Act::leave && each.back() == Back::of_the_week; },
            [](const PastChange& each) { return each.effect != Effect::leave; });
    }

    // A right file takes back what one wrong file did: most of it of one sort, or in one run. A mixture that was done
    // in many runs goes back by an old export: half as many.
    void add_backs_of_many_runs(const Message& message, const RollingLimit& limit) {
        const auto open = subjects_if(facts_, [&](const Subject& each) {
            return each.act != Act::leave && each.back() != Back::no && !each.approved && facts_.is_open(each);
        });
        Mixture mixture;
        for (const Subject* each : open)
            mixture.add(facts_.account_of(*each), each->undone, effect_of(*each), each->touches);
        const std::size_t most = facts_.share(floor_of_all(), limit.day / 2);
        if (open.size() > most && 2 * std::max(mixture.most_of_a_sort(), mixture.most_of_a_run()) <= open.size())
            hold(message, open, 0, 1, most);
    }

    // Newcomers of a delivery in question, with all that was done lately.
    void add_newcomers_in_question(const Message& message, const RollingLimit& limit) {
        add(
            {message, limit, floor_of_all()},
            [&](const Subject& each) { return each.act == Act::create && facts_.is_questioned(each); },
            [&](const PastChange& each) { return facts_.is_seen(each); });
    }

    Verdicts take() { return std::move(verdicts_); }

  private:
    // Accounts that have left in the last month, or do now.
    static std::set<std::string_view> gone(const Facts& facts) {
        auto accounts = lately(facts, std::chrono::days{past_days},
                               [](const PastChange& each) { return each.effect == Effect::leave; });
        for (const Subject& each : facts.subjects) {
            if (each.act == Act::leave) accounts.insert(facts.account_of(each));
        }
        return accounts;
    }

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
    // Of `accounts`, which a limit of `most` counts, beside `fresh` more. A run that puts right most of what may be
    // wrong is no wrong one: what little is new in it, and in the days after it, is ordinary. One that is wrong about
    // others every night has as many that are new.
    std::size_t forgiven(const std::set<std::string_view>& accounts, std::size_t most, std::size_t fresh) const {
        const bool is_healed = fresh <= besides_mended && 3 * mended_.at_once(accounts) >= 2 * most;
        return std::max(std::min(most_forgiven(most), mended_.count(accounts)), is_healed ? besides_mended : 0);
    }
    // Done to somebody who was known, and takes nothing back.
    static bool is_anew(const Subject& subject) {
        return subject.act == Act::create ? subject.known != nullptr
                                          : subject.changes_anew() && subject.back() == Back::no;
    }
    bool is_anew(const PastChange& change) const {
        return change.effect == Effect::create ? is_further_account(change) : facts_.is_seen(change);
    }
    bool is_further_account(const PastChange& create) const {
        const KnownPerson* person = facts_.person_of(create.account);
        return person != nullptr && !person->newcomer && !gone_.contains(create.account);
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
            if (each.act == Act::leave && each.takes_back()) accounts.insert(facts_.account_of(each));
        }
    }

    static bool is_ordinary(const Mixture& mixture) {
        return mixture.most_of_a_sort() <= most_of_a_sort && mixture.most_of_two_sorts() <= most_of_two_sorts &&
               mixture.most_of_a_run() <= most_of_a_run;
    }

    // What `open` and the counted past of `period` are a mixture of.
    template <class Past>
    Mixture mixture_of(const std::vector<const Subject*>& open, const Period& period, const Past& counted) const {
        Mixture mixture;
        const std::string begin = since(facts_.in.now, period.length);
        for (const PastChange* each : facts_.past) {
            if (each->time > begin && counted(*each))
                mixture.add(each->account, each->time, each->effect, facts_.touches_of(*each));
        }
        for (const Subject* each : open)
            mixture.add(facts_.account_of(*each), facts_.in.now, effect_of(*each), each->never);
        return mixture;
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
            const auto counted = [&](const PastChange& each) { return past(each) && counts(limit.of, each); };
            auto accounts = lately(facts_, period.length, counted);
            const auto fresh = static_cast<std::size_t>(std::ranges::count_if(
                open, [&](const Subject* each) { return !accounts.contains(facts_.account_of(*each)); }));
            std::size_t allowed = most + (limit.forgives ? forgiven(accounts, most, fresh) : 0);
            if (limit.mixes && period.days > 1 && is_ordinary(mixture_of(open, period, counted)))
                allowed += besides_mixed;
            if (doubtful) add_newcomers_who_leave(accounts);
            const std::size_t before = accounts.size();
            for (const Subject* each : open) accounts.insert(facts_.account_of(*each));
            if (accounts.size() <= allowed) continue;
            hold(limit.message, open, before, period.days, allowed);
            return;
        }
    }

    void hold(const Message& message, const std::vector<const Subject*>& open, std::size_t before, int days,
              std::size_t limit) {
        verdicts_.push_back({&message,
                             changes_of(open),
                             {{"people", std::to_string(open.size())},
                              {"before", std::to_string(before)},
                              {"days", std::to_string(days)},
                              {"limit", std::to_string(limit)}},
                             sources_of(open)});
    }

    const Facts& facts_;
    const Mended mended_;
    const std::set<std::string_view> gone_;
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
    counting.add_of_a_day(messages::GUARD_CHANGES_LATELY, limits.changes);
    if (!facts.in.first_run) counting.add_both(messages::GUARD_CHANGES_LATELY, limits.changes);
    counting.add_doubtful(messages::GUARD_CHANGES_LATELY, limits.changes);
    counting.add_backs(messages::GUARD_TAKEN_BACK, limits.taken_back);
    counting.add_backs_of_many_runs(messages::GUARD_TAKEN_BACK, limits.taken_back);
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
