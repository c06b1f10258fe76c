#include "tests/property/lies/report.hpp"

#include <algorithm>
#include <cstdio>

#include "daemon/base/json_writer.hpp"

namespace samkat::lies {

namespace {

// All episodes of one kind, or of two kinds together.
struct Line {
    std::string name;
    bool later = false;
    std::size_t waiting = 0;
    int episodes = 0, nights = 0, held = 0, silent = 0, over = 0, over_things = 0, together = 0, not_healed = 0;
    std::size_t worst = 0, worst_things = 0, most_over = 0;
    std::array<std::size_t, harm_kinds> harmed{};

    void add(const Episode& episode) {
        ++episodes;
        nights += episode.lying;
        held += episode.lying_held;
        silent += episode.silent_harm;
        waiting += episode.withheld;
        over += episode.over > 0 ? 1 : 0;
        over_things += episode.over_things > 0 ? 1 : 0;
        together += episode.over_together ? 1 : 0;
        not_healed += episode.healed ? 0 : 1;
        worst = std::max(worst, episode.worst_week);
        worst_things = std::max(worst_things, episode.worst_things);
        most_over = std::max(most_over, episode.over);
        for (std::size_t i = 0; i < harm_kinds; ++i) harmed[i] += episode.harmed[i];
    }
};

std::vector<Line> lines_of(const Outcome& outcome) {
    std::vector<Line> lines;
    for (const Kind& kind : kinds()) lines.push_back({.name = std::string{kind.name}, .later = kind.later});
    Line together{.name = "(two together)"}, all{.name = "(all)"};
    for (const Episode& episode : outcome.episodes) {
        all.add(episode);
        if (episode.lie.kinds.size() > 1) {
            together.add(episode);
            continue;
        }
        std::ranges::find(lines, episode.lie.kinds.front()->name, &Line::name)->add(episode);
    }
    std::erase_if(lines, [](const Line& line) { return line.episodes == 0; });
    lines.push_back(together);
    lines.push_back(all);
    return lines;
}

std::string per(int count, int of) {
    char text[64];
    if (count == 0)
        std::snprintf(text, sizeof text, "0 of %d", of);
    else
        std::snprintf(text, sizeof text, "%d of %d (1 in %.0f)", count, of, static_cast<double>(of) / count);
    return text;
}

std::string_view name_of_guard(GuardLevel guard) {
    return guard == GuardLevel::weak ? "weak" : guard == GuardLevel::strict ? "strict" : "default";
}

std::string honest_text(const Honest& honest) {
    std::string text = "ordinary nights held:        " + per(honest.held, honest.nights) +
                       "\nfirst two nights after, held: " + per(honest.first_held, honest.first_nights) +
                       "\nothers of that week, held:    " + per(honest.week_held, honest.week_nights) +
                       "\nonly protections to lift:    " + std::to_string(honest.lifts) + " nights" +
                       "\nannounced days held:         " + per(honest.announced_held, honest.announced) +
                       "\nharm on honest nights:       " + std::to_string(honest.harms) +
                       "\namiss after ordinary nights:  " + std::to_string(honest.amiss) + " at most" +
                       "\nprotected still shown:       " + std::to_string(honest.shown) +
                       " (accounts x honest nights)\n";
    for (const auto& [guard, count] : honest.guards) text += "  held by " + guard + ": " + std::to_string(count) + "\n";
    for (const std::string& each : honest.details) text += "  " + each + "\n";
    return text;
}

}  // namespace

std::string table_text(const Outcome& outcome, const SimulationOptions& options) {
    std::string text =
        "seed " + std::to_string(options.seed) + ", guard " + std::string{name_of_guard(options.guard)} + ", " +
        std::to_string(outcome.nights) + " nights, " + std::to_string(outcome.episodes.size()) +
        " lies\nworst: most accounts of one municipality harmed in a week, and most groups and units; over: lies "
        "beyond max(5, "
        "1 %) of accounts, and by how many at most; things: of groups and units; both: of the two as one\n\n";
    char row[400];
    std::snprintf(row, sizeof row, "%-34s %5s %6s %6s %6s %6s %9s %6s %6s %7s |", "kind (+ added later)", "lies",
                  "nights", "held", "silent", "worst", "over", "things", "both", "unheal");
    text += row;
    for (std::size_t i = 0; i < harm_kinds; ++i) {
        std::snprintf(row, sizeof row, " %8s", std::string{name_of(static_cast<HarmKind>(i))}.c_str());
        text += row;
    }
    text += "\n";
    for (const Line& line : lines_of(outcome)) {
        const std::string over = std::to_string(line.over) + "/+" + std::to_string(line.most_over);
        const std::string worst = std::to_string(line.worst) + "/" + std::to_string(line.worst_things);
        std::snprintf(row, sizeof row, "%-34s %5d %6d %6d %6d %6s %9s %6d %6d %7d |",
                      (line.name + (line.later ? " +" : "")).c_str(), line.episodes, line.nights, line.held,
                      line.silent, worst.c_str(), over.c_str(), line.over_things, line.together, line.not_healed);
        text += row;
        for (const std::size_t count : line.harmed) {
            std::snprintf(row, sizeof row, " %8s", count == 0 ? "." : std::to_string(count).c_str());
            text += row;
        }
        text += "\n";
    }
    return text + "\nwithheld, and waiting for a person to lift it after the first honest night: " +
           std::to_string(lines_of(outcome).back().waiting) + " accounts\n" + honest_text(outcome.honest);
}

std::string table_json(const Outcome& outcome, const SimulationOptions& options) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.member("seed", std::to_string(options.seed));
    json.member("guard", name_of_guard(options.guard));
    json.member("nights", static_cast<std::int64_t>(outcome.nights));
    json.key("kinds");
    json.begin_array();
    for (const Line& line : lines_of(outcome)) {
        json.begin_object();
        json.member("kind", line.name);
        json.member("later", line.later);
        json.member("lies", static_cast<std::int64_t>(line.episodes));
        json.member("nights", static_cast<std::int64_t>(line.nights));
        json.member("held", static_cast<std::int64_t>(line.held));
        json.member("silent", static_cast<std::int64_t>(line.silent));
        json.member("worst_week", static_cast<std::int64_t>(line.worst));
        json.member("worst_things", static_cast<std::int64_t>(line.worst_things));
        json.member("over", static_cast<std::int64_t>(line.over));
        json.member("over_things", static_cast<std::int64_t>(line.over_things));
        json.member("over_together", static_cast<std::int64_t>(line.together));
        json.member("not_healed", static_cast<std::int64_t>(line.not_healed));
        for (std::size_t i = 0; i < harm_kinds; ++i)
            json.member(name_of(static_cast<HarmKind>(i)), static_cast<std::int64_t>(line.harmed[i]));
        json.end_object();
    }
    json.end_array();
    json.member("ordinary_nights", static_cast<std::int64_t>(outcome.honest.nights));
    json.member("ordinary_held", static_cast<std::int64_t>(outcome.honest.held));
    json.member("first_nights", static_cast<std::int64_t>(outcome.honest.first_nights));
    json.member("first_held", static_cast<std::int64_t>(outcome.honest.first_held));
    json.member("week_nights", static_cast<std::int64_t>(outcome.honest.week_nights));
    json.member("week_held", static_cast<std::int64_t>(outcome.honest.week_held));
    json.member("lift_nights", static_cast<std::int64_t>(outcome.honest.lifts));
    json.member("announced", static_cast<std::int64_t>(outcome.honest.announced));
    json.member("announced_held", static_cast<std::int64_t>(outcome.honest.announced_held));
    json.member("honest_harms", static_cast<std::int64_t>(outcome.honest.harms));
    json.member("shown", static_cast<std::int64_t>(outcome.honest.shown));
    json.end_object();
    return out + "\n";
}

std::vector<std::string> broken_bounds(const Outcome& outcome) {
    std::vector<std::string> broken;
    const Line all = lines_of(outcome).back();
    for (const HarmKind never : {HarmKind::revealed, HarmKind::merged, HarmKind::reissued}) {
        const std::size_t count = all.harmed[static_cast<std::size_t>(never)];
        if (count > 0) broken.push_back(std::string{name_of(never)} + ": " + std::to_string(count) + ", must be 0");
    }
    if (all.over_things > 0)
        broken.push_back("lies that made or emptied more groups and units than max(5, 1 %) in a week: " +
                         std::to_string(all.over_things) + ", must be 0");
    if (all.over > 0)
        broken.push_back("lies that harmed more than max(5, 1 %) in a week: " + std::to_string(all.over) +
                         ", must be 0");
    if (all.not_healed > 0)
        broken.push_back("lies not undone by the first honest night: " + std::to_string(all.not_healed) +
                         ", must be 0");
    const int nights = outcome.honest.nights + outcome.honest.first_nights + outcome.honest.week_nights;
    const int held = outcome.honest.held + outcome.honest.first_held + outcome.honest.week_held;
    if (held * 500 > std::max(nights, 500))
        broken.push_back("honest nights held: " + per(held, nights) + ", at most 1 in 500");
    if (outcome.honest.harms > 0)
        broken.push_back("harm on honest nights: " + std::to_string(outcome.honest.harms) + ", must be 0");
    if (outcome.honest.shown > 0)
        broken.push_back("protected still shown after honest nights: " + std::to_string(outcome.honest.shown) +
                         ", must be 0");
    return broken;
}

}  // namespace samkat::lies
