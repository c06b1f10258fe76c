// The Store that is there. Made by open_store and Rebuild only.
#pragma once

#include <filesystem>

#include "daemon/store/database.hpp"
#include "daemon/store/store.hpp"

namespace samkat::store {

using Cursors = std::map<std::string, Cursor, std::less<>>;

class DatabaseStore final : public Store {
  public:
    // Throws DatabaseError.
    DatabaseStore(std::filesystem::path path, std::unique_ptr<Database> database, bool writable);

    State state() const override { return cursors_.empty() ? State::fresh : State::ok; }
    Result<Cursors> cursors() const override { return cursors_; }
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
    Result<std::string> digest() const override;

    // Makes the database one file on its own and closes it: nothing else may be called after this.
    Result<void> finish();

  private:
    Result<void> apply_all(std::span<const Event> events, Cursors& cursors);

    std::filesystem::path path_;
    std::unique_ptr<Database> database_;
    Cursors cursors_;
    bool writable_;
};

}  // namespace samkat::store
