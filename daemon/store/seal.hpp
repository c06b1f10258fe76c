// The seal of a store: a mac, under a key of the installation, over the cursors, the tables' definitions and the sums
// of their rows, written with every transaction. What somebody else puts into the file, changes or takes out does not
// fit it. Throws DatabaseError. One thread at a time.
#pragma once

#include <string>

#include "daemon/base/secret.hpp"
#include "daemon/store/cursors.hpp"
#include "daemon/store/database.hpp"
#include "daemon/store/row_sums.hpp"

namespace samkat::store {

class Seal {
  public:
    // Watches `database`, which must outlive it, from now on.
    Seal(Database& database, const Secret& key);
    Seal(const Seal&) = delete;
    Seal& operator=(const Seal&) = delete;
    ~Seal();

    // Writes the seal of the tables as they are, which is to be part of the transaction that made them so.
    void write(const Cursors& cursors);
    // Takes up the seal that is there; false if it was not written under this key for these cursors and tables.
    bool read(const Cursors& cursors);
    // Whether the rows are those that were written; reads every table.
    bool fits_rows() const;
    // For a transaction that is rolled back.
    const RowSums::Sums& sums() const { return sums_.sums(); }
    void set(RowSums::Sums sums) { sums_.set(std::move(sums)); }

  private:
    std::string mac_of(const Cursors& cursors, const std::string& sums) const;

    Database& database_;
    Secret key_;
    RowSums sums_;
    std::string schema_;  // the tables' definitions
};

}  // namespace samkat::store
