#include "connectors/csv/csv_connector.hpp"

#include <algorithm>
#include <deque>

#include "connectors/csv/joined_file.hpp"
#include "connectors/csv/messages.hpp"
#include "connectors/csv/settings.hpp"
#include "connectors/csv/table.hpp"
#include "connectors/sdk/messages.hpp"

namespace samkat::csv {

namespace {

// Sends the main file's rows, each with what the joined files say about its key.
class MainFile final : public TableSink {
  public:
    MainFile(const Settings& settings, std::string place, Pool& pool, std::deque<JoinedFile>& joined,
             sdk::RecordWriter& writer)
        : settings_(settings), place_(std::move(place)), pool_(pool), joined_(joined), writer_(writer) {}

    Result<void> columns(const Columns& columns) override {
        key_ = columns.key;
        std::vector<std::string> fields;
        for (std::size_t i = 0; i < columns.names.size(); ++i) {
            if (columns.names[i].empty()) continue;
            used_columns_.push_back({i, std::ranges::find(settings_.multi, columns.names[i]) != settings_.multi.end()});
            fields.push_back(columns.names[i]);
        }
        for (const JoinedFile& each : joined_) add_fields(fields, each);
        for (const std::string& name : settings_.multi) {
            if (auto found = find_column(columns.names, name, "multi", {place_}); !found) return fail(found.error());
        }
        set_ = writer_.set(settings_.kind, place_, fields);
        return {};
    }

    void row(std::uint32_t line, Cells cells) override {
        const std::string_view key = text::trim(cells[key_]);
        const Text handle = joined_.empty() ? Text{} : pool_.intern(key);
        if (std::ranges::any_of(joined_, [&](const JoinedFile& each) { return each.is_damaged(handle); })) return;
        writer_.begin(set_, line);
        for (const auto& [index, multi] : used_columns_) {
            if (multi)
                send_pieces(cells[index]);
            else
                send(cells[index]);
        }
        for (JoinedFile& each : joined_) send_joined(each, handle);
        if (writer_.end()) return;
        writer_.lost_row(finding(sdk_messages::RECORD_TOO_LARGE, {place_, line}), key);
    }

    void lost(std::string_view) override {}

  private:
    struct Column {
        std::size_t index;
        bool multi;
    };

    // A name that is taken gets the file's in front.
    static void add_fields(std::vector<std::string>& fields, const JoinedFile& joined) {
        const std::string stem = joined.place().substr(0, joined.place().rfind('.'));
        for (const std::string& name : joined.names()) {
            const bool taken = std::ranges::find(fields, name) != fields.end();
            fields.push_back(taken ? stem + "." + name : name);
        }
    }

    void send(std::string_view cell) {
        if (cell.empty() && settings_.skip_empty)
            writer_.none();
        else
            writer_.value(cell);
    }

    void send_pieces(std::string_view cell) {
        if (text::trim(cell).empty()) return writer_.none();
        values_.clear();
        for (std::size_t at = 0; at != std::string_view::npos;) {
            at = cell.find(settings_.multi_separator);
            values_.push_back(text::trim(cell.substr(0, at)));
            if (at != std::string_view::npos) cell.remove_prefix(at + settings_.multi_separator.size());
        }
        writer_.values(values_);
    }

    // Several rows give every column as many values, empty ones too: the values of one row stay together.
    void send_joined(JoinedFile& joined, Text key) {
        const std::vector<std::uint32_t> rows = joined.rows_of(key);
        for (std::size_t column = 0; column < joined.names().size(); ++column) {
            values_.clear();
            for (const std::uint32_t row : rows) values_.push_back(joined.cell(row, column));
            if (values_.empty())
                writer_.none();
            else if (values_.size() == 1)
                send(values_.front());
            else
                writer_.values(values_);
        }
    }

    const Settings& settings_;
    std::string place_;
    Pool& pool_;
    std::deque<JoinedFile>& joined_;
    sdk::RecordWriter& writer_;
    std::size_t key_ = 0;
    std::uint32_t set_ = 0;
    std::vector<Column> used_columns_;
    std::vector<std::string_view> values_;
};

// One reading of all files.
class Reading {
  public:
    Reading(const Settings& settings, sdk::RecordWriter& writer) : settings_(settings), writer_(writer) {}

    Result<TimePoint> run() {
        if (auto opened = open_all(); !opened) return fail(opened.error());
        for (std::size_t i = 1; i < files_.size(); ++i) {
            joined_.emplace_back(pool_, files_[i].name());
            auto read = read_table(files_[i], settings_, settings_.join_key, "join_key", writer_, joined_.back());
            if (!read) return fail(read.error());
        }
        MainFile main{settings_, files_.front().name(), pool_, joined_, writer_};
        if (auto read = read_table(files_.front(), settings_, settings_.key, "key", writer_, main); !read)
            return fail(read.error());
        // All of one export: none was replaced while the others were read.
        for (const sdk::InputFile& file : files_) {
            if (auto same = file.unchanged(); !same) return fail(same.error());
        }
        report_unmatched();
        TimePoint oldest = files_.front().modified();
        for (const sdk::InputFile& file : files_) oldest = std::min(oldest, file.modified());
        return oldest;
    }

  private:
    Result<void> open_all() {
        std::vector<std::string> paths = {settings_.path};
        paths.insert(paths.end(), settings_.join.begin(), settings_.join.end());
        for (const std::string& path : paths) {
            auto file = sdk::InputFile::open(path, settings_.file_rules);
            if (!file) return fail(file.error());
            files_.push_back(std::move(*file));
        }
        return {};
    }

    void report_unmatched() {
        for (const JoinedFile& each : joined_) {
            const auto [rows, line] = each.unmatched();
            if (rows == 0) continue;
            writer_.finding(finding(csv_messages::JOIN_UNMATCHED, {each.place(), line},
                                    {{"count", std::to_string(rows)}, {"main", files_.front().name()}}));
        }
    }

    const Settings& settings_;
    sdk::RecordWriter& writer_;
    std::vector<sdk::InputFile> files_;  // the main file first
    Pool pool_;
    std::deque<JoinedFile> joined_;
};

}  // namespace

protocol::Description CsvConnector::description() const {
    return csv::description();
}

Result<std::optional<TimePoint>> CsvConnector::read(const protocol::Request& request, sdk::RecordWriter& writer) {
    const auto settings = settings_of(request.settings, {request.source});
    if (!settings) return fail(settings.error());
    const auto age = Reading{*settings, writer}.run();
    if (!age) return fail(age.error());
    return *age;
}

}  // namespace samkat::csv
