#include "daemon/engine/evaluate.hpp"

#include <algorithm>
#include <optional>

#include "daemon/engine/functions.hpp"

namespace samkat::engine {

namespace {

constexpr int steps_limit = 10'000;
constexpr int depth_limit = 64;

bool contains(const Values& values, std::string_view wanted) {
    return std::ranges::find(values, wanted) != values.end();
}

// One evaluation of one expression. The parser makes trees of limited depth; the step and depth limits hold for any
// nodes whatever.
class Evaluation {
  public:
    Evaluation(const Expression& expression, const FieldSource& fields, Trace* trace)
        : nodes_(expression.nodes), fields_(fields), trace_(trace) {}

    Values root() { return values(static_cast<std::uint32_t>(nodes_.size() - 1)); }
    bool root_holds() { return holds(static_cast<std::uint32_t>(nodes_.size() - 1)); }

  private:
    // One step; without `allowed` it has no value.
    class Step {
      public:
        explicit Step(Evaluation& evaluation)
            : evaluation_(evaluation), allowed_(--evaluation.steps_ >= 0 && evaluation.depth_ < depth_limit) {
            ++evaluation_.depth_;
        }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;
        ~Step() { --evaluation_.depth_; }
        bool allowed() const { return allowed_; }

      private:
        Evaluation& evaluation_;
        bool allowed_;
    };

    static bool is_condition(NodeKind kind) { return kind >= NodeKind::equals; }

    Values values(std::uint32_t index) {
        const Step step{*this};
        if (!step.allowed() || index >= nodes_.size()) return {};
        const Node& node = nodes_[index];
        switch (node.kind) {
            case NodeKind::literal:
                return node.text.empty() ? Values{} : Values{node.text};
            case NodeKind::field:
                return field(node);
            case NodeKind::concat:
                return concat(node);
            case NodeKind::call:
                return call(index);
            default:
                return condition(index) ? Values{"true"} : Values{};
        }
    }

    bool holds(std::uint32_t index) {
        if (index < nodes_.size() && is_condition(nodes_[index].kind)) {
            const Step step{*this};
            return step.allowed() && condition(index);
        }
        return !values(index).empty();
    }

    std::uint32_t child(const Node& node, std::size_t number) const {
        return number < node.children.size() ? node.children[number] : Expression::missing_slot;
    }

    bool condition(std::uint32_t index) {
        const Node& node = nodes_[index];
        switch (node.kind) {
            case NodeKind::logical_and:
                return std::ranges::all_of(node.children, [&](std::uint32_t each) { return holds(each); });
            case NodeKind::logical_or:
                return std::ranges::any_of(node.children, [&](std::uint32_t each) { return holds(each); });
            case NodeKind::logical_not:
                return !holds(child(node, 0));
            case NodeKind::not_equals:
                return !shares(node);
            case NodeKind::matches:
                return matches(node);
            default:
                return shares(node);
        }
    }

    bool is_literal(std::uint32_t index) const {
        return index < nodes_.size() && nodes_[index].kind == NodeKind::literal;
    }

    bool is_bound_field(std::uint32_t index) const {
        return index < nodes_.size() && nodes_[index].kind == NodeKind::field &&
               nodes_[index].slot != Expression::missing_slot;
    }

    // True if the first child has a value in common with any of the others.
    bool shares(const Node& node) {
        const auto others = std::span{node.children}.subspan(node.children.empty() ? 0 : 1);
        const bool usual = trace_ == nullptr && is_bound_field(child(node, 0)) &&
                           std::ranges::all_of(others, [&](std::uint32_t each) { return is_literal(each); });
        return usual ? field_is_one_of(nodes_[node.children[0]], others) : shares_any(node);
    }

    // The usual comparison, a field with literals, without copying anything.
    bool field_is_one_of(const Node& field, std::span<const std::uint32_t> literals) const {
        return std::ranges::any_of(fields_.field(field.slot), [&](std::string_view value) {
            return !value.empty() &&
                   std::ranges::any_of(literals, [&](std::uint32_t each) { return nodes_[each].text == value; });
        });
    }

    bool shares_any(const Node& node) {
        const Values wanted = values(child(node, 0));
        if (wanted.empty()) return false;
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            const std::uint32_t other = node.children[i];
            if (is_literal(other)) {
                if (contains(wanted, nodes_[other].text)) return true;
                continue;
            }
            for (const std::string& value : values(other)) {
                if (contains(wanted, value)) return true;
            }
        }
        return false;
    }

    bool matches(const Node& node) {
        if (!node.pattern) return false;
        const Values texts = values(child(node, 0));
        return std::ranges::any_of(texts, [&](const std::string& text) { return node.pattern->matches_whole(text); });
    }

    Values field(const Node& node) {
        if (node.slot == Expression::missing_slot) return {};
        ValueList result;
        for (const std::string_view value : fields_.field(node.slot)) {
            if (!result.add(std::string{value.substr(0, value_limit + 1)})) break;
        }
        Values values = result.take();
        note(node.text, {}, values);
        return values;
    }

    void note(const std::string& what, const std::string& place, const Values& values) {
        if (trace_ == nullptr) return;
        const bool known = std::ranges::any_of(trace_->steps, [&](const TraceStep& each) { return each.what == what; });
        if (!known) trace_->steps.push_back({what, place, values});
    }

    // The usual template, literals and fields of one value, without lists in between. None if it is another.
    std::optional<Values> concat_usual(const Node& node) const {
        std::string result;
        for (const std::uint32_t each : node.children) {
            if (is_literal(each)) {
                result += nodes_[each].text;
            } else if (is_bound_field(each)) {
                const auto values = fields_.field(nodes_[each].slot);
                if (values.size() != 1 || values[0].size() > value_limit) return std::nullopt;
                if (values[0].empty()) return Values{};
                result += values[0];
            } else {
                return std::nullopt;
            }
            if (result.size() > value_limit) return std::nullopt;
        }
        return result.empty() ? Values{} : Values{std::move(result)};
    }

    Values concat(const Node& node) {
        if (trace_ == nullptr) {
            if (auto usual = concat_usual(node)) return std::move(*usual);
        }
        std::vector<Values> pieces;
        pieces.reserve(node.children.size());
        for (const std::uint32_t each : node.children) {
            pieces.push_back(is_literal(each) ? Values{nodes_[each].text} : values(each));
            if (pieces.back().empty()) return {};
        }
        if (std::ranges::all_of(pieces, [](const Values& piece) { return piece.size() == 1; })) return one(pieces);
        return combinations(pieces);
    }

    static std::string joined(std::span<const Values> pieces, std::span<const std::size_t> choice) {
        std::string result;
        for (std::size_t i = 0; i < pieces.size() && result.size() <= value_limit; ++i) result += pieces[i][choice[i]];
        return result;
    }

    static Values one(std::span<const Values> pieces) {
        std::string result;
        for (const Values& piece : pieces) {
            if (result.size() <= value_limit) result += piece.front();
        }
        ValueList list;
        list.add(std::move(result));
        return list.take();
    }

    // Every combination in order: the last piece runs fastest.
    static Values combinations(std::span<const Values> pieces) {
        ValueList result;
        std::vector<std::size_t> choice(pieces.size());
        for (;;) {
            if (!result.add(joined(pieces, choice))) return result.take();
            std::size_t at = pieces.size();
            while (at > 0 && ++choice[at - 1] == pieces[at - 1].size()) choice[--at] = 0;
            if (at == 0) return result.take();
        }
    }

    Values call(std::uint32_t index) {
        const Node& node = nodes_[index];
        switch (static_cast<FunctionId>(node.slot)) {
            case FunctionId::default_:
                return first_with_values(node);
            case FunctionId::if_:
                return values(child(node, holds(child(node, 0)) ? 1 : 2));
            case FunctionId::lookup:
                return lookup(node);
            default:
                break;
        }
        std::vector<Values> arguments;
        arguments.reserve(node.children.size());
        for (const std::uint32_t each : node.children) arguments.push_back(values(each));
        return call_function(node, arguments);
    }

    Values first_with_values(const Node& node) {
        for (const std::uint32_t each : node.children) {
            Values found = values(each);
            if (!found.empty()) return found;
        }
        return {};
    }

    Values lookup(const Node& node) {
        if (!node.table) return {};
        ValueList result;
        for (const std::string& key : values(child(node, 0))) {
            const auto row = node.table->rows.find(key);
            const bool found = row != node.table->rows.end();
            note("lookup(" + node.table->name + ", '" + key + "')", node.table->place,
                 found ? Values{row->second} : Values{});
            if (found) result.add(row->second);
        }
        Values found = result.take();
        return found.empty() ? values(child(node, 1)) : found;
    }

    std::span<const Node> nodes_;
    const FieldSource& fields_;
    Trace* trace_;
    int steps_ = steps_limit;
    int depth_ = 0;
};

}  // namespace

Values evaluate(const Expression& expression, const FieldSource& fields) {
    if (expression.empty()) return {};
    return Evaluation{expression, fields, nullptr}.root();
}

Values evaluate(const Expression& expression, const FieldSource& fields, Trace& trace) {
    trace.rule = expression.source;
    trace.place = expression.place;
    if (expression.empty()) return {};
    return Evaluation{expression, fields, &trace}.root();
}

bool holds(const Expression& condition, const FieldSource& fields) {
    return condition.empty() || Evaluation{condition, fields, nullptr}.root_holds();
}

}  // namespace samkat::engine
