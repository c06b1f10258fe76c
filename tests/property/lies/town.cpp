#include "tests/property/lies/town.hpp"

#include <algorithm>

#include "tests/property/lies/names.hpp"

namespace samkat::lies {

namespace {

// What happens to a thousand people on an ordinary weekday. About seven in a hundred pupils come and as many go in a
// year between its beginning and its end, three change class, one or two change name; a school of 150 sees one of these
// in a week. Protections are many more than in life, so that there are some to see.
namespace rate {
constexpr double newcomers = 0.0004, leavers_with_date = 0.0002, leavers_without = 0.00015, new_class = 0.0003,
                 new_school = 0.0001, new_name = 0.0001, new_mail = 0.0002, new_protection = 0.0001,
                 to_neighbour = 0.00005, staff_comes = 0.0008, staff_goes = 0.0006, staff_moves = 0.0004;
}

constexpr int last_year = 9;

std::string with_check_digit(std::string twelve_without) {  // YYYYMMDDNNN
    int sum = 0;
    for (std::size_t i = 2; i < twelve_without.size(); ++i) {
        const int digit = (twelve_without[i] - '0') * (i % 2 == 0 ? 2 : 1);
        sum += digit / 10 + digit % 10;
    }
    return twelve_without + static_cast<char>('0' + (10 - sum % 10) % 10);
}

bool is_weekend(Date date) {
    const std::chrono::weekday day{std::chrono::sys_days{date}};
    return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

School new_school_of(const std::string& code, const std::string& name, int from, int to, int parallel) {
    School school{code, name, {}};
    for (int year = from; year <= to; ++year) {
        for (int i = 0; i < parallel; ++i) {
            const std::string letter(1, static_cast<char>('A' + i));
            school.classes.push_back({(year == 0 ? "F" : std::to_string(year)) + letter, year});
        }
    }
    return school;
}

}  // namespace

Town::Town(const TownSize& size, Date today, Random random) : random_(random), today_(today) {
    static const std::array<std::string, 6> names = {"Lidby", "Skarby", "Götby", "Essby", "Varby", "Habby"};
    static const std::array<std::string, 6> folders = {"lidby", "skarby", "gotby", "essby", "varby", "habby"};
    const int all = size.municipalities + (size.neighbour > 0 ? 1 : 0);
    for (int i = 0; i < all; ++i) {
        const auto index = static_cast<std::size_t>(i);
        const bool neighbour = i == size.municipalities;
        const int schools = neighbour ? 1 : size.schools;
        const int pupils = neighbour ? size.neighbour : size.pupils;
        const int parallel = std::max(1, pupils / schools / 10 / 22);
        Municipality& each =
            municipalities_.emplace_back(Municipality{std::to_string(1490 + i), names[index], folders[index], {}});
        for (int s = 0; s < schools; ++s) {
            const std::string code = std::to_string(10'000'000 + i * 1000 + s + 1);
            each.schools.push_back(
                new_school_of(code, names[index] + "skolan " + std::to_string(s + 1), 0, last_year, parallel));
        }
        settle(index, pupils, neighbour ? pupils / 8 : size.staff, size.colleagues);
    }
}

void Town::settle(std::size_t municipality, int pupils, int staff, bool colleagues_before) {
    const Date long_ago = plus_days(today_, -200);
    for (int i = 0; i < pupils; ++i) {
        const int year = random_.between(0, last_year);
        const int born = static_cast<int>(today_.year()) - 7 - year;
        add_pupil(add_human(born, born, ""), municipality, year, long_ago);
    }
    const auto born = static_cast<int>(today_.year());
    for (int i = 0; i < staff; ++i) add_staff(add_human(born - 64, born - 25, ""), municipality, long_ago);
    // Some are protected since before samkat came; one teacher works in the municipality before too.
    const auto all = residents(municipality, Work::pupil);
    for (std::size_t i = 0; i < std::max<std::size_t>(1, all.size() / 150); ++i)
        humans_[places_[random_.pick(all)].human].is_protected = true;
    if (municipality == 0 || !colleagues_before) return;
    const auto colleagues = residents(municipality - 1, Work::staff);
    if (!colleagues.empty()) add_staff(places_[random_.pick(colleagues)].human, municipality, long_ago);
}

std::string Town::new_civic(int born_from, int born_to) {
    static constexpr std::array<int, 22> series = {238, 239, 980, 981, 982, 983, 984, 985, 986, 987, 988,
                                                   989, 990, 991, 992, 993, 994, 995, 996, 997, 998, 999};
    for (;;) {
        const Date first = std::chrono::year{random_.between(born_from, born_to)} / 1 / 1;
        const Date born = plus_days(first, random_.between(0, 364));
        std::string text = format_date(born);
        std::erase(text, '-');
        std::string civic = with_check_digit(text + std::to_string(series[random_.below(series.size())]));
        if (used_.insert(civic).second) return civic;
    }
}

std::string Town::new_mail(const Human& human) {
    for (;;) {
        std::string mail = plain_letters(human.given) + "." + plain_letters(human.family) +
                           std::to_string(random_.between(1, 9999)) + "@mejl.example";
        if (used_.insert(mail).second) return mail;
    }
}

std::string Town::new_id() {
    for (;;) {
        std::string id = std::to_string(random_.between(100'000, 999'999));
        if (used_.insert(id).second) return id;
    }
}

std::size_t Town::add_human(int born_from, int born_to, const std::string& family) {
    Human human;
    human.civic = new_civic(born_from, born_to);
    human.given = random_.pick(given_names());
    human.family = family.empty() ? random_.pick(family_names()) : family;
    humans_.push_back(std::move(human));
    return humans_.size() - 1;
}

Place& Town::add_place(std::size_t human, std::size_t municipality, Work work, Date start) {
    // Who comes back to a register has the id of before.
    for (Place& place : places_) {
        if (place.human != human || place.municipality != municipality || place.work != work) continue;
        place.listed = true;
        place.start = start;
        place.end = Date{};
        place.ended_night = 0;
        return place;
    }
    Place place;
    place.human = human;
    place.municipality = municipality;
    place.work = work;
    place.id = new_id();
    place.mail = new_mail(humans_[human]);
    place.start = start;
    return places_.emplace_back(std::move(place));
}

void Town::put_in_class(Place& place, const School& school, const Class& klass) {
    place.units = {school.code};
    place.klass = klass.name;
    place.year = klass.year;
    place.groups = {"MA" + klass.name, (random_.chance(0.5) ? "SPR1-" : "SPR2-") + std::to_string(klass.year)};
}

Place& Town::add_pupil(std::size_t human, std::size_t municipality, int year, Date start) {
    Place& place = add_place(human, municipality, Work::pupil, start);
    const School& school = random_.pick(municipalities_[municipality].schools);
    std::vector<Class> fit;
    std::ranges::copy_if(school.classes, std::back_inserter(fit), [&](const Class& each) { return each.year == year; });
    put_in_class(place, school, random_.pick(fit));
    return place;
}

Place& Town::add_staff(std::size_t human, std::size_t municipality, Date start) {
    static const std::vector<std::string> duties = {"Lärare", "Lärare", "Lärare", "Rektor", "Elevassistent"};
    Place& place = add_place(human, municipality, Work::staff, start);
    place.units = {random_.pick(municipalities_[municipality].schools).code};
    place.duty = random_.pick(duties);
    return place;
}

const School& Town::school(std::size_t municipality, const std::string& code) const {
    return *std::ranges::find(municipalities_[municipality].schools, code, &School::code);
}

bool Town::is_active(const Place& place, Date today) {
    if (!place.listed ||
        std::chrono::sys_days{place.start} - std::chrono::days{lead_days} > std::chrono::sys_days{today})
        return false;
    return !place.end.ok() || std::chrono::sys_days{place.end} >= std::chrono::sys_days{today};
}

std::vector<std::size_t> Town::residents(std::size_t municipality, Work work) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const Place& place = places_[i];
        if (place.municipality == municipality && place.work == work && place.listed) found.push_back(i);
    }
    return found;
}

std::vector<std::size_t> Town::choose(std::size_t municipality, Work work, double probability) {
    std::vector<std::size_t> all = residents(municipality, work);
    const std::size_t count = random_.count(all.size(), probability);
    std::erase_if(all, [&](std::size_t i) { return places_[i].end.ok() || humans_[places_[i].human].is_protected; });
    random_.shuffle(all);
    all.resize(std::min(all.size(), count));
    return all;
}

void Town::live(Date today) {
    today_ = today;
    ++night_;
    old_rows_go();
    if (is_weekend(today)) return;
    // Now and then much happens on one day: a term begins, somebody catches up with a pile of forms.
    const double burst = random_.chance(0.04) ? 5 : 0.8;
    for (std::size_t i = 0; i < municipalities_.size(); ++i) live_in(i, burst);
}

void Town::live_in(std::size_t municipality, double burst) {
    pupils_leave(municipality, burst);
    pupils_change(municipality, burst);
    families_come(municipality, burst);
    staff_change(municipality, burst);
}

void Town::old_rows_go() {
    for (Place& place : places_) {
        if (place.listed && place.end.ok() && place.end < today_ && night_ - place.ended_night > 7)
            place.listed = false;
    }
}

void Town::families_come(std::size_t municipality, double burst) {
    const std::size_t heads = residents(municipality, Work::pupil).size();
    const std::size_t families = random_.count(heads, rate::newcomers / 1.5 * burst);
    for (std::size_t i = 0; i < families; ++i) {
        const std::string family = random_.pick(family_names());
        const Date start = plus_days(today_, random_.between(0, 14));
        for (int child = random_.chance(0.4) ? 2 : 1; child > 0; --child) {
            const int year = random_.between(0, last_year);
            const int born = static_cast<int>(today_.year()) - 7 - year;
            add_pupil(add_human(born, born, family), municipality, year, start);
        }
    }
}

void Town::pupils_leave(std::size_t municipality, double burst) {
    for (const std::size_t i : choose(municipality, Work::pupil, rate::leavers_with_date * burst)) {
        places_[i].end = plus_days(today_, random_.between(-1, 10));
        places_[i].ended_night = night_ + 10;
    }
    for (const std::size_t i : choose(municipality, Work::pupil, rate::leavers_without * burst))
        places_[i].listed = false;
    if (municipalities_.size() < 2) return;
    for (const std::size_t i : choose(municipality, Work::pupil, rate::to_neighbour * burst)) {
        places_[i].listed = false;
        const std::size_t human = places_[i].human;
        add_pupil(human, (municipality + 1) % municipalities_.size(), places_[i].year, today_);
    }
}

void Town::pupils_change(std::size_t municipality, double burst) {
    const std::vector<School>& schools = municipalities_[municipality].schools;
    for (const std::size_t i : choose(municipality, Work::pupil, rate::new_class * burst)) {
        const School& here = school(municipality, places_[i].units.front());
        std::vector<Class> others;
        std::ranges::copy_if(here.classes, std::back_inserter(others),
                             [&](const Class& each) { return each.name != places_[i].klass; });
        put_in_class(places_[i], here, random_.pick(others));
    }
    for (const std::size_t i : choose(municipality, Work::pupil, rate::new_school * burst)) {
        const School& there = random_.pick(schools);
        put_in_class(places_[i], there, random_.pick(there.classes));
    }
    for (const std::size_t i : choose(municipality, Work::pupil, rate::new_name * burst))
        humans_[places_[i].human].family = random_.pick(family_names());
    for (const std::size_t i : choose(municipality, Work::pupil, rate::new_mail * burst))
        places_[i].mail = new_mail(humans_[places_[i].human]);
    for (const std::size_t i : choose(municipality, Work::pupil, rate::new_protection * burst))
        humans_[places_[i].human].is_protected = true;
}

void Town::staff_change(std::size_t municipality, double burst) {
    const std::vector<School>& schools = municipalities_[municipality].schools;
    for (const std::size_t i : choose(municipality, Work::staff, rate::staff_goes * burst)) places_[i].listed = false;
    for (const std::size_t i : choose(municipality, Work::staff, rate::staff_moves * burst))
        places_[i].units = {random_.pick(schools).code};
    for (const std::size_t i : choose(municipality, Work::staff, rate::new_name * burst))
        humans_[places_[i].human].family = random_.pick(family_names());
    const auto born = static_cast<int>(today_.year());
    const std::size_t heads = residents(municipality, Work::staff).size();
    for (std::size_t i = random_.count(heads, rate::staff_comes * burst); i > 0; --i)
        add_staff(add_human(born - 64, born - 25, ""), municipality, plus_days(today_, random_.between(0, 14)));
}

void Town::change_school_year(Date today) {
    today_ = today;
    ++night_;
    for (std::size_t m = 0; m < municipalities_.size(); ++m) {
        std::size_t gone = 0;
        for (const std::size_t i : residents(m, Work::pupil)) {
            Place& place = places_[i];
            if (place.year == last_year) {
                place.listed = false;
                ++gone;
                continue;
            }
            const School& here = school(m, place.units.front());
            const auto next = std::ranges::find_if(here.classes, [&](const Class& each) {
                return each.year == place.year + 1 && each.name.back() == place.klass.back();
            });
            put_in_class(place, here, *next);
        }
        for (; gone > 0; --gone) {
            const auto born = static_cast<int>(today.year()) - 6;
            add_pupil(add_human(born, born, ""), m, 0, today);
        }
    }
}

}  // namespace samkat::lies
