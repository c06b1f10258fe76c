#include "daemon/store/store.hpp"

namespace samkat::store {

Result<bool> Store::is_free(std::string_view purpose, std::string_view name) const {
    const auto owner = owner_of(purpose, name);
    if (!owner) return fail(owner.error());
    return !owner->has_value();
}

}  // namespace samkat::store
