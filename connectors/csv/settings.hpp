// The csv connector's settings, as described to the host and as values. Plain values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "connectors/protocol/description.hpp"
#include "connectors/sdk/input_file.hpp"
#include "daemon/base/text.hpp"

namespace samkat::csv {

struct Settings {
    std::string path;
    std::string kind;
    text::Encoding encoding = text::Encoding::utf8;
    char delimiter = ';';
    std::optional<char> quote = '"';
    bool header = true;
    std::vector<std::string> columns;
    std::string key;
    std::vector<std::string> join;
    std::string join_key;  // key where nothing is given
    std::string multi_separator;
    std::vector<std::string> multi;
    bool skip_empty = true;
    std::size_t max_row_bytes = 0;
    sdk::InputFile::Rules file_rules;
};

protocol::Description description();
// From settings that follow description(). Fails where they contradict each other.
Result<Settings> settings_of(const Json& json, const Where& where);

}  // namespace samkat::csv
