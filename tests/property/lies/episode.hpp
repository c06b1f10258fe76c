// Episode: some ordinary nights, a lie for one night or many, then honest nights again, and what came of it.
// Simulation: episodes after each other, in worlds of every kind, until there have been enough nights.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/property/lies/world.hpp"

namespace samkat::lies {

struct Episode {
    std::string_view world;
    Lie lie;
    int lying = 0;        // nights of the lie
    int lying_held = 0;   // of those, held or with a source that failed
    int silent_harm = 0;  // of those, with harm and nothing said: no hold, no failure, no error finding
    std::array<std::size_t, harm_kinds> harmed{};  // entries harmed, by kind of harm
    // Of one municipality in seven nights, where it was worst: accounts harmed, and groups and units.
    std::size_t worst_week = 0, worst_things = 0;
    std::size_t allowed = 0;                // of either: max(5, 1 %) of its accounts
    std::size_t over = 0, over_things = 0;  // how much more than allowed
    bool over_together = false;             // both counted as one would have been more than allowed
    bool healed = true;                     // the first honest night put everything right
    std::size_t withheld = 0;               // accounts that wait after it for somebody to lift what a lie set
    std::vector<std::string> details;       // what was harmed, and what was not healed: some of it
};

// Honest nights. One is held when something waits for a person that need not: who was marked as protected is shown
// again by a person only, and nights when nothing else waits are counted apart.
struct Honest {
    int nights = 0, held = 0;              // ordinary ones, without a lie or an announced day in the week before
    int first_nights = 0, first_held = 0;  // the first after a lie, and the next
    int week_nights = 0, week_held = 0;    // the others of the week after a lie or an announced day
    int lifts = 0;                         // when only such people waited
    int announced = 0, announced_held = 0;
    std::size_t harms = 0;  // on ordinary nights: there must be none
    std::size_t amiss = 0;  // most that was not as it should be after an ordinary night: there must be nothing
    std::size_t shown = 0;  // protected accounts that an ordinary night left showing something
    std::map<std::string, int> guards;  // what held ordinary and first nights
    std::vector<std::string> details;
};

struct SimulationOptions {
    std::uint64_t seed = 1;
    int nights = 200;
    std::vector<const Kind*> kinds;        // which lies; all
    std::vector<const WorldKind*> worlds;  // which worlds; all but the quick ones
    GuardLevel guard = GuardLevel::standard;
    bool honest = false;          // no lies at all: how many ordinary nights are held
    std::filesystem::path place;  // an empty directory for scratch
    std::function<void(const Episode&)> each_episode;
    std::function<void(const std::string&)> each_false_hold;  // what held an honest night said
};

struct Outcome {
    std::vector<Episode> episodes;
    Honest honest;
    int nights = 0;
};

Outcome simulate(const SimulationOptions& options);

}  // namespace samkat::lies
