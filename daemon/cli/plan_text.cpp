#include "daemon/cli/plan_text.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "daemon/base/text.hpp"
#include "daemon/cli/messages.hpp"
#include "daemon/model/unit_code.hpp"
#include "daemon/run/approve.hpp"

namespace samkat::cli {

namespace {

// What a person should look at first comes first. Who leaves is modified, as LDAP sees it; people look for leavers.
enum class Rank : std::uint8_t { remove, disable, leave, move, enable, create, modify };
constexpr std::array all_ranks{Rank::remove, Rank::disable, Rank::leave, Rank::move,
                               Rank::enable, Rank::create,  Rank::modify};

Rank rank(const Change& change) {
    switch (change.kind) {
        case ChangeKind::remove:
            return Rank::remove;
        case ChangeKind::disable:
            return Rank::disable;
        case ChangeKind::move:
            return Rank::move;
        case ChangeKind::enable:
            return Rank::enable;
        case ChangeKind::create:
            return Rank::create;
        case ChangeKind::modify:
            break;
    }
    return run::is_leaving(change) ? Rank::leave : Rank::modify;
}

// What holds a whole plan says nothing about the single Change.
bool is_unusual(const Change& change) {
    const bool rare = rank(change) <= Rank::move;
    return rare || (!change.held.empty() && !run::is_held_with_whole_plan(change));
}

std::string unit_of(const Change& change) {
    for (const AttributeChange& each : change.attributes) {
        if (!same_name(each.name, "sisSchoolUnitCode")) continue;
        const Values& values = each.after.empty() ? each.before : each.after;
        if (!values.empty()) return values.front();
    }
    // Units are named by their code, and the names of groups begin with it.
    const std::string name = change.dn.rdn_value();
    const bool begins_with_code = change.entry_class == EntryClass::group && name.size() > 8 && name[8] == '-';
    if (change.entry_class == EntryClass::unit) return name;
    return begins_with_code ? parse_unit_code(name.substr(0, 8)).value_or("") : "";
}

class PlanText {
  public:
    PlanText(const Plan& plan, const PlanView& view, const Texts& text, const Style& style)
        : plan_(plan), view_(view), say_(text), style_(style) {}

    std::string text() {
        title();
        if (plan_.changes.empty()) out_ += say_(messages::PLAN_NOTHING) + "\n";
        if (!plan_.changes.empty()) {
            counts();
            units();
            unusual();
        }
        findings();
        holds();
        changes();
        return std::move(out_);
    }

  private:
    bool is_hidden(const Change& change) const { return !view_.reveal && run::is_of_protected(change); }

    void heading(const Message& message) { out_ += style_(Paint::bold, say_(message)) + "\n"; }

    void title() {
        const samkat::Arguments values{{"municipality", view_.municipality + " (" + plan_.municipality + ")"},
                                       {"id", plan_.id.substr(0, 12)},
                                       {"as_of", format_date(plan_.as_of)}};
        out_ += style_(Paint::bold, say_(messages::PLAN_TITLE, values)) + "\n";
        if (!plan_.complete) {
            out_ += style_(Paint::red,
                           say_(messages::PLAN_INCOMPLETE, {{"sources", text::join(plan_.failed_sources, ", ")}})) +
                    "\n";
        }
    }

    void counts() {
        heading(messages::PLAN_BY_CAUSE);
        std::map<std::pair<Rank, CauseKind>, std::size_t> counts;
        for (const Change& change : plan_.changes) ++counts[{rank(change), change.cause.kind}];
        Table table{{say_(messages::WORD_KIND), say_(messages::WORD_CAUSE), say_(messages::WORD_COUNT)}};
        for (const auto& [key, count] : counts)
            table.add({word_of(key.first), say_.of(key.second), std::to_string(count)});
        out_ += table.text(style_);
    }

    std::string word_of(Rank rank) const {
        switch (rank) {
            case Rank::remove:
                return say_.of(ChangeKind::remove);
            case Rank::disable:
                return say_.of(ChangeKind::disable);
            case Rank::leave:
                return say_(messages::KIND_LEAVE);
            case Rank::move:
                return say_.of(ChangeKind::move);
            case Rank::enable:
                return say_.of(ChangeKind::enable);
            case Rank::create:
                return say_.of(ChangeKind::create);
            case Rank::modify:
                break;
        }
        return say_.of(ChangeKind::modify);
    }

    void units() {
        heading(messages::PLAN_BY_UNIT);
        std::map<std::string, std::array<std::size_t, all_ranks.size()>> counts;
        for (const Change& change : plan_.changes)
            ++counts[is_hidden(change) ? "" : unit_of(change)][static_cast<std::size_t>(rank(change))];
        std::vector<std::string> head{say_(messages::WORD_UNIT)};
        for (const Rank each : all_ranks) head.push_back(word_of(each));
        Table table{std::move(head)};
        for (const auto& [unit, row] : counts) {
            std::vector<std::string> cells{unit.empty() ? say_(messages::PLAN_NO_UNIT) : shown(unit, view_.reveal)};
            for (const std::size_t count : row) cells.push_back(std::to_string(count));
            table.add(std::move(cells));
        }
        out_ += table.text(style_);
    }

    void unusual() {
        std::vector<const Change*> list;
        for (const Change& change : plan_.changes) {
            if (is_unusual(change)) list.push_back(&change);
        }
        if (list.empty()) return;
        std::ranges::stable_sort(list, {}, [](const Change* change) { return rank(*change); });
        heading(messages::PLAN_UNUSUAL);
        Table table;
        for (std::size_t i = 0; i < std::min(list.size(), view_.limit); ++i) table.add(row(*list[i]));
        out_ += table.text(style_);
        more(list.size());
    }

    std::vector<std::string> row(const Change& change) const {
        std::string mark;
        if (change.approved)
            mark = say_(messages::PLAN_APPROVED_MARK);
        else if (!change.held.empty())
            mark = say_(messages::PLAN_HELD_MARK) + " " + text::printable(change.held);
        std::string cause = say_.of(change.cause.kind);
        if (is_hidden(change)) {
            // The id tells nothing, and is what an approval of one person's Changes needs.
            std::string who = say_(messages::PLAN_PROTECTED, {{"municipality", view_.municipality}});
            if (!change.person.empty()) who += " " + text::printable(change.person);
            return {std::to_string(change.seq), word_of(rank(change)), who, cause, mark};
        }
        if (!change.cause.locator.empty()) cause += " " + text::printable(change.cause.locator);
        return {std::to_string(change.seq), word_of(rank(change)), text::printable(change.dn.text()), cause, mark};
    }

    void more(std::size_t total) {
        if (total > view_.limit)
            out_ += "  " + say_(messages::PLAN_MORE, {{"count", std::to_string(total - view_.limit)}}) + "\n";
    }

    void findings() {
        if (plan_.findings.empty()) return;
        heading(messages::PLAN_FINDINGS);
        std::map<std::string, std::size_t> seen;
        for (const Finding& each : plan_.findings) {
            if (++seen[each.id] > std::max<std::size_t>(view_.limit / 4, 3)) continue;
            const Paint paint = each.severity == Severity::error ? Paint::red : Paint::yellow;
            const std::string text = Style{false}.safe(format(each, say_.language()));
            out_ += "  " + style_(paint, text::printable(each.id)) + " " + text::replace_all(text, "\n", "\n  ") + "\n";
        }
        for (const auto& [id, count] : seen) {
            const std::size_t kept = std::max<std::size_t>(view_.limit / 4, 3);
            if (count > kept)
                out_ += "  " + text::printable(id) + " " +
                        say_(messages::PLAN_MORE, {{"count", std::to_string(count - kept)}}) + "\n";
        }
    }

    void holds() {
        if (plan_.held.empty()) return;
        heading(messages::PLAN_HELD);
        for (const Hold& hold : plan_.held)
            out_ += "  " + style_(Paint::yellow, text::printable(hold.guard)) + " " + say_.of(hold.detail) + "\n";
        if (const std::size_t held = run::awaiting_decision(plan_); held > 0) {
            out_ += "  " +
                    say_(messages::PLAN_HELD_HINT, {{"count", std::to_string(held)}, {"id", plan_.id.substr(0, 12)}}) +
                    "\n";
        }
    }

    void changes() {
        if (plan_.changes.empty()) return;
        heading(messages::PLAN_CHANGES);
        for (std::size_t i = 0; i < std::min(plan_.changes.size(), view_.limit); ++i) one(plan_.changes[i]);
        more(plan_.changes.size());
    }

    void one(const Change& change) {
        const std::vector<std::string> cells = row(change);
        const Paint paint = is_unusual(change) ? Paint::yellow : Paint::plain;
        out_ += "  " + cells[0] + " " + style_(paint, cells[1] + " " + cells[2]) +
                (cells[4].empty() ? "" : " [" + cells[4] + "]") + "\n";
        if (is_hidden(change)) return;
        if (!change.new_dn.empty()) out_ += "      → " + text::printable(change.new_dn.text()) + "\n";
        out_ +=
            "      " +
            style_(Paint::dim,
                   cells[3] + (change.cause.detail.empty() ? "" : " (" + text::printable(change.cause.detail) + ")")) +
            "\n";
        for (const AttributeChange& each : change.attributes) {
            const std::string before = each.before.empty() ? "" : shown(each.before, view_.reveal) + " → ";
            out_ += "      " + text::printable(each.name) + ": " + before +
                    (each.after.empty() ? "–" : shown(each.after, view_.reveal)) + "\n";
        }
    }

    const Plan& plan_;
    const PlanView& view_;
    const Texts& say_;
    const Style& style_;
    std::string out_;
};

}  // namespace

std::string plan_text(const Plan& plan, const PlanView& view, const Texts& text, const Style& style) {
    return PlanText{plan, view, text, style}.text();
}

}  // namespace samkat::cli
