#include "daemon/store/missing_store.hpp"

#include "daemon/store/messages.hpp"

namespace samkat::store {

Result<void> MissingStore::apply(std::span<const Event>) {
    return fail(store_messages::MISSING, {}, {{"path", path_.string()}});
}

Result<std::map<std::string, Cursor, std::less<>>> MissingStore::cursors() const {
    return std::map<std::string, Cursor, std::less<>>{};
}
Result<std::optional<std::string>> MissingStore::owner_of(std::string_view, std::string_view) const {
    return std::optional<std::string>{};
}
Result<IssuedNames> MissingStore::names(std::string_view) const {
    return IssuedNames{};
}
Result<std::vector<KnownPerson>> MissingStore::persons() const {
    return std::vector<KnownPerson>{};
}
Result<std::vector<KnownAccount>> MissingStore::accounts() const {
    return std::vector<KnownAccount>{};
}
Result<std::vector<KnownAccount>> MissingStore::accounts(std::string_view) const {
    return std::vector<KnownAccount>{};
}
Result<std::vector<Approval>> MissingStore::approvals(std::string_view) const {
    return std::vector<Approval>{};
}
Result<std::vector<OpenIntent>> MissingStore::open_intents() const {
    return std::vector<OpenIntent>{};
}
Result<std::vector<Failure>> MissingStore::failures() const {
    return std::vector<Failure>{};
}
Result<std::vector<Delivery>> MissingStore::deliveries() const {
    return std::vector<Delivery>{};
}
Result<std::vector<MunicipalityState>> MissingStore::municipalities() const {
    return std::vector<MunicipalityState>{};
}
Result<std::vector<std::string>> MissingStore::key_names() const {
    return std::vector<std::string>{};
}
Result<void> MissingStore::check() const {
    return {};
}
Result<std::vector<PastChange>> MissingStore::past_changes() const {
    return std::vector<PastChange>{};
}
Result<std::string> MissingStore::digest() const {
    return std::string{};
}

}  // namespace samkat::store
