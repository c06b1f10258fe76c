// Town: the truth. A few municipalities with schools, the people in them, and what happens to them night after night.
// It shares no code with samkat but dates, and knows of everybody what no register says: who they are.
//
// A value: a copy is another town with the same past, which is how the simulator goes back to before a lie. One thread.
#pragma once

#include <array>
#include <set>
#include <string>
#include <vector>

#include "daemon/base/date.hpp"
#include "tests/property/lies/random.hpp"

namespace samkat::lies {

struct Human {
    std::string civic;  // twelve digits, of Skatteverket's test series
    std::string given, family;
    bool is_protected = false;
};

enum class Work : std::uint8_t { pupil, staff };

// A human being in a municipality's register, in one role: what an account is for. The row comes and goes, the Place
// stays.
struct Place {
    std::size_t human = 0;         // index in Town::humans
    std::size_t municipality = 0;  // index in Town::municipalities
    Work work = Work::pupil;
    std::string id;  // in the municipality's register
    std::string mail;
    std::vector<std::string> units;   // codes; a pupil has one
    std::string klass;                // pupils
    int year = 0;                     // pupils
    std::vector<std::string> groups;  // pupils: teaching groups
    std::string duty;                 // staff
    Date start{};
    Date end{};           // none: until further notice
    bool listed = true;   // whether the register has a row for it
    int ended_night = 0;  // when `end` was set; the row goes some nights later
};

struct Class {
    std::string name;
    int year = 0;
};
struct School {
    std::string code, name;
    std::vector<Class> classes;
};
struct Municipality {
    std::string code, name, folder;
    std::vector<School> schools;
};

struct TownSize {
    int municipalities = 1;
    int pupils = 0, staff = 0, schools = 0;  // of each municipality
    int neighbour = 0;                       // pupils of one more municipality, with a register of its own; 0: none
    // Somebody works in two of them, with an id in the register of each. In one register two ids with one number wait.
    bool colleagues = true;
};

class Town {
  public:
    Town(const TownSize& size, Date today, Random random);

    // One more day: on weekdays people come, go, move and change names. `today` is the civil date that begins.
    void live(Date today);
    // Everybody goes up a year, year 9 leaves, year 0 fills. An announced day.
    void change_school_year(Date today);

    const std::vector<Municipality>& municipalities() const { return municipalities_; }
    const std::vector<Human>& humans() const { return humans_; }
    const std::vector<Place>& places() const { return places_; }
    const Human& human_of(const Place& place) const { return humans_[place.human]; }
    const School& school(std::size_t municipality, const std::string& code) const;

    // Whether the account of the place should be active: somebody is in the register, the last day has not passed, and
    // the first is at most `lead_days` ahead.
    static constexpr int lead_days = 10;
    static bool is_active(const Place& place, Date today);

  private:
    void settle(std::size_t municipality, int pupils, int staff, bool colleagues_before);
    std::size_t add_human(int born_from, int born_to, const std::string& family);
    Place& add_place(std::size_t human, std::size_t municipality, Work work, Date start);
    Place& add_pupil(std::size_t human, std::size_t municipality, int year, Date start);
    Place& add_staff(std::size_t human, std::size_t municipality, Date start);
    void put_in_class(Place& place, const School& school, const Class& klass);
    std::string new_civic(int born_from, int born_to);
    std::string new_mail(const Human& human);
    std::string new_id();

    std::vector<std::size_t> residents(std::size_t municipality, Work work) const;
    // Places that ordinary things happen to: `count` of them, listed, without end and unprotected.
    std::vector<std::size_t> choose(std::size_t municipality, Work work, double probability);
    void live_in(std::size_t municipality, double burst);
    void families_come(std::size_t municipality, double burst);
    void pupils_leave(std::size_t municipality, double burst);
    void pupils_change(std::size_t municipality, double burst);
    void staff_change(std::size_t municipality, double burst);
    void old_rows_go();

    Random random_;
    Date today_;
    int night_ = 0;
    std::vector<Municipality> municipalities_;
    std::vector<Human> humans_;
    std::vector<Place> places_;
    std::set<std::string> used_;  // civic numbers, mails and ids
};

}  // namespace samkat::lies
