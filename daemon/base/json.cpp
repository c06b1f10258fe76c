#include "daemon/base/json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "daemon/base/json_writer.hpp"
#include "daemon/base/messages.hpp"
#include "daemon/base/quote.hpp"

namespace samkat {

namespace {

// Builds a Json from nlohmann's parse events; answering false stops the parser.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit Builder(int max_depth) : max_depth_(max_depth) {}

    bool null() override { return put(Json{}); }
    bool boolean(bool value) override { return put(Json{value}); }
    bool number_integer(number_integer_t value) override { return put(Json{value}); }
    bool number_unsigned(number_unsigned_t value) override {
        if (value > static_cast<number_unsigned_t>(INT64_MAX)) return put(Json{static_cast<double>(value)});
        return put(Json{static_cast<std::int64_t>(value)});
    }
    bool number_float(number_float_t value, const string_t&) override { return put(Json{value}); }
    bool string(string_t& value) override { return put(Json{std::move(value)}); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return push(true); }
    bool end_object() override { return pop(); }
    bool start_array(std::size_t) override { return push(false); }
    bool end_array() override { return pop(); }
    bool key(string_t& value) override {
        Level& top = levels_.back();
        const auto same = [&](const auto& member) { return member.first == value; };
        if (std::ranges::any_of(top.object, same)) {
            error = "duplicate key \"" + quoted_for_people(value) + "\"";
            return false;
        }
        top.key = std::move(value);
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& reason) override {
        error = reason.what();
        // The rest is what was read, which can be anything.
        error = quoted_for_people(error.substr(0, error.find("; last read:")), 400);
        return false;
    }

    Json result;
    std::string error;

  private:
    struct Level {
        bool is_object = false;
        std::string key;
        Json::Object object;
        Json::Array array;
    };

    bool put(Json value) {
        if (levels_.empty()) {
            result = std::move(value);
            return true;
        }
        Level& top = levels_.back();
        if (top.is_object)
            top.object.emplace_back(std::move(top.key), std::move(value));
        else
            top.array.push_back(std::move(value));
        return true;
    }
    bool push(bool is_object) {
        if (static_cast<int>(levels_.size()) >= max_depth_) {
            error = "nested too deeply";
            return false;
        }
        levels_.emplace_back().is_object = is_object;
        return true;
    }
    bool pop() {
        Level done = std::move(levels_.back());
        levels_.pop_back();
        return put(done.is_object ? Json{std::move(done.object)} : Json{std::move(done.array)});
    }

    int max_depth_;
    std::vector<Level> levels_;
};

}  // namespace

Result<Json> Json::parse(std::string_view text, int max_depth) {
    Builder builder{max_depth};
    const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
    if (!whole) {
        return fail(base_messages::JSON_SYNTAX, {}, {{"reason", builder.error.empty() ? "not JSON" : builder.error}});
    }
    return std::move(builder.result);
}

bool Json::as_bool(bool otherwise) const {
    const auto* value = std::get_if<bool>(&value_);
    return value ? *value : otherwise;
}
std::int64_t Json::as_integer(std::int64_t otherwise) const {
    const auto* value = std::get_if<std::int64_t>(&value_);
    return value ? *value : otherwise;
}
double Json::as_number(double otherwise) const {
    if (const auto* value = std::get_if<double>(&value_)) return *value;
    return is_integer() ? static_cast<double>(as_integer()) : otherwise;
}
const std::string& Json::as_string() const {
    static const std::string none;
    const auto* value = std::get_if<std::string>(&value_);
    return value ? *value : none;
}
const Json::Array& Json::as_array() const {
    static const Array none;
    const auto* value = std::get_if<Array>(&value_);
    return value ? *value : none;
}
const Json::Object& Json::as_object() const {
    static const Object none;
    const auto* value = std::get_if<Object>(&value_);
    return value ? *value : none;
}

const Json& Json::operator[](std::string_view key) const {
    static const Json null;
    const Object& members = as_object();
    const auto found = std::ranges::find(members, key, &Object::value_type::first);
    return found == members.end() ? null : found->second;
}

bool Json::has(std::string_view key) const {
    const Object& members = as_object();
    return std::ranges::find(members, key, &Object::value_type::first) != members.end();
}

void Json::write(JsonWriter& writer) const {
    if (is_null())
        writer.null();
    else if (is_bool())
        writer.value(as_bool());
    else if (is_integer())
        writer.value(as_integer());
    else if (const auto* number = std::get_if<double>(&value_))
        writer.value(*number);
    else if (is_string())
        writer.value(as_string());
    else if (is_array()) {
        writer.begin_array();
        for (const Json& item : as_array()) item.write(writer);
        writer.end_array();
    } else {
        writer.begin_object();
        for (const auto& [key, item] : as_object()) {
            writer.key(key);
            item.write(writer);
        }
        writer.end_object();
    }
}

std::string Json::dump() const {
    std::string out;
    JsonWriter writer{out};
    write(writer);
    return out;
}

}  // namespace samkat
