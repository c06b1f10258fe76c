// Nights in a small world: a run of the installation as the timer starts it, and the entries that stand afterwards.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "daemon/run/run.hpp"
#include "tests/support/small_world.hpp"

namespace samkat::test {

// A day passes, and the timer starts a run. Throws if it cannot be run.
inline run::RunReport night(SmallWorld& world) {
    world.clock.advance(std::chrono::hours{24});
    auto loaded = config::load(world.config());
    if (!loaded.config) throw std::runtime_error(format(loaded.findings.list().front(), Language::en));
    const run::Ports ports = world.ports()(*loaded.config);
    Findings findings;
    auto installation = run::Installation::open_for_writing(*loaded.config, ports, findings);
    if (!installation) throw std::runtime_error(format(installation.error(), Language::en));
    run::RunOptions options;
    options.trigger = "timer";
    options.actor = "test";
    auto report = run::run_now(**installation, options);
    if (!report) throw std::runtime_error(format(report.error(), Language::en));
    return std::move(*report);
}

// The texts of the directory's entries that have all of `lines`.
inline std::vector<std::string> entries_with(const SmallWorld& world, const std::vector<std::string>& lines) {
    const std::string all = world.read("directory.ldif");
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin != std::string::npos;) {
        const std::size_t end = all.find("\n\n", begin);
        const std::string entry = all.substr(begin, end == std::string::npos ? end : end - begin) + "\n";
        const auto has = [&](const std::string& line) { return entry.find("\n" + line + "\n") != std::string::npos; };
        if (std::ranges::all_of(lines, has)) found.push_back(entry);
        begin = end == std::string::npos ? end : end + 2;
    }
    return found;
}

}  // namespace samkat::test
