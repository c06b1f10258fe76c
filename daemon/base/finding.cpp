#include "daemon/base/finding.hpp"

#include <algorithm>

#include "daemon/base/quote.hpp"

namespace samkat {

std::string Where::text() const {
    std::string result = place;
    if (line > 0) result += (result.empty() ? "" : ":") + std::to_string(line);
    if (line > 0 && column > 0) result += ":" + std::to_string(column);
    if (!field.empty()) result += (result.empty() ? "(" : " (") + field + ")";
    return result;
}

Finding finding(const Message& message, Where where, const Arguments& values) {
    // Whoever quotes data does it with quoted_for_people(); what slips through has no civic number at least.
    Arguments arguments = values;
    for (auto& [name, value] : arguments) value = without_civic_numbers(value);
    where.place = without_civic_numbers(where.place);
    return Finding{message.severity,
                   std::string{message.id},
                   std::move(where),
                   {fill(message.sv, arguments), fill(message.en, arguments)},
                   {fill(message.advice_sv, arguments), fill(message.advice_en, arguments)},
                   {}};
}

std::string format(const Finding& finding, Language language) {
    const std::string place = finding.where.text();
    std::string result = place.empty() ? finding.text.in(language) : place + ": " + finding.text.in(language);
    if (!finding.excerpt.empty()) result += "\n" + finding.excerpt;
    if (!finding.advice.in(language).empty()) result += "\n  " + finding.advice.in(language);
    return result;
}

void Findings::add(Finding finding) {
    if (++counts_[finding.id] > limit_) {
        ++left_out_[finding.id];
        return;
    }
    list_.push_back(std::move(finding));
}

void Findings::add(const Findings& others) {
    for (const Finding& each : others.list_) add(each);
    for (const auto& [id, count] : others.left_out_) left_out_[id] += count;
}

bool Findings::has_errors() const {
    return std::ranges::any_of(list_, [](const Finding& each) { return each.severity == Severity::error; });
}

}  // namespace samkat
