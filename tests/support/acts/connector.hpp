// The connector whose one record says how an act went: settings act, target, number. `read` does it sealed, as shipped
// connectors are; `main` of free.cpp does it as a program of one's own.
#pragma once

#include "connectors/sdk/connector.hpp"

namespace samkat::test {

class ActConnector final : public sdk::Connector {
  public:
    protocol::Description description() const override;
    Result<std::optional<TimePoint>> read(const protocol::Request& request, sdk::RecordWriter& writer) override;
};

}  // namespace samkat::test
