// World: a town, its registers, samkat, and the judge; lived through night by night. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/property/lies/judge.hpp"
#include "tests/property/lies/lie.hpp"
#include "tests/property/lies/station.hpp"

namespace samkat::lies {

struct WorldKind {
    std::string_view name;  // "small-csv"
    TownSize size;
    Format format = Format::csv;
    bool shared = false;  // one register for all municipalities; else one each
    bool quick = false;   // for tests that must be quick: not lived in unless it is asked for
};
std::span<const WorldKind> world_kinds();

// One lie, or two together, as they are told for some nights.
struct Lie {
    std::vector<const Kind*> kinds;
    std::size_t of_register = 0;
    double share = 1;
    bool about_staff = false;
    std::uint64_t seed = 0;
};

// What a night was like.
struct NightReport {
    std::vector<Harm> harms;
    bool held = false;                // some Change waits for an approval
    bool only_lifts = false;          // what waits would show protected people again: it always waits for somebody
    bool failed = false;              // some source could not be read
    bool told = false;                // held, failed, or an error finding
    std::vector<std::string> guards;  // ids of what held
    std::vector<std::string> holds;   // what each said
    std::vector<std::string> errors;  // what the error findings said
};

class World {
  public:
    // `place`: an empty directory. Lives through the first runs, until there is a past of some nights.
    World(const WorldKind& kind, std::uint64_t seed, const std::filesystem::path& place, GuardLevel guard);

    // A night when the registers tell the truth. What is held the administrator approves in the morning.
    NightReport honest_night();
    // One when they lie, the `number`th of the lie: he approves nothing.
    NightReport lying_night(const Lie& lie, int number);
    // The announced day when the school year changes; he looks at what is held, approves it, and samkat runs again.
    NightReport school_year_changes();

    std::set<std::string> amiss();
    std::size_t shown();
    std::size_t withheld();
    // Active accounts of a municipality, as the truth has them.
    std::size_t accounts(std::size_t municipality) const;
    std::size_t registers() const { return registers_.size(); }
    const Town& town() const { return past_.town; }
    Date today() const { return past_.today; }

    void remember();
    void restore();

  private:
    // What is gone back to.
    struct Past {
        Town town;
        Town elsewhere;
        Judge judge;
        Date today;
        std::vector<std::vector<Export>> before;  // by register, the honest exports of the last nights
        Entries entries;
    };

    void begin_day();
    NightReport announced_night();
    std::vector<Export> honest_exports() const;
    void tell(const Lie& lie, int number, int run, const std::vector<Export>& honest);
    NightReport run_and_judge(TimePoint now);
    void end_day(const std::vector<Export>& honest);
    void approve_held();

    std::vector<Register> registers_;
    Past past_;
    std::optional<Past> remembered_;
    Station station_;
    std::optional<run::RunReport> last_;
};

}  // namespace samkat::lies
