// Small builders of expressions and field sources for the tests of the evaluator.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/engine/evaluate.hpp"

namespace samkat::engine {

// Fields by slot.
class ListedFields final : public FieldSource {
  public:
    ListedFields(std::initializer_list<std::vector<std::string>> fields) : fields_(fields) {}
    explicit ListedFields(std::vector<std::vector<std::string>> fields) : fields_(std::move(fields)) {}
    std::span<const std::string_view> field(std::uint32_t slot) const override {
        views_.clear();
        if (slot < fields_.size()) views_.assign(fields_[slot].begin(), fields_[slot].end());
        return views_;
    }

  private:
    std::vector<std::vector<std::string>> fields_;
    mutable std::vector<std::string_view> views_;
};

// Builds expressions bottom up: each call gives the index of its node.
class Build {
  public:
    std::uint32_t literal(std::string text) { return add({NodeKind::literal, std::move(text), 0, 1, {}, {}, {}}); }
    std::uint32_t field(std::uint32_t slot) {
        return add({NodeKind::field, "f" + std::to_string(slot), slot, 1, {}, {}, {}});
    }
    std::uint32_t node(NodeKind kind, std::vector<std::uint32_t> children) {
        return add({kind, {}, 0, 1, std::move(children), {}, {}});
    }
    std::uint32_t call(FunctionId id, std::vector<std::uint32_t> children) {
        return add({NodeKind::call, {}, static_cast<std::uint32_t>(id), 1, std::move(children), {}, {}});
    }
    Build& pattern(std::string_view text) {
        std::string reason;
        expression.nodes.back().pattern = Pattern::compile(text, reason);
        return *this;
    }
    Build& table(LookupTable table) {
        expression.nodes.back().table = std::make_shared<const LookupTable>(std::move(table));
        return *this;
    }
    Expression expression;

  private:
    std::uint32_t add(Node node) {
        expression.nodes.push_back(std::move(node));
        return static_cast<std::uint32_t>(expression.nodes.size() - 1);
    }
};

}  // namespace samkat::engine
