// What the registers say now, put together with what samkat knows: for the commands that show it. Writes nothing.
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "daemon/engine/identify.hpp"
#include "daemon/run/installation.hpp"
#include "daemon/run/planning.hpp"
#include "daemon/run/readings.hpp"

namespace samkat::run {

struct Registers {
    Date as_of{};
    std::vector<Reading> readings;
    Past past;
    engine::Identified identified;
};

// Reads every source and tells the people apart, as a run does.
Result<std::unique_ptr<Registers>> read_registers(Installation& installation, Date as_of, std::stop_token stop);

}  // namespace samkat::run
