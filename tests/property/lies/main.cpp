// lies: lets registers lie to samkat for so many nights, and says what harm it did.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <random>
#include <string>

#include "tests/property/lies/report.hpp"
#include "tests/property/lies/scratch_place.hpp"

namespace samkat::lies {

namespace {

constexpr const char* usage =
    "usage: lies [--nights N] [--seed S] [--kinds A,B] [--worlds A,B] [--guard weak|default|strict] [--json]\n"
    "            [--details] [--bounds] [--honest] [--list]\n"
    "  --details  tell of every lie that did harm, and of what held an honest night\n"
    "  --honest   no lies: only ordinary nights, and how many of them are held\n"
    "  --bounds   end with status 1 if what samkat promises does not hold\n";

struct Arguments {
    SimulationOptions options;
    bool json = false, details = false, bounds = false, list = false;
};

std::vector<std::string> names_in(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        names.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return names;
}

bool take_kinds(const std::string& text, SimulationOptions& options) {
    for (const std::string& name : names_in(text)) {
        options.kinds.push_back(kind_called(name));
        if (options.kinds.back() == nullptr) return false;
    }
    return true;
}

bool take_worlds(const std::string& text, SimulationOptions& options) {
    for (const std::string& name : names_in(text)) {
        const std::size_t before = options.worlds.size();
        for (const WorldKind& world : world_kinds()) {
            if (world.name.starts_with(name)) options.worlds.push_back(&world);
        }
        if (options.worlds.size() == before) return false;
    }
    return true;
}

bool take_guard(const std::string& text, SimulationOptions& options) {
    options.guard = text == "weak" ? GuardLevel::weak : text == "strict" ? GuardLevel::strict : GuardLevel::standard;
    return text == "weak" || text == "strict" || text == "default";
}

bool take(const std::string& name, const std::string& value, Arguments& arguments) {
    SimulationOptions& options = arguments.options;
    if (name == "--nights") return (options.nights = std::atoi(value.c_str())) > 0;
    if (name == "--seed") return (options.seed = std::strtoull(value.c_str(), nullptr, 10), true);
    if (name == "--kinds") return take_kinds(value, options);
    if (name == "--worlds") return take_worlds(value, options);
    return name == "--guard" && take_guard(value, options);
}

bool read_arguments(int argc, char** argv, Arguments& arguments) {
    arguments.options.seed = std::random_device{}();
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        bool* flag = name == "--json"      ? &arguments.json
                     : name == "--details" ? &arguments.details
                     : name == "--bounds"  ? &arguments.bounds
                     : name == "--list"    ? &arguments.list
                     : name == "--honest"  ? &arguments.options.honest
                                           : nullptr;
        if (flag != nullptr) {
            *flag = true;
        } else if (++i >= argc || !take(name, argv[i], arguments)) {
            return false;
        }
    }
    return true;
}

void print_details(const Episode& episode) {
    if (episode.details.empty()) return;
    std::string names;
    for (const Kind* kind : episode.lie.kinds) names += (names.empty() ? "" : " + ") + std::string{kind->name};
    std::printf("%s, %s, %s, share %.3f, %d nights, worst week %zu (allowed %zu), things %zu%s\n", names.c_str(),
                std::string{episode.world}.c_str(), episode.lie.about_staff ? "staff" : "pupils", episode.lie.share,
                episode.lying, episode.worst_week, episode.allowed, episode.worst_things,
                episode.healed ? "" : ", NOT HEALED");
    for (const std::string& each : episode.details) std::printf("    %s\n", each.c_str());
}

int run(Arguments& arguments) {
    const ScratchPlace place;
    arguments.options.place = place.path();
    if (arguments.details) {
        arguments.options.each_episode = print_details;
        arguments.options.each_false_hold = [](const std::string& said) {
            std::printf("honest night held: %s\n", said.c_str());
        };
    }
    if (!arguments.json) std::printf("seed %llu\n", static_cast<unsigned long long>(arguments.options.seed));
    std::fflush(stdout);
    const Outcome outcome = simulate(arguments.options);
    const std::string text =
        arguments.json ? table_json(outcome, arguments.options) : table_text(outcome, arguments.options);
    std::fputs(text.c_str(), stdout);
    const std::vector<std::string> broken = broken_bounds(outcome);
    for (const std::string& each : broken)
        std::fprintf(arguments.json ? stderr : stdout, "BOUND BROKEN: %s\n", each.c_str());
    return arguments.bounds && !broken.empty() ? 1 : 0;
}

}  // namespace

}  // namespace samkat::lies

int main(int argc, char** argv) {
    samkat::lies::Arguments arguments;
    if (!samkat::lies::read_arguments(argc, argv, arguments)) {
        std::fputs(samkat::lies::usage, stderr);
        return 64;
    }
    if (arguments.list) {
        for (const auto& kind : samkat::lies::kinds())
            std::printf("%-34s %s\n", std::string{kind.name}.c_str(), std::string{kind.says}.c_str());
        return 0;
    }
    try {
        return samkat::lies::run(arguments);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "lies: %s\n", error.what());
        return 2;
    }
}
