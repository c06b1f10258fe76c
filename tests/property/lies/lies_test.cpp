// The simulator is what it says: its lies are lies, its nights follow from the seed, its honest nights do no harm, and
// its bounds can be broken.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/property/lies/report.hpp"
#include "tests/property/lies/scratch_place.hpp"

namespace samkat::lies {
namespace {

constexpr Date today = std::chrono::year{2026} / 2 / 2;

// Some weeks of honest exports of a register, one a week so that they differ, and a stranger's.
struct Past {
    Past(bool shared, Format form) {
        const TownSize size{shared ? 3 : 1, shared ? 40 : 120, 8, 2, 0};
        Town town{size, today, Random{1}};
        source.format = form;
        for (std::size_t i = 0; i < town.municipalities().size(); ++i) source.municipalities.push_back(i);
        for (int i = 1; i <= 70; ++i) {
            town.live(plus_days(today, i));
            if (i % 7 == 0) before.push_back(export_of(town, source));
        }
        last = before.back();
        before.pop_back();
        stranger = export_of(Town{size, today, Random{2}}, source);
    }
    std::string told(const Kind& kind, bool about_staff, std::uint64_t seed) const {
        Export now = last;
        Telling telling{now, before, stranger, 1, 4, 1, seed, about_staff};
        if (kind.tell != nullptr) kind.tell(telling);
        std::vector<File> files = files_of(now, source);
        if (kind.garble != nullptr) kind.garble(telling, about_staff ? files.back().bytes : files.front().bytes);
        if (now.age_days > 0) files.push_back({"age", std::to_string(now.age_days)});
        return text(files);
    }
    std::string honest() const { return text(files_of(last, source)); }
    static std::string text(const std::vector<File>& files) {
        std::string all;
        for (const File& file : files) all += file.name + "\n" + file.bytes;
        return all;
    }

    Register source{"samverkan", {}, Format::csv};
    std::vector<Export> before;
    Export last, stranger;
};

TEST(Catalogue, HasFortyKindsAndMoreWithNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (const Kind& kind : kinds()) {
        EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
        EXPECT_FALSE(kind.says.empty()) << kind.name;
        EXPECT_TRUE(kind.tell != nullptr || kind.garble != nullptr) << kind.name;
    }
    EXPECT_GE(names.size(), 40u);
}

TEST(Catalogue, EveryKindLies) {
    const Past alone{false, Format::csv};
    const Past shared{true, Format::xml};
    const auto lies = [](const Past& past, const Kind& kind) {
        for (std::uint64_t seed = 1; seed < 6; ++seed) {
            if (past.told(kind, false, seed) != past.honest() || past.told(kind, true, seed) != past.honest())
                return true;
        }
        return false;
    };
    for (const Kind& kind : kinds()) EXPECT_TRUE(lies(alone, kind) || lies(shared, kind)) << kind.name;
}

TEST(Catalogue, TheSameTellingIsTheSameLie) {
    const Past past{true, Format::csv};
    for (const Kind& kind : kinds()) EXPECT_EQ(past.told(kind, false, 7), past.told(kind, false, 7)) << kind.name;
}

TEST(Life, FollowsFromTheSeed) {
    const Register source{"lidby", {0}, Format::csv};
    const auto after_a_year = [&](std::uint64_t seed) {
        Town town{{1, 60, 8, 2, 0}, today, Random{seed}};
        for (int i = 1; i <= 365; ++i) town.live(plus_days(today, i));
        town.change_school_year(plus_days(today, 366));
        return files_of(export_of(town, source), source).front().bytes;
    };
    EXPECT_EQ(after_a_year(3), after_a_year(3));
    EXPECT_NE(after_a_year(3), after_a_year(4));
}

std::string quick(std::uint64_t seed, const char* kind, const char* world) {
    const ScratchPlace scratch;
    SimulationOptions options;
    options.seed = seed;
    options.nights = 8;
    options.kinds = {kind_called(kind)};
    for (const WorldKind& each : world_kinds()) {
        if (each.name == world) options.worlds.push_back(&each);
    }
    options.place = scratch.path();
    return table_json(simulate(options), options);
}

TEST(Configuration, IsReadWithEveryGuard) {
    for (const GuardLevel level : {GuardLevel::weak, GuardLevel::standard, GuardLevel::strict}) {
        const ScratchPlace scratch;
        const Town town{{1, 4, 1, 1, 0}, today, Random{1}};
        const Station station{scratch.path(), town, {{"lidby", {0}, Format::csv}}, level};
        const auto leavers = station.config().municipalities.front().guard.max_leavers;
        EXPECT_EQ(leavers, level == GuardLevel::weak ? 100u : level == GuardLevel::strict ? 25u : 50u);
    }
}

TEST(Nights, FollowFromTheSeed) {
    const std::string once = quick(5, "names-shifted", "quick-csv");
    EXPECT_EQ(once, quick(5, "names-shifted", "quick-csv"));
    EXPECT_NE(once, quick(6, "names-shifted", "quick-csv"));
}

TEST(Nights, HonestOnesDoNoHarm) {
    for (const WorldKind& kind : world_kinds()) {
        if (!kind.quick) continue;
        const ScratchPlace scratch;
        World world{kind, 11, scratch.path(), GuardLevel::standard};
        for (int i = 0; i < 8; ++i) {
            for (const Harm& harm : world.honest_night().harms)
                ADD_FAILURE() << kind.name << " " << name_of(harm.kind) << " " << harm.entry << " " << harm.detail;
        }
    }
}

TEST(Nights, GoBackToWhereTheyWere) {
    const ScratchPlace scratch;
    World world{*std::ranges::find(world_kinds(), "quick-csv", &WorldKind::name), 12, scratch.path(),
                GuardLevel::standard};
    const Register source{"lidby", {0}, Format::csv};
    const auto truth = [&] { return Past::text(files_of(export_of(world.town(), source), source)); };
    world.remember();
    const Date day = world.today();
    const std::string before = truth();
    Lie lie;
    lie.kinds = {kind_called("emptied")};
    EXPECT_TRUE(world.lying_night(lie, 0).told);
    for (int i = 0; i < 3; ++i) world.honest_night();
    world.school_year_changes();
    EXPECT_NE(truth(), before);
    world.restore();
    EXPECT_EQ(world.today(), day);
    EXPECT_EQ(truth(), before);
    EXPECT_TRUE(world.honest_night().harms.empty());
}

TEST(Bounds, CanBeBroken) {
    Outcome outcome;
    outcome.honest.nights = 1000;
    EXPECT_TRUE(broken_bounds(outcome).empty());
    outcome.honest.held = 2;
    EXPECT_TRUE(broken_bounds(outcome).empty());
    outcome.honest.first_held = 1;
    EXPECT_EQ(broken_bounds(outcome).size(), 1u);
    outcome.honest.harms = 1;
    Episode episode;
    episode.lie.kinds = {&kinds().front()};
    outcome.episodes.push_back(episode);
    EXPECT_EQ(broken_bounds(outcome).size(), 2u);
    outcome.episodes.back().over = 1;
    outcome.episodes.back().healed = false;
    EXPECT_EQ(broken_bounds(outcome).size(), 4u);
    outcome.episodes.back().over_together = true;
    EXPECT_EQ(broken_bounds(outcome).size(), 4u) << "told, and not bounded";
    for (const HarmKind kind : {HarmKind::revealed, HarmKind::merged, HarmKind::reissued})
        outcome.episodes.back().harmed[static_cast<std::size_t>(kind)] = 1;
    EXPECT_EQ(broken_bounds(outcome).size(), 7u);
    outcome.honest.shown = 1;
    outcome.episodes.back().over_things = 1;
    EXPECT_EQ(broken_bounds(outcome).size(), 9u);
}

}  // namespace
}  // namespace samkat::lies
