// Runs the examples of docs/mapping.md.
#include <gtest/gtest.h>

#include "config/expression.hpp"
#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"
#include "daemon/engine/evaluate.hpp"

namespace samkat::config {
namespace {

class Example final : public engine::FieldSource {
  public:
    void line(const std::string& text) {
        const std::size_t space = text.find(' ');
        const std::string word = text.substr(0, space);
        const std::string rest = space == std::string::npos ? "" : text.substr(space + 1);
        if (word == "field")
            add_field(rest);
        else if (word == "table")
            add_row(rest);
        else if (word == "template" || word == "condition")
            compile(word, rest);
        else if (word == "gives")
            EXPECT_EQ(engine::evaluate(expression_, *this), parts(rest)) << expression_.source;
        else if (word == "holds")
            EXPECT_TRUE(engine::holds(expression_, *this)) << expression_.source;
        else
            ADD_FAILURE() << "what is " << text;
    }

    std::span<const std::string_view> field(std::uint32_t slot) const override {
        views_.assign(values_.at(slot).begin(), values_.at(slot).end());
        return views_;
    }

  private:
    static Values parts(const std::string& text) {
        Values values;
        for (const std::string& each : text::split(text, "|")) {
            if (!text::trim(each).empty()) values.emplace_back(text::trim(each));
        }
        return values;
    }
    void add_field(const std::string& text) {
        const std::size_t equals = text.find('=');
        names_.emplace_back(text::trim(text.substr(0, equals)));
        values_.push_back(parts(text.substr(equals + 1)));
    }
    void add_row(const std::string& text) {
        const std::size_t colon = text.find(':'), equals = text.find('=');
        LookupTable table{text.substr(0, colon), "", {}};
        table.rows.emplace(text::trim(text.substr(colon + 1, equals - colon - 1)), text::trim(text.substr(equals + 1)));
        tables_.emplace(table.name, std::make_shared<const LookupTable>(table));
    }
    void compile(const std::string& word, const std::string& text) {
        const Vocabulary vocabulary{std::nullopt, &tables_};
        Compiled compiled =
            word == "template" ? compile_template(text, vocabulary) : compile_condition(text, vocabulary);
        for (const ExpressionError& each : compiled.errors) ADD_FAILURE() << text << ": " << each.message->id;
        expression_ = std::move(compiled.expression);
        EXPECT_EQ(expression_.bind(names_), std::vector<std::string>{}) << text;
    }

    std::vector<std::string> names_;
    std::vector<Values> values_;
    mutable std::vector<std::string_view> views_;
    Tables tables_;
    Expression expression_;
};

TEST(Manual, ExamplesGiveWhatTheySay) {
    const auto text = read_file(std::string{SAMKAT_SOURCE_DIR} + "/docs/mapping.md");
    ASSERT_TRUE(text);
    std::optional<Example> example;
    std::size_t count = 0;
    for (const std::string& line : text::split(*text, "\n")) {
        if (line == "```mapping")
            example.emplace();
        else if (line == "```" && example)
            example.reset(), ++count;
        else if (example)
            example->line(line);
    }
    EXPECT_GE(count, 15u);
}

}  // namespace
}  // namespace samkat::config
