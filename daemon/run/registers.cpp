#include "daemon/run/registers.hpp"

#include "daemon/engine/groups.hpp"

namespace samkat::run {

Result<std::unique_ptr<Registers>> read_registers(Installation& installation, Date as_of, std::stop_token stop) {
    auto registers = std::make_unique<Registers>();
    registers->as_of = as_of;
    std::vector<const SourcePolicy*> sources;
    for (const SourcePolicy& source : installation.config().sources) sources.push_back(&source);
    registers->readings = read_sources(sources, installation.ports(), as_of, std::move(stop));
    auto past = load_past(installation.store(), *installation.ports().clock);
    if (!past) return fail(past.error());
    registers->past = std::move(*past);
    std::vector<const engine::Drafts*> drafts;
    for (const Reading& reading : registers->readings) {
        if (!reading.failed) drafts.push_back(&reading.drafts);
    }
    // Who described whom is for runs to record; nothing here asks for it.
    registers->identified = engine::identify(drafts, registers->past.persons, installation.hash(), {});
    engine::settle_teaching_groups(registers->identified.world);
    return registers;
}

}  // namespace samkat::run
