// The xml connector's settings, as described to the host and as values. Plain values.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "connectors/protocol/description.hpp"
#include "connectors/sdk/input_file.hpp"
#include "connectors/xml/path.hpp"

namespace samkat::xml {

struct FieldRule {
    std::string name;
    std::string text;  // the path as it was written
    ValuePath path;
};

// How one kind of record is found and taken apart.
struct RecordRule {
    std::string kind;
    std::vector<std::string> path;  // never the beginning of another rule's, or the same
    std::size_t key = 0;            // index in fields
    std::vector<FieldRule> fields;

    std::string path_text() const;
};

struct Settings {
    std::string path;
    std::vector<RecordRule> records;
    std::size_t max_depth = 0;
    std::size_t max_record_bytes = 0;
    sdk::InputFile::Rules file_rules;
};

protocol::Description description();
// From settings that follow description(). Fails where a path cannot be used or they contradict each other.
Result<Settings> settings_of(const Json& json, const Where& where);

}  // namespace samkat::xml
