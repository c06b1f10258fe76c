// A delivery that another rule calls in question: who is there and would leave or be changed by it waits with the rest.
// A wrong file seldom does one thing alone, and what no rule sees is no better than what one did. Newcomers go on, and
// so does what takes back an earlier change; but a file that lacks many lacks those who came lately as well.
#include <algorithm>
#include <string>
#include <vector>

#include "daemon/base/text.hpp"
#include "daemon/engine/guard/rules.hpp"

namespace samkat::engine::guard {

Verdicts same_delivery(const Facts& facts) {
    if (facts.questioned.empty()) return {};
    const auto people = subjects_if(facts, [&](const Subject& each) {
        return (each.act == Act::leave || each.changes_anew()) && !each.approved && facts.is_open(each) &&
               facts.is_questioned(each);
    });
    const std::vector<std::string> sources(facts.questioned.begin(), facts.questioned.end());
    return {{&messages::GUARD_SAME_DELIVERY,
             changes_of(people),
             {{"people", std::to_string(people.size())}, {"sources", text::join(sources, ", ")}},
             {}}};
}

}  // namespace samkat::engine::guard
