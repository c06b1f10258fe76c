#include "daemon/cli/texts.hpp"

#include "daemon/base/text.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/model/civic_number.hpp"

namespace samkat::cli {

namespace {

constexpr std::size_t longest_shown = 200;

// A day after every birth date: whatever reads as a civic number now or later is one.
constexpr Date far_day{std::chrono::year{2999}, std::chrono::December, std::chrono::day{31}};

}  // namespace

std::string Texts::operator()(const Message& message, const samkat::Arguments& arguments) const {
    samkat::Arguments values = arguments;
    for (auto& [name, value] : values) value = text::printable(value);
    return fill(language_ == Language::sv ? message.sv : message.en, values);
}

std::string Texts::of(const LocalText& text) const {
    return text::printable(text.in(language_));
}

std::string Texts::of(ChangeKind kind) const {
    switch (kind) {
        case ChangeKind::create:
            return (*this)(messages::KIND_CREATE);
        case ChangeKind::modify:
            return (*this)(messages::KIND_MODIFY);
        case ChangeKind::move:
            return (*this)(messages::KIND_MOVE);
        case ChangeKind::disable:
            return (*this)(messages::KIND_DISABLE);
        case ChangeKind::enable:
            return (*this)(messages::KIND_ENABLE);
        case ChangeKind::remove:
            return (*this)(messages::KIND_DELETE);
    }
    return "";
}

std::string Texts::of(CauseKind kind) const {
    switch (kind) {
        case CauseKind::register_data:
            return (*this)(messages::CAUSE_REGISTER);
        case CauseKind::absence:
            return (*this)(messages::CAUSE_ABSENCE);
        case CauseKind::end_date:
            return (*this)(messages::CAUSE_END_DATE);
        case CauseKind::rule:
            return (*this)(messages::CAUSE_RULE);
        case CauseKind::foreign_change:
            return (*this)(messages::CAUSE_FOREIGN);
        case CauseKind::structure:
            return (*this)(messages::CAUSE_STRUCTURE);
        case CauseKind::protection:
            return (*this)(messages::CAUSE_PROTECTION);
        case CauseKind::possible_protection:
            return (*this)(messages::CAUSE_POSSIBLE_PROTECTION);
    }
    return "";
}

std::string Texts::of(AccountStatus status) const {
    switch (status) {
        case AccountStatus::active:
            return (*this)(messages::STATE_ACTIVE);
        case AccountStatus::grace:
            return (*this)(messages::STATE_GRACE);
        case AccountStatus::disabled:
            return (*this)(messages::STATE_DISABLED);
    }
    return "";
}

std::string Texts::of(Role role) const {
    return (*this)(role == Role::pupil ? messages::ROLE_PUPIL : messages::ROLE_STAFF);
}

std::string Texts::of(Outcome outcome) const {
    switch (outcome) {
        case Outcome::applied:
            return (*this)(messages::OUTCOME_APPLIED);
        case Outcome::found_applied:
            return (*this)(messages::OUTCOME_FOUND_APPLIED);
        case Outcome::not_applied:
            return (*this)(messages::OUTCOME_NOT_APPLIED);
        case Outcome::skipped_stale:
            return (*this)(messages::OUTCOME_SKIPPED_STALE);
        case Outcome::failed:
            return (*this)(messages::OUTCOME_FAILED);
        case Outcome::unknown:
            return (*this)(messages::OUTCOME_UNKNOWN);
    }
    return "";
}

std::string masked(std::string_view value, bool reveal) {
    // Shorter texts of digits are other things: school unit codes, dates, telephone numbers.
    if (reveal || value.size() < 12 || value.size() > 13) return std::string{value};
    const auto number = CivicNumber::parse(value, far_day);
    return std::holds_alternative<CivicNumber>(number) ? std::get<CivicNumber>(number).masked() : std::string{value};
}

std::string masked_json(std::string json, bool reveal) {
    if (reveal) return json;
    std::string result;
    result.reserve(json.size());
    std::size_t copied = 0;
    for (std::size_t at = json.find('"'); at != std::string::npos; at = json.find('"', at + 1)) {
        const std::size_t begin = at + 1;
        for (at = begin; at < json.size() && json[at] != '"'; ++at) at += json[at] == '\\' ? 1 : 0;
        if (at >= json.size()) break;
        const std::string_view value = std::string_view{json}.substr(begin, at - begin);
        if (value.size() != 12 && value.size() != 13) continue;
        result.append(json, copied, begin - copied);
        result += masked(value, false);
        copied = at;
    }
    return result.append(json, copied);
}

std::string shown(std::string_view value, bool reveal) {
    const std::string text = text::printable(masked(value, reveal));
    return text::length(text) > longest_shown ? text::left(text, longest_shown - 1) + "…" : text;
}

std::string shown(const Values& values, bool reveal) {
    std::string all;
    for (const std::string& each : values) all += (all.empty() ? "" : ", ") + shown(each, reveal);
    return all;
}

}  // namespace samkat::cli
