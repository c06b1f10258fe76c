#include "daemon/cage/order.hpp"

#include <charconv>

namespace samkat::cage {

namespace {

// Without it the order was cut short.
constexpr std::string_view last = "end";

void put(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(1, '\0').append(value).append(1, '\0');
}

// The next text that ends with a zero byte.
std::optional<std::string_view> next(std::string_view& rest) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view found = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return found;
}

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

bool read_flag(std::string_view text, bool& into) {
    into = text == "1";
    return text == "1" || text == "0";
}

// Numbers and flags, by name; false if there is none of that name or it cannot be read.
bool read_value(Order& order, std::string_view name, std::string_view value) {
    if (name == "parent") return read_number(value, order.parent);
    if (name == "memory_bytes") return read_number(value, order.memory_bytes);
    if (name == "cpu_seconds") return read_number(value, order.cpu_seconds);
    if (name == "open_files") return read_number(value, order.open_files);
    if (name == "processes") return read_number(value, order.processes);
    if (name == "user") return read_number(value, order.user);
    if (name == "landlock_abi") return read_number(value, order.landlock_abi);
    if (name == "landlock") return read_flag(value, order.landlock);
    if (name == "namespaces") return read_flag(value, order.namespaces);
    if (name == "refuse") return read_flag(value, order.refuse);
    return false;
}

}  // namespace

std::string encode(const Order& order) {
    std::string out;
    put(out, "program", order.program);
    put(out, "argument", order.argument);
    for (const std::string& path : order.readable) put(out, "readable", path);
    put(out, "parent", std::to_string(order.parent));
    put(out, "memory_bytes", std::to_string(order.memory_bytes));
    put(out, "cpu_seconds", std::to_string(order.cpu_seconds));
    put(out, "open_files", std::to_string(order.open_files));
    put(out, "processes", std::to_string(order.processes));
    put(out, "user", std::to_string(order.user));
    put(out, "landlock_abi", std::to_string(order.landlock_abi));
    put(out, "landlock", order.landlock ? "1" : "0");
    put(out, "namespaces", order.namespaces ? "1" : "0");
    put(out, "refuse", order.refuse ? "1" : "0");
    put(out, last, "");
    return out;
}

std::optional<Order> decode(std::string_view text) {
    Order order;
    while (!text.empty()) {
        const auto name = next(text);
        const auto value = name ? next(text) : std::nullopt;
        if (!value) return std::nullopt;
        if (*name == last) return text.empty() ? std::optional{std::move(order)} : std::nullopt;
        if (*name == "program") {
            order.program = *value;
        } else if (*name == "argument") {
            order.argument = *value;
        } else if (*name == "readable") {
            order.readable.emplace_back(*value);
        } else if (!read_value(order, *name, *value)) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace samkat::cage
