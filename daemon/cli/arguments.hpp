// What was asked for on the command line, as a value. CLI11 is used in arguments.cpp only.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "daemon/base/message.hpp"

namespace samkat::cli {

struct Arguments {
    std::string command;  // "plan", "log verify", …

    std::string config;
    std::string language;  // "", "sv", "en"
    bool json = false;
    bool no_colour = false;
    bool reveal = false;

    std::string subject;  // the first that is given in order: plan, WHO, DN, connector or source
    std::string attribute;
    std::string municipality;
    std::string out, against, config_try, as_of;
    bool detailed_exit_code = false;
    bool timings = false;
    bool all = false;
    std::size_t limit = 40;
    bool online = false;
    bool yes = false;
    bool now = false, wait = false;
    std::string only;
    std::string accept_loss;
    std::string person, dn, run, since;
    bool follow = false;
};

struct Parsed {
    Arguments arguments;
    bool done = false;  // nothing is left to do but to print: help, or an error
    int status = 0;
    std::string out, err;
};

// `language` is that of help and errors.
Parsed parse(std::span<const std::string> args, Language language, const std::string& default_config);

// The language that --lang in `args` chooses; "" if it does not. For what is said before they are parsed.
std::string language_in(std::span<const std::string> args);
// The directory that --config in `args` names, or "".
std::string config_in(std::span<const std::string> args);

}  // namespace samkat::cli
