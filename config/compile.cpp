#include "config/compile.hpp"

namespace samkat::config {

namespace {

Expression placed(Compiled compiled, const Document& document, const Value& value, const std::string& setting,
                  Findings& findings) {
    for (const ExpressionError& error : compiled.errors) {
        const Spot spot = inside_string(document.at(value, setting), error.column);
        findings.add(finding_at(*error.message, spot, error.arguments));
    }
    compiled.expression.place = place_of(document, value);
    return std::move(compiled.expression);
}

}  // namespace

Expression template_at(const Document& document, const Value& value, const std::string& setting,
                       const Vocabulary& vocabulary, Findings& findings) {
    return placed(compile_template(value.text, vocabulary), document, value, setting, findings);
}

Expression condition_at(const Document& document, const Value& value, const std::string& setting,
                        const Vocabulary& vocabulary, Findings& findings) {
    return placed(compile_condition(value.text, vocabulary), document, value, setting, findings);
}

std::string place_of(const Document& document, const Value& value) {
    return document.file->name() + ":" + std::to_string(value.line);
}

}  // namespace samkat::config
