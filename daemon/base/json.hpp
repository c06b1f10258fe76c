// A JSON value that was read. For messages, plans and settings; record streams have a faster reader of their own.
// Plain value, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "daemon/base/result.hpp"

namespace samkat {

class Json {
  public:
    using Array = std::vector<Json>;
    using Object = std::vector<std::pair<std::string, Json>>;  // in the order of the text

    Json() = default;
    explicit Json(bool value) : value_(value) {}
    explicit Json(std::int64_t value) : value_(value) {}
    explicit Json(double value) : value_(value) {}
    explicit Json(std::string value) : value_(std::move(value)) {}
    explicit Json(Array value) : value_(std::move(value)) {}
    explicit Json(Object value) : value_(std::move(value)) {}

    // Reads one JSON text of at most `max_depth` levels. Duplicate keys, bad UTF-8 and anything after the value fail.
    static Result<Json> parse(std::string_view text, int max_depth = 32);

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_bool() const { return std::holds_alternative<bool>(value_); }
    bool is_integer() const { return std::holds_alternative<std::int64_t>(value_); }
    bool is_string() const { return std::holds_alternative<std::string>(value_); }
    bool is_array() const { return std::holds_alternative<Array>(value_); }
    bool is_object() const { return std::holds_alternative<Object>(value_); }

    // These answer with what is given as `otherwise` when the value is of another type.
    bool as_bool(bool otherwise = false) const;
    std::int64_t as_integer(std::int64_t otherwise = 0) const;
    double as_number(double otherwise = 0) const;
    const std::string& as_string() const;  // "" if it is no string
    const Array& as_array() const;         // empty if it is no array
    const Object& as_object() const;       // empty if it is no object

    // The member `key`, or a null value if this is no object or has none.
    const Json& operator[](std::string_view key) const;
    bool has(std::string_view key) const;

    void write(class JsonWriter& writer) const;
    std::string dump() const;

  private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

}  // namespace samkat
