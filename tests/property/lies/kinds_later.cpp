// Kinds that were added after samkat's rules were written, each with `.later = true`: the table marks them with +.
// Whoever adds one here reads lie.hpp, export.hpp and columns.hpp, and none of the rules.
#include "tests/property/lies/kinds_later.hpp"

namespace samkat::lies {

std::span<const Kind> kinds_added_later() {
    static const std::vector<Kind> all = [] {
        std::vector<Kind> list;
        for (const auto part :
             {kinds_later_of_sheets(), kinds_later_of_names(), kinds_later_of_people(), kinds_later_of_jobs()}) {
            list.insert(list.end(), part.begin(), part.end());
        }
        return list;
    }();
    return all;
}

}  // namespace samkat::lies
