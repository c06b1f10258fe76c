// Table: the rows of one file under their column names. Checks the headings and every row; what is wrong becomes a
// finding. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/csv/parser.hpp"
#include "connectors/csv/settings.hpp"
#include "connectors/sdk/input_file.hpp"
#include "connectors/sdk/record_writer.hpp"

namespace samkat::csv {

struct Columns {
    std::vector<std::string> names;  // trimmed; a column without a name is not used
    std::size_t key = 0;             // index in names
};

// Takes what a file says, when it is in order.
class TableSink {
  public:
    virtual ~TableSink() = default;
    virtual Result<void> columns(const Columns& columns) = 0;
    // A row with as many cells as there are columns and a key.
    virtual void row(std::uint32_t line, Cells cells) = 0;
    // A row that cannot be used, of somebody whose key is known.
    virtual void lost(std::string_view key) = 0;
};

// Reads the whole of `file`. `key` is the name of the key column, `setting` the setting that says so.
Result<void> read_table(sdk::InputFile& file, const Settings& settings, const std::string& key,
                        const std::string& setting, sdk::RecordWriter& writer, TableSink& sink);

// The index of column `name`. Fails with the nearest spelling and all columns; `setting` is what asks for it.
Result<std::size_t> find_column(const std::vector<std::string>& names, const std::string& name,
                                const std::string& setting, const Where& where);

}  // namespace samkat::csv
