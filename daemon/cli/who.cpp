#include "daemon/cli/who.hpp"

#include <istream>

#include "daemon/base/text.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/cli/progress.hpp"
#include "daemon/model/civic_number.hpp"

namespace samkat::cli {

std::optional<run::Who> who_of(const Context& context, const std::string& text) {
    if (text == "-") {
        std::string line;
        std::getline(context.environment().in, line);
        return run::Who{std::string{text::trim(line)}, true};
    }
    const auto number = CivicNumber::parse(text::trim(text), context.ports().clock->today());
    if (!std::holds_alternative<CivicNumber>(number)) return run::Who{text, false};
    context.misused(messages::CIVIC_ON_COMMAND_LINE, {});
    return std::nullopt;
}

std::unique_ptr<run::Registers> registers_of(Context& context, run::Installation& installation) {
    const Progress progress{context.err(), context.environment().err_is_terminal, context.text()(messages::READING)};
    auto registers = run::read_registers(installation, context.ports().clock->today(), context.environment().stop);
    if (registers) return std::move(*registers);
    context.failed(registers.error());
    return nullptr;
}

}  // namespace samkat::cli
