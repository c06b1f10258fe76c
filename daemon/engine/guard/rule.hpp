// One rule of the guard: facts in, verdicts out. A rule is one file: its function, declared in rules.hpp and named in
// the list of rules.cpp, its limits in GuardPolicy, its message, its test. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "daemon/base/message.hpp"
#include "daemon/engine/guard/facts.hpp"

namespace samkat::engine::guard {

// Changes that belong to one thing said.
struct Verdict {
    const Message* message = nullptr;
    std::vector<std::size_t>
        changes;          // places in the plan's Changes; those that something holds already are passed over
    Arguments arguments;  // besides {count} (Changes held by it) and {municipality}
    std::vector<std::string> sources;  // the deliveries that it calls in question
};
using Verdicts = std::vector<Verdict>;
using Rule = Verdicts (*)(const Facts&);

// All Changes of `subjects`.
std::vector<std::size_t> changes_of(std::span<const Subject* const> subjects);
// True if one human being can have both birth dates (hashes, each empty where nothing is said).
bool can_be_one(const std::string& birth, const std::string& other);
// The sources of `subjects`, sorted.
std::vector<std::string> sources_of(std::span<const Subject* const> subjects);

template <class Test>
std::vector<const Subject*> subjects_if(const Facts& facts, const Test& test) {
    std::vector<const Subject*> result;
    for (const Subject& each : facts.subjects) {
        if (test(each)) result.push_back(&each);
    }
    return result;
}

}  // namespace samkat::engine::guard
