// A Sink that keeps everything it is given, for tests.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "daemon/sources/sources.hpp"

namespace samkat::test {

struct KeptRecord {
    std::string kind;
    std::uint32_t line = 0;
    std::vector<std::vector<std::string>> fields;

    // The first value of a field, or "-" if it has none.
    std::string at(std::size_t field) const { return fields.at(field).empty() ? "-" : fields.at(field).front(); }
    bool operator==(const KeptRecord&) const = default;
};

class CollectingSink final : public sources::Sink {
  public:
    Result<void> set(const RecordSet& set) override {
        sets.push_back(set);
        if (refuse) return fail(*refuse);
        return {};
    }
    void record(const Record& record) override {
        KeptRecord kept{record.set->kind, record.line, {}};
        for (std::size_t i = 0; i < record.ends.size(); ++i) {
            const auto values = record.field(i);
            kept.fields.emplace_back(values.begin(), values.end());
        }
        records.push_back(std::move(kept));
    }
    void finding(const Finding& finding) override { findings.push_back(finding); }

    // "ID place:line (field)" of every finding, for comparing.
    std::vector<std::string> ids() const {
        std::vector<std::string> result;
        for (const Finding& each : findings) result.push_back(each.id + " " + each.where.text());
        return result;
    }

    std::vector<RecordSet> sets;
    std::vector<KeptRecord> records;
    std::vector<Finding> findings;
    std::optional<Error> refuse;
};

}  // namespace samkat::test
