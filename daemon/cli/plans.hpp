// What the commands about plans share.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/cli/context.hpp"
#include "daemon/run/run.hpp"

namespace samkat::cli {

// An array of plans. Unless `reveal`, civic numbers are masked, and Changes that are held because the person is
// protected have neither values nor a place: their DN is the municipality's base, and their digest is of what is shown.
std::string plans_json(const run::Planned& planned, bool reveal);

// The content of a plan file with these plans, each sealed.
std::string plan_file_text(const run::Installation& installation, std::span<const Plan* const> plans);

// The plans in a plan file's content (an array, or one). An error, and none of them, if one is not as this installation
// sealed it. `name` is the file's, for messages.
Result<std::vector<Plan>> read_plans(const run::Installation& installation, const std::string& text,
                                     const std::string& name);

// The plans that a command is about: of the plan file that came with the command or that `name` is, or, where it is
// none, those of a dry run made now whose id begins with `name` (all, if `name` is empty).
Result<std::vector<Plan>> plans_named(Context& context, run::Installation& installation, const std::string& name);

// The content of the file `name`, or nothing if there is no such file.
std::optional<Result<std::string>> plan_file(const std::string& name);

// Tells what a run did; the exit status.
int tell(const Context& context, const run::RunReport& report);

}  // namespace samkat::cli
