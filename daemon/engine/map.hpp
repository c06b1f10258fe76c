// map: Record → Person. Pure: what comes out depends on the record, the policy and the date alone.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/engine/world.hpp"
#include "daemon/model/policy.hpp"
#include "daemon/model/record.hpp"

namespace samkat::engine {

// Maps the records of one reading of one source. One thread.
class Mapper {
  public:
    // `policy` must outlive the mapper. `as_of` decides the century of short civic numbers.
    Mapper(const SourcePolicy& policy, Date as_of);

    // Takes note of a set before its records come. Fails if the mapping uses a column that the set does not have: then
    // the source fails. A kind without mapping is a finding once, and its records are passed over.
    // `set` must stay where it is until the last of its records.
    Result<void> set(const RecordSet& set);

    // Maps one record. A fault in it is a finding and costs that record; nothing is thrown.
    void record(const Record& record);

    // What was mapped. The mapper is empty afterwards.
    //
    // An unknown word in the field of protection is a mark: to be wrong that way costs a phone call. Where many records
    // have one it is another column that stands there, and none of these marks is believed, nor anything else of the
    // delivery: all its records are damaged, which keeps everybody as they are. Marks in words that are known count.
    Drafts take();

  private:
    struct Bound {
        KindMapping mapping;
        Expression municipality;
        bool used = false;  // false: no mapping is for the kind
    };

    void doubt_all();

    const SourcePolicy& policy_;
    Date as_of_;
    Drafts drafts_;
    std::set<RegisterKey> unknown_marks_;
    std::map<const RecordSet*, Bound> sets_;
};

}  // namespace samkat::engine
