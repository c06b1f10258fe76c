// A TOML document as a tree with the place of every key and value. Immutable once read; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/source_file.hpp"

namespace samkat::config {

enum class ValueKind : std::uint8_t { table, array, text, integer, real, boolean, date };

struct Member;

struct Value {
    ValueKind kind = ValueKind::table;
    std::string text;  // of a text; of a date, as written in RFC 3339
    std::int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    std::vector<Value> items;     // of an array
    std::vector<Member> members;  // of a table, in the order of the file
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    // The member `key` of a table, or null.
    const Member* find(std::string_view key) const;
};

struct Member {
    std::string key;
    std::uint32_t line = 0;  // of the key
    std::uint32_t column = 0;
    Value value;
};

struct Document {
    SourceFilePtr file;
    Value root;

    Spot at(const Value& value, std::string setting = {}) const {
        return {file, value.line, value.column, std::move(setting)};
    }
    Spot at(const Member& member, std::string setting = {}) const {
        return {file, member.line, member.column, std::move(setting)};
    }
};

// Reads TOML 1.0 text of at most 256 levels. A syntax error is added to `findings`.
std::optional<Document> parse_toml(SourceFilePtr file, Findings& findings);

}  // namespace samkat::config
