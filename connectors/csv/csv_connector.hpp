// The csv connector: delimited text files, one row a record, with further files joined to it by key.
#pragma once

#include "connectors/sdk/connector.hpp"

namespace samkat::csv {

class CsvConnector final : public sdk::Connector {
  public:
    protocol::Description description() const override;
    Result<std::optional<TimePoint>> read(const protocol::Request& request, sdk::RecordWriter& writer) override;
};

}  // namespace samkat::csv
