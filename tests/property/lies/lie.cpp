#include "tests/property/lies/lie.hpp"

#include <algorithm>
#include <numeric>

namespace samkat::lies {

namespace {

std::string_view id_of(const Table& table, const Row& row) {
    const std::size_t index = table.index(column::id);
    return index < row.size() ? std::string_view{row[index]} : std::string_view{};
}

}  // namespace

bool Telling::strikes(const Row& row, double part) {
    Random random{seed ^ number_of(id_of(table(), row))};
    return random.part() < part;
}

std::vector<std::size_t> Telling::struck(std::size_t least) {
    // In an order that is the same every night, the share from its beginning.
    const Table& rows = table();
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        Random random{seed ^ number_of(id_of(rows, rows.rows[i]))};
        order.emplace_back(random.part(), i);
    }
    std::ranges::sort(order);
    const auto wanted = static_cast<std::size_t>(share * static_cast<double>(order.size()));
    order.resize(std::min(order.size(), std::max(least, wanted)));
    std::vector<std::size_t> chosen;
    for (const auto& [part, index] : order) chosen.push_back(index);
    return chosen;
}

std::span<const Kind> kinds() {
    static const std::vector<Kind> all = [] {
        std::vector<Kind> list;
        for (const auto part : {kinds_of_rows(), kinds_of_columns(), kinds_of_ids(), kinds_of_times(), kinds_of_marks(),
                                kinds_of_bytes(), kinds_of_erosion(), kinds_added_later()}) {
            list.insert(list.end(), part.begin(), part.end());
        }
        return list;
    }();
    return all;
}

const Kind* kind_called(std::string_view name) {
    const auto found = std::ranges::find(kinds(), name, &Kind::name);
    return found == kinds().end() ? nullptr : &*found;
}

}  // namespace samkat::lies
