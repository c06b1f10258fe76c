#include "tests/property/lies/episode.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

namespace samkat::lies {

namespace {

constexpr int episodes_a_world = 8, week = 7;
constexpr std::size_t details_kept = 40;

// Entries harmed, night by night.
class Tally {
  public:
    explicit Tally(Episode& episode) : episode_(episode) {}

    void add(const World& world, const NightReport& night) {
        auto& tonight = nights_.emplace_back();
        for (const Harm& harm : night.harms) {
            if (is_bounded(harm.kind)) tonight.push_back({harm.municipality, harm.entry, harm.kind == HarmKind::thing});
            const auto kind = static_cast<std::size_t>(harm.kind);
            if (!seen_[kind].insert(harm.entry).second) continue;
            ++episode_.harmed[kind];
            if (episode_.details.size() < details_kept)
                episode_.details.push_back(std::string{name_of(harm.kind)} + " " + harm.entry + " " + harm.detail);
        }
        if (nights_.size() > week) nights_.pop_front();
        judge_week(world);
    }
    // Whether what is amiss is harm that was done. The rest is truth that waits: it is counted as a night that holds.
    bool did(const std::string& amiss) const {
        const std::string entry = amiss.substr(0, amiss.find(": "));
        for (std::size_t kind = 0; kind < harm_kinds; ++kind) {
            if (is_bounded(static_cast<HarmKind>(kind)) && seen_[kind].contains(entry)) return true;
        }
        return false;
    }

  private:
    void judge_week(const World& world) {
        struct Entries {
            std::set<std::string> accounts, things;
        };
        std::map<std::size_t, Entries> by_municipality;
        for (const auto& night : nights_) {
            for (const Harmed& each : night) {
                Entries& entries = by_municipality[each.municipality];
                (each.is_thing ? entries.things : entries.accounts).insert(each.entry);
            }
        }
        for (const auto& [municipality, entries] : by_municipality) {
            const std::size_t allowed = std::max<std::size_t>(5, world.accounts(municipality) / 100);
            const auto over = [&](std::size_t count) { return count > allowed ? count - allowed : 0; };
            const std::size_t accounts = entries.accounts.size(), things = entries.things.size();
            if (accounts > episode_.worst_week) {
                episode_.worst_week = accounts;
                episode_.allowed = allowed;
            }
            episode_.worst_things = std::max(episode_.worst_things, things);
            episode_.over = std::max(episode_.over, over(accounts));
            episode_.over_things = std::max(episode_.over_things, over(things));
            episode_.over_together = episode_.over_together || over(accounts + things) > 0;
        }
    }

    Episode& episode_;
    struct Harmed {
        std::size_t municipality;
        std::string entry;
        bool is_thing;
    };
    std::deque<std::vector<Harmed>> nights_;
    std::array<std::set<std::string>, harm_kinds> seen_;
};

class Simulation {
  public:
    explicit Simulation(const SimulationOptions& options)
        : options_(options), random_(options.seed), kinds_(options.kinds), worlds_(options.worlds) {
        if (kinds_.empty()) {
            for (const Kind& kind : kinds()) kinds_.push_back(&kind);
        }
        if (worlds_.empty()) {
            for (const WorldKind& kind : world_kinds()) {
                if (!kind.quick) worlds_.push_back(&kind);
            }
        }
    }

    Outcome run() {
        for (std::size_t i = 0; outcome_.nights < options_.nights; ++i) live_in(*worlds_[i % worlds_.size()], i);
        return std::move(outcome_);
    }

  private:
    void live_in(const WorldKind& kind, std::size_t number) {
        const auto place = options_.place / ("world-" + std::to_string(number));
        std::filesystem::create_directories(place);
        World world{kind, random_.next(), place, options_.guard};
        since_lie_ = week;
        if (number % 4 == 0) {
            ordinary(world, 3);
            announced(world);
        }
        for (int i = 0; i < episodes_a_world && outcome_.nights < options_.nights; ++i) {
            if (options_.honest)
                ordinary(world, week);
            else
                live_through(world, kind);
        }
        std::filesystem::remove_all(place);
    }

    // A kind after the other, in an order by chance, so that each is told as often as the others.
    const Kind* next_kind() {
        if (waiting_.empty()) {
            waiting_ = kinds_;
            random_.shuffle(waiting_);
        }
        const Kind* kind = waiting_.back();
        waiting_.pop_back();
        return kind;
    }

    Lie next_lie(const World& world) {
        Lie lie;
        lie.kinds = {next_kind()};
        if (random_.chance(0.25)) lie.kinds.push_back(random_.pick(kinds_));
        lie.of_register = random_.chance(0.8) ? 0 : random_.below(world.registers());
        // From one in two hundred to all, as many weak ones as strong ones.
        lie.share = std::exp(random_.part() * std::log(200.0)) / 200;
        lie.about_staff = random_.chance(0.25);
        lie.seed = random_.next();
        return lie;
    }

    int nights_of(const Lie& lie) {
        const bool slow = std::ranges::any_of(lie.kinds, [](const Kind* kind) { return kind->span == Span::slow; });
        return slow ? 10 : random_.chance(0.5) ? 1 : week;
    }

    void note_honest(World& world, const NightReport& night) {
        Honest& honest = outcome_.honest;
        ++outcome_.nights;
        ++since_lie_;
        if (waited(night)) {
            for (const std::string& guard : night.guards) ++honest.guards[guard];
        }
        if (night.only_lifts) ++honest.lifts;
        honest.shown += world.shown();
    }

    void note_harms(const NightReport& night) {
        for (const Harm& harm : night.harms) {
            if (harm.kind == HarmKind::untold) continue;  // a mark is set some days before a register says so
            ++outcome_.honest.harms;
            if (outcome_.honest.details.size() < details_kept)
                outcome_.honest.details.push_back(std::string{name_of(harm.kind)} + " " + harm.entry + " " +
                                                  harm.detail);
        }
    }

    void ordinary(World& world, int nights) {
        for (int i = 0; i < nights; ++i) {
            const NightReport night = world.honest_night();
            note_honest(world, night);
            note_harms(night);
            const bool after = since_lie_ <= week;
            ++(after ? outcome_.honest.week_nights : outcome_.honest.nights);
            if (!waited(night)) continue;
            ++(after ? outcome_.honest.week_held : outcome_.honest.held);
            tell_of_hold(night);
        }
    }

    void announced(World& world) {
        const NightReport night = world.school_year_changes();
        ++outcome_.nights;
        ++outcome_.honest.announced;
        since_lie_ = 0;  // what follows from what was approved is done in the days after
        if (night.held) ++outcome_.honest.announced_held;
        note_harms(night);
    }

    void live_through(World& world, const WorldKind& kind) {
        ordinary(world, random_.between(2, 5));
        world.remember();
        const int since_before = since_lie_;
        // What ordinary nights left amiss is not the lie's.
        const std::set<std::string> amiss_before = world.amiss();
        outcome_.honest.amiss = std::max(outcome_.honest.amiss, amiss_before.size());
        Episode episode;
        episode.world = kind.name;
        episode.lie = next_lie(world);
        Tally tally{episode};
        episode.lying = nights_of(episode.lie);
        for (int i = 0; i < episode.lying; ++i) tell(world, episode, tally, i);
        const bool clean = recover(world, episode, tally, amiss_before);
        if (options_.each_episode) options_.each_episode(episode);
        outcome_.episodes.push_back(std::move(episode));
        // What a lie left behind is not to be taken for the next one's. As often as not it has not been at all: then
        // what follows is an ordinary week.
        if (clean && random_.chance(0.5)) return;
        world.restore();
        since_lie_ = since_before;
    }

    void tell(World& world, Episode& episode, Tally& tally, int number) {
        const NightReport night = world.lying_night(episode.lie, number);
        ++outcome_.nights;
        since_lie_ = 0;
        tally.add(world, night);
        note_guards(episode, "held on night " + std::to_string(number + 1) + " of the lie:", night);
        if (night.held || night.failed) ++episode.lying_held;
        const bool harm = std::ranges::any_of(night.harms, [](const Harm& each) { return is_bounded(each.kind); });
        if (harm && !night.told) ++episode.silent_harm;
    }

    // Two honest nights. Answers whether all is well after them.
    bool recover(World& world, Episode& episode, Tally& tally, const std::set<std::string>& before) {
        std::set<std::string> left;
        for (int i = 0; i < 2; ++i) {
            const NightReport night = world.honest_night();
            note_honest(world, night);
            tally.add(world, night);
            ++outcome_.honest.first_nights;
            if (waited(night)) {
                ++outcome_.honest.first_held;
                tell_of_hold(night);
            }
            const std::set<std::string> amiss = world.amiss();
            left.clear();
            std::ranges::set_difference(amiss, before, std::inserter(left, left.end()));
            if (i > 0) continue;
            episode.withheld = world.withheld();
            note_holds(episode, night);
            std::vector<std::string> harm;
            std::ranges::copy_if(left, std::back_inserter(harm),
                                 [&](const std::string& each) { return tally.did(each); });
            if (harm.empty()) continue;
            episode.healed = false;
            episode.details.insert(episode.details.end(), night.errors.begin(), night.errors.end());
            episode.details.push_back("not healed: " + std::to_string(harm.size()) + ", such as " + harm.front());
        }
        return left.empty() && world.withheld() == 0;
    }

    static bool waited(const NightReport& night) { return night.held && !night.only_lifts; }

    void tell_of_hold(const NightReport& night) const {
        if (!options_.each_false_hold) return;
        for (const std::string& each : night.holds) options_.each_false_hold(each);
    }

    static void note_guards(Episode& episode, std::string text, const NightReport& night) {
        const std::set<std::string> guards{night.guards.begin(), night.guards.end()};
        for (const std::string& guard : guards) text += " " + guard;
        if (night.held) episode.details.push_back(std::move(text));
    }

    static void note_holds(Episode& episode, const NightReport& night) {
        note_guards(episode, "first honest night held:", night);
        if (waited(night)) episode.details.insert(episode.details.end(), night.holds.begin(), night.holds.end());
    }

    const SimulationOptions& options_;
    Random random_;
    std::vector<const Kind*> kinds_, waiting_;
    std::vector<const WorldKind*> worlds_;
    int since_lie_ = 0;  // nights; or since an announced day
    Outcome outcome_;
};

}  // namespace

Outcome simulate(const SimulationOptions& options) {
    return Simulation{options}.run();
}

}  // namespace samkat::lies
