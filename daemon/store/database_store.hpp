// The Store that is there. Made by open_store and Rebuild only.
#pragma once

#include <filesystem>

#include "daemon/store/cursors.hpp"
#include "daemon/store/database.hpp"
#include "daemon/store/seal.hpp"
#include "daemon/store/store.hpp"

namespace samkat::store {

class DatabaseStore final : public Store {
  public:
    // Of an empty database. Throws DatabaseError.
    static std::unique_ptr<DatabaseStore> make(std::filesystem::path path, std::unique_ptr<Database> database,
                                               const Secret& key);
    // Of one that is there; an error if its seal does not fit. Throws DatabaseError.
    static Result<std::unique_ptr<DatabaseStore>> open(std::filesystem::path path, std::unique_ptr<Database> database,
                                                       const Secret& key, bool writable);

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
    Result<std::vector<std::string>> key_names() const override;
    Result<void> check() const override;
    Result<std::vector<PastChange>> past_changes() const override;
    Result<std::string> digest() const override;

    // Makes the database one file on its own and closes it: nothing else may be called after this.
    Result<void> finish();

  private:
    DatabaseStore(std::filesystem::path path, std::unique_ptr<Database> database, const Secret& key, bool writable);
    Result<void> try_to_apply(std::span<const Event> events);
    Result<void> apply_all(std::span<const Event> events, Cursors& cursors);

    std::filesystem::path path_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Seal> seal_;  // goes before the database
    Cursors cursors_;
    bool writable_;
};

}  // namespace samkat::store
