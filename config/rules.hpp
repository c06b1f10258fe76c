// Attribute rules: those of the profile, of samkat.toml and of a municipality laid over each other by id, then
// compiled.
#pragma once

#include <string>
#include <vector>

#include "config/compile.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::config {

// A rule as written. Points into its document.
struct WrittenRule {
    std::string id;
    const Document* document = nullptr;
    const Value* table = nullptr;
};
using WrittenRules = std::vector<WrittenRule>;

// `rules` with the [[attribute]] tables of `document` over them: the same id replaces, enabled = false removes.
WrittenRules rules_over(WrittenRules rules, const Document& document, Findings& findings);

// Rules with errors are left out.
std::vector<AttributeRule> compile_rules(const WrittenRules& rules, const Tables& tables, Findings& findings);

// Takes out the rules that read the civic number. Such a rule written in `own` (a municipality's file) is a warning.
void leave_out_civic_number(std::vector<AttributeRule>& rules, const WrittenRules& written, const Document& own,
                            Findings& findings);

// A [names.*] table.
NameRule name_rule(const Section& section, const Tables& tables, Findings& findings);

}  // namespace samkat::config
