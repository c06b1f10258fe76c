// A table of a document, read by the table of settings. A key that is missing or wrong has the value of the section
// behind it (a municipality's file over samkat.toml) and at last the setting's default; check_document has said what is
// wrong.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "config/check.hpp"

namespace samkat::config {

class Section {
  public:
    // `table` is null when the document has none of that name. What is given must outlive the section.
    Section(std::string_view path, const Document& document, const Value* table, const Section* behind = nullptr)
        : path_(path), document_(&document), table_(table), behind_(behind) {}

    // Throws std::logic_error for a key that the table of settings does not have.
    std::string text(std::string_view key) const;
    bool boolean(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    std::uint32_t count(std::string_view key) const { return static_cast<std::uint32_t>(integer(key)); }
    std::chrono::milliseconds duration(std::string_view key) const;
    std::vector<std::string> texts(std::string_view key) const;  // also of a single text
    // Relative to the directory of the file that says it; empty if nothing is said.
    std::filesystem::path path(std::string_view key) const;

    // True if the key is written here or behind, and right.
    bool has(std::string_view key) const;
    // Where the key's value is written; the table if it is not.
    Spot at(std::string_view key) const;
    // The value as written, and the document that it is in; null if it is not written or wrong.
    const Value* value(std::string_view key) const;
    const Document& document_of(std::string_view key) const;
    const Document& document() const { return *document_; }
    const Value* table() const { return table_; }

  private:
    const Section* holder(std::string_view key) const;
    const Setting& setting(std::string_view key) const;

    std::string path_;
    const Document* document_;
    const Value* table_;
    const Section* behind_;
};

// The table at a path of single tables ("names.username"), or null.
const Value* table_at(const Document& document, std::string_view path);
// The tables of [[name]] under `table`; those that are no tables are left out.
std::vector<const Value*> repeated_tables(const Value& table, std::string_view name);
// `path` relative to the directory of `document`.
std::filesystem::path resolved(const Document& document, const std::filesystem::path& path);

}  // namespace samkat::config
