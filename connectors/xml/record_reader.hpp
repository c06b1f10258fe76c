// RecordReader: takes one record's XML apart, on pugixml, and sends its values. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/sdk/record_writer.hpp"
#include "connectors/xml/splitter.hpp"

namespace samkat::xml {

class RecordReader final : public FragmentSink {
  public:
    // Announces one set a rule. `settings` and `writer` must outlive this.
    RecordReader(const Settings& settings, std::string place, sdk::RecordWriter& writer);
    ~RecordReader() override;

    void record(std::size_t rule, std::uint32_t line, std::string& fragment) override;
    void too_large(std::size_t rule, std::uint32_t line) override;

    // After the last record: fails if the file has none where a rule looks for them; says which fields were never seen.
    Result<void> finish(const std::set<std::string>& paths_seen);

  private:
    struct Document;
    // What was seen of one rule.
    struct Tally {
        std::uint32_t set = 0;
        std::uint64_t records = 0;
        std::vector<std::uint64_t> fields;  // records in which the field was
    };
    struct Values {
        std::vector<std::string_view> values;
        std::vector<std::size_t> ends;  // one a field
    };

    void collect(const RecordRule& rule, Tally& tally);
    bool in_order(const RecordRule& rule, std::uint32_t line);
    void send(const RecordRule& rule, std::uint32_t set, std::uint32_t line);
    std::span<const std::string_view> values_of(std::size_t field) const;
    Result<void> check_found(const RecordRule& rule, const std::set<std::string>& paths_seen) const;

    const Settings& settings_;
    std::string place_;
    sdk::RecordWriter& writer_;
    std::vector<Tally> tallies_;
    std::unique_ptr<Document> document_;
    Values values_;
};

}  // namespace samkat::xml
