#include "config/section.hpp"

#include <charconv>
#include <stdexcept>

#include "daemon/base/date.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

const Setting& Section::setting(std::string_view key) const {
    const Setting* found = find_setting(path_, key);
    if (found == nullptr) throw std::logic_error("no setting " + path_ + "." + std::string{key});
    return *found;
}

const Section* Section::holder(std::string_view key) const {
    const Member* member = table_ == nullptr ? nullptr : table_->find(key);
    if (member != nullptr && !problem_of(setting(key), member->value)) return this;
    return behind_ == nullptr ? nullptr : behind_->holder(key);
}

const Value* Section::value(std::string_view key) const {
    const Section* found = holder(key);
    return found == nullptr ? nullptr : &found->table_->find(key)->value;
}

const Document& Section::document_of(std::string_view key) const {
    const Section* found = holder(key);
    return found == nullptr ? *document_ : *found->document_;
}

bool Section::has(std::string_view key) const {
    return holder(key) != nullptr;
}

Spot Section::at(std::string_view key) const {
    const std::string name = path_.empty() ? std::string{key} : path_ + "." + std::string{key};
    if (const Value* found = value(key)) return document_of(key).at(*found, name);
    return table_ == nullptr ? Spot{document_->file, 0, 0, name} : document_->at(*table_, name);
}

std::string Section::text(std::string_view key) const {
    const Value* found = value(key);
    return found == nullptr ? std::string{setting(key).fallback} : found->text;
}

bool Section::boolean(std::string_view key) const {
    const Value* found = value(key);
    return found == nullptr ? setting(key).fallback == "true" : found->boolean;
}

std::int64_t Section::integer(std::string_view key) const {
    if (const Value* found = value(key)) return found->integer;
    const std::string_view fallback = setting(key).fallback;
    std::int64_t number = 0;
    std::from_chars(fallback.data(), fallback.data() + fallback.size(), number);
    return number;
}

std::chrono::milliseconds Section::duration(std::string_view key) const {
    return parse_duration(text(key)).value_or(std::chrono::milliseconds{0});
}

std::vector<std::string> Section::texts(std::string_view key) const {
    const Value* found = value(key);
    if (found == nullptr) return {};
    if (found->kind == ValueKind::text) return {found->text};
    std::vector<std::string> result;
    for (const Value& each : found->items) result.push_back(each.text);
    return result;
}

std::filesystem::path Section::path(std::string_view key) const {
    const std::string written = text(key);
    return written.empty() ? std::filesystem::path{} : resolved(document_of(key), written);
}

const Value* table_at(const Document& document, std::string_view path) {
    const Value* table = &document.root;
    for (const std::string& name : text::split(path, ".")) {
        const Member* member = table->find(name);
        if (member == nullptr || member->value.kind != ValueKind::table) return nullptr;
        table = &member->value;
    }
    return table;
}

std::vector<const Value*> repeated_tables(const Value& table, std::string_view name) {
    std::vector<const Value*> result;
    const Member* member = table.find(name);
    if (member == nullptr) return result;
    for (const Value& each : member->value.items) {
        if (each.kind == ValueKind::table) result.push_back(&each);
    }
    return result;
}

std::filesystem::path resolved(const Document& document, const std::filesystem::path& path) {
    const std::filesystem::path directory = std::filesystem::path{document.file->name()}.parent_path();
    return (directory / path).lexically_normal();
}

}  // namespace samkat::config
