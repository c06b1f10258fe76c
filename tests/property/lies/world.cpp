#include "tests/property/lies/world.hpp"

#include <algorithm>
#include <array>

#include "daemon/run/approve.hpp"

namespace samkat::lies {

namespace {

constexpr std::size_t nights_remembered = 8;

std::vector<Register> registers_of(const WorldKind& kind, const Town& town) {
    std::vector<Register> registers;
    if (kind.shared) {
        Register all{"samverkan", {}, kind.format};
        for (std::size_t i = 0; i < town.municipalities().size(); ++i) all.municipalities.push_back(i);
        return {all};
    }
    for (std::size_t i = 0; i < town.municipalities().size(); ++i)
        registers.push_back({town.municipalities()[i].folder, {i}, kind.format});
    return registers;
}

TimePoint at(Date date, std::chrono::minutes time) {
    return TimePoint{std::chrono::sys_days{date}} + time;
}

constexpr std::string_view lift_guard = "ENGINE_GUARD_UNPROTECTED";
constexpr Date first_day = std::chrono::year{2026} / 1 / 19;
constexpr std::chrono::minutes export_time{60}, run_time{120};

bool is_error(const Finding& finding) {
    return finding.severity == Severity::error;
}

// Changes of the protected wait for hands in every plan, and are not what an ordinary night is held by.
bool waits(const Change& change) {
    return run::awaits_decision(change);
}

}  // namespace

std::span<const WorldKind> world_kinds() {
    static constexpr TownSize small{1, 150, 20, 2, 60};
    static constexpr TownSize middle{1, 900, 100, 6, 60};
    static constexpr TownSize five{5, 110, 12, 2, 0, false};
    static constexpr TownSize village{1, 20, 5, 2, 6};
    static constexpr TownSize villages{3, 10, 3, 2, 0, false};
    static constexpr std::array<WorldKind, 9> kinds = {{{"small-csv", small, Format::csv, false},
                                                        {"small-xml", small, Format::xml, false},
                                                        {"five-csv", five, Format::csv, true},
                                                        {"five-xml", five, Format::xml, true},
                                                        {"middle-csv", middle, Format::csv, false},
                                                        {"middle-xml", middle, Format::xml, false},
                                                        {"quick-csv", village, Format::csv, false, true},
                                                        {"quick-shared", villages, Format::csv, true, true},
                                                        {"quick-xml", village, Format::xml, false, true}}};
    return kinds;
}

World::World(const WorldKind& kind, std::uint64_t seed, const std::filesystem::path& place, GuardLevel guard)
    : past_{Town{kind.size, first_day, Random{seed}.apart("town")},
            Town{kind.size, first_day, Random{seed}.apart("elsewhere")},
            {},
            first_day,
            {},
            {}},
      station_(place, past_.town, (registers_ = registers_of(kind, past_.town)), guard) {
    past_.before.resize(registers_.size());
    past_.entries = station_.entries();
    announced_night();  // the first run, which is held
    for (std::size_t i = 0; i < nights_remembered; ++i) honest_night();
}

void World::begin_day() {
    past_.today = plus_days(past_.today, 1);
    past_.town.live(past_.today);
    past_.elsewhere.live(past_.today);
}

std::vector<Export> World::honest_exports() const {
    std::vector<Export> exports;
    for (const Register& each : registers_) exports.push_back(export_of(past_.town, each));
    return exports;
}

void World::end_day(const std::vector<Export>& honest) {
    for (std::size_t i = 0; i < registers_.size(); ++i) {
        auto& before = past_.before[i];
        before.push_back(honest[i]);
        if (before.size() > nights_remembered) before.erase(before.begin());
    }
}

NightReport World::run_and_judge(TimePoint now) {
    station_.set_clock(now);
    last_ = station_.run();
    past_.judge.note(past_.town, registers_, [&](const std::string& name, const std::string& id) {
        return station_.installation().hash().hash("register", joined_for_digest({name, id}));
    });
    Entries after = station_.entries();
    NightReport report;
    report.harms = past_.judge.compare(past_.town, past_.today, past_.entries, after);
    past_.entries = std::move(after);
    report.failed = last_->failed();
    for (const run::MunicipalityPlan& each : last_->planned.plans) {
        for (const Change& change : each.plan.changes) {
            if (!waits(change)) continue;
            report.only_lifts = (report.only_lifts || !report.held) && change.held == lift_guard;
            report.held = true;
        }
        report.told = report.told || std::ranges::any_of(each.plan.findings, is_error);
        for (const Finding& finding : each.plan.findings) {
            if (is_error(finding)) report.errors.push_back(finding.id + ": " + finding.text.en);
        }
        for (const Hold& hold : each.plan.held) {
            report.guards.push_back(hold.guard);
            report.holds.push_back(format_date(past_.today) + " " + each.policy->code + " " + hold.guard + " " +
                                   hold.about + ": " + hold.detail.en);
        }
    }
    report.told = report.told || report.held || report.failed;
    return report;
}

void World::approve_held() {
    station_.approve(*last_, [](const Change&) { return true; });
}

NightReport World::honest_night() {
    begin_day();
    const std::vector<Export> honest = honest_exports();
    for (std::size_t i = 0; i < registers_.size(); ++i)
        station_.deliver(files_of(honest[i], registers_[i]), at(past_.today, export_time));
    NightReport report = run_and_judge(at(past_.today, run_time));
    past_.judge.note_told(past_.town);
    if (report.held) {
        // What is approved is done at once, as samkatd does it.
        approve_held();
        const NightReport rest = run_and_judge(at(past_.today, run_time + std::chrono::hours{6}));
        report.harms.insert(report.harms.end(), rest.harms.begin(), rest.harms.end());
    }
    end_day(honest);
    return report;
}

NightReport World::school_year_changes() {
    past_.today = plus_days(past_.today, 1);
    past_.town.change_school_year(past_.today);
    past_.elsewhere.change_school_year(past_.today);
    return announced_night();
}

NightReport World::announced_night() {
    const std::vector<Export> honest = honest_exports();
    for (std::size_t i = 0; i < registers_.size(); ++i)
        station_.deliver(files_of(honest[i], registers_[i]), at(past_.today, export_time));
    NightReport report = run_and_judge(at(past_.today, run_time));
    past_.judge.note_told(past_.town);
    for (int again = 1; again <= 3; ++again) {
        approve_held();
        const NightReport rest = run_and_judge(at(past_.today, run_time + std::chrono::hours{6 * again}));
        report.harms.insert(report.harms.end(), rest.harms.begin(), rest.harms.end());
        if (!rest.held) break;
    }
    end_day(honest);
    return report;
}

void World::tell(const Lie& lie, int number, int run, const std::vector<Export>& honest) {
    const std::size_t index = lie.of_register;
    Export today = honest[index];
    const bool from_elsewhere = registers_.size() == 1 || Random{lie.seed}.apart("stranger").chance(0.5);
    const std::size_t neighbour = (index + 1) % registers_.size();
    const Export stranger = from_elsewhere ? export_of(past_.elsewhere, registers_[index]) : honest[neighbour];
    Telling telling{today, past_.before[index], stranger, lie.share, number, run, lie.seed, lie.about_staff};
    for (const Kind* kind : lie.kinds) {
        if (kind->tell != nullptr) kind->tell(telling);
    }
    std::vector<File> files = files_of(today, registers_[index]);
    File& file = lie.about_staff ? files.back() : files.front();
    for (const Kind* kind : lie.kinds) {
        if (kind->garble != nullptr && !file.bytes.empty()) kind->garble(telling, file.bytes);
    }
    station_.deliver(files, at(plus_days(past_.today, -today.age_days), export_time + std::chrono::minutes{run}));
}

NightReport World::lying_night(const Lie& lie, int number) {
    begin_day();
    const std::vector<Export> honest = honest_exports();
    for (std::size_t i = 0; i < registers_.size(); ++i)
        station_.deliver(files_of(honest[i], registers_[i]), at(past_.today, export_time));
    int runs = 1;
    for (const Kind* kind : lie.kinds) runs = std::max(runs, kind->runs_a_night);
    NightReport report;
    for (int run = 0; run < runs; ++run) {
        tell(lie, number, run, honest);
        NightReport each = run_and_judge(at(past_.today, run_time + std::chrono::minutes{run}));
        report.harms.insert(report.harms.end(), each.harms.begin(), each.harms.end());
        report.guards.insert(report.guards.end(), each.guards.begin(), each.guards.end());
        report.held = report.held || each.held;
        report.failed = report.failed || each.failed;
        report.told = report.told || each.told;
    }
    end_day(honest);
    return report;
}

std::set<std::string> World::amiss() {
    return past_.judge.amiss(past_.town, past_.today, past_.entries);
}
std::size_t World::shown() {
    return past_.judge.shown(past_.town, past_.entries);
}

std::size_t World::withheld() {
    return past_.judge.withheld(past_.town, past_.today, past_.entries);
}

std::size_t World::accounts(std::size_t municipality) const {
    return static_cast<std::size_t>(std::ranges::count_if(past_.town.places(), [&](const Place& place) {
        return place.municipality == municipality && Town::is_active(place, past_.today);
    }));
}

void World::remember() {
    remembered_ = past_;
    station_.remember();
}
void World::restore() {
    past_ = *remembered_;
    station_.restore();
}

}  // namespace samkat::lies
