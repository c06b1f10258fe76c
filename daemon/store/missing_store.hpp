// The store that is not there: empty, and nothing can be applied to it.
#pragma once

#include <filesystem>

#include "daemon/store/store.hpp"

namespace samkat::store {

class MissingStore final : public Store {
  public:
    explicit MissingStore(std::filesystem::path path) : path_(std::move(path)) {}

    State state() const override { return State::missing; }
    Result<std::map<std::string, Cursor, std::less<>>> cursors() const override;
    using Store::apply;
    Result<void> apply(std::span<const Event> events) override;
    Result<std::optional<std::string>> owner_of(std::string_view purpose, std::string_view name) const override;
    Result<IssuedNames> names(std::string_view purpose) const override;
    Result<std::vector<KnownPerson>> persons() const override;
    Result<std::vector<KnownAccount>> accounts() const override;
    Result<std::vector<KnownAccount>> accounts(std::string_view municipality) const override;
    Result<std::vector<Approval>> approvals(std::string_view now) const override;
    Result<std::vector<OpenIntent>> open_intents() const override;
    Result<std::vector<Failure>> failures() const override;
    Result<std::vector<Delivery>> deliveries() const override;
    Result<std::vector<MunicipalityState>> municipalities() const override;
    Result<std::vector<std::string>> key_names() const override;
    Result<void> check() const override;
    Result<std::vector<PastChange>> past_changes() const override;
    Result<std::string> digest() const override;

  private:
    std::filesystem::path path_;
};

}  // namespace samkat::store
