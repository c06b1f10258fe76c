// The xml connector: an XML file whose elements at given paths are records.
#pragma once

#include "connectors/sdk/connector.hpp"

namespace samkat::xml {

class XmlConnector final : public sdk::Connector {
  public:
    protocol::Description description() const override;
    Result<std::optional<TimePoint>> read(const protocol::Request& request, sdk::RecordWriter& writer) override;
};

}  // namespace samkat::xml
