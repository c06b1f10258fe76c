#include "connectors/csv/table.hpp"

#include <algorithm>
#include <set>

#include "connectors/csv/decoder.hpp"
#include "connectors/csv/messages.hpp"
#include "connectors/protocol/limits.hpp"
#include "daemon/base/quote.hpp"

namespace samkat::csv {

namespace messages = csv_messages;

namespace {

constexpr std::size_t read_bytes = 256 * 1024;
constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

std::string shown(char delimiter) {
    return delimiter == '\t' ? "TAB" : "\"" + std::string{delimiter} + "\"";
}

// "Ã" followed by what the second byte of å, ä, ö, Å, Ä, Ö, é or ü is in Windows-1252 or ISO-8859-1.
bool double_encoded(std::string_view cell) {
    static constexpr std::string_view first = "\xC3\x83";
    static constexpr std::array<std::string_view, 14> seconds = {
        "\xC2\xA5", "\xC2\xA4",     "\xC2\xB6",     "\xC2\xA9",     "\xC2\xBC", "\xC2\x85",     "\xC2\x84",
        "\xC2\x96", "\xE2\x80\xA6", "\xE2\x80\x9E", "\xE2\x80\x93", "\xC2\x89", "\xE2\x80\xB0", "\xC2\xA8"};
    for (std::size_t at = cell.find(first); at != std::string_view::npos; at = cell.find(first, at + 1)) {
        const std::string_view rest = cell.substr(at + first.size());
        if (std::ranges::any_of(seconds, [&](std::string_view second) { return rest.starts_with(second); }))
            return true;
    }
    return false;
}

// Headings are words. A row of somebody's data has an id, a date or an address in it, and is nobody's to read in a log.
bool is_data(const std::vector<std::string>& names) {
    constexpr std::ptrdiff_t most_digits = 3;
    return std::ranges::any_of(names, [](const std::string& name) {
        return name.find('@') != std::string::npos ||
               std::ranges::count_if(name, [](char c) { return c >= '0' && c <= '9'; }) > most_digits;
    });
}

Finding no_headings(const std::vector<std::string>& names, const std::string& column, const Where& where) {
    return finding(messages::FIRST_ROW_IS_DATA, where, {{"column", column}, {"found", std::to_string(names.size())}});
}

class Table final : public RowSink {
  public:
    Table(const Settings& settings, std::string key, std::string setting, std::string place, sdk::RecordWriter& writer,
          TableSink& sink)
        : settings_(settings),
          key_(std::move(key)),
          setting_(std::move(setting)),
          place_(std::move(place)),
          writer_(writer),
          sink_(sink) {}

    Result<void> row(std::uint32_t line, Cells cells) override {
        if (columns_.names.empty()) {
            if (auto begun = begin(line, cells); !begun || settings_.header) return begun;
        }
        if (std::ranges::all_of(cells, [](std::string_view cell) { return text::trim(cell).empty(); })) return {};
        ++rows_;
        if (in_order(line, cells)) sink_.row(line, cells);
        return {};
    }

    Result<void> broken_row(std::uint32_t line, Cells cells) override {
        if (columns_.names.empty())
            return fail(messages::QUOTE_OPEN, {place_, line}, {{"start", std::to_string(line)}});
        ++rows_;
        lose_torn(messages::QUOTE_IN_ROW, line, cells, 1);
        return {};
    }

    Result<void> finish() const {
        if (columns_.names.empty()) return fail(messages::EMPTY, {place_});
        if (rows_ == 0) writer_.finding(finding(messages::NO_ROWS, {place_}));
        return {};
    }

  private:
    Result<void> begin(std::uint32_t line, Cells cells);
    Result<void> check_names(std::uint32_t line) const;
    Result<void> check_delimiter(std::uint32_t line, Cells cells) const;
    bool in_order(std::uint32_t line, Cells cells);
    void lose(const Message& message, std::uint32_t line, Cells cells, const std::string& field,
              const Arguments& arguments = {});
    void lose_torn(const Message& message, std::uint32_t line, Cells cells, std::size_t least,
                   const Arguments& arguments = {});
    void look_for_double_encoding(std::uint32_t line, Cells cells);

    const Settings& settings_;
    std::string key_, setting_, place_;
    sdk::RecordWriter& writer_;
    TableSink& sink_;
    Columns columns_;
    std::uint64_t rows_ = 0;
    bool seen_double_encoding_ = false;
};

Result<void> Table::begin(std::uint32_t line, Cells cells) {
    if (auto likely = check_delimiter(line, cells); !likely) return likely;
    columns_.names = settings_.columns;
    if (settings_.header) {
        for (const std::string_view cell : cells) columns_.names.emplace_back(text::trim(cell));
    }
    if (auto good = check_names(line); !good) return good;
    const auto key = find_column(columns_.names, key_, setting_, {place_, settings_.header ? line : 0});
    if (!key) return fail(key.error());
    columns_.key = *key;
    return sink_.columns(columns_);
}

Result<void> Table::check_delimiter(std::uint32_t line, Cells cells) const {
    if (cells.size() > 1) return {};
    std::size_t most = 0;
    char likely = 0;
    for (const char candidate : {';', ',', '\t', '|'}) {
        const auto count = static_cast<std::size_t>(std::ranges::count(cells.front(), candidate));
        if (candidate == settings_.delimiter || count <= most) continue;
        most = count;
        likely = candidate;
    }
    if (most == 0) return {};
    return fail(messages::DELIMITER, {place_, line},
                {{"delimiter", shown(settings_.delimiter)}, {"seen", shown(likely)}});
}

Result<void> Table::check_names(std::uint32_t line) const {
    const Where where{place_, settings_.header ? line : 0};
    if (columns_.names.size() > protocol::max_fields) {
        return fail(
            messages::COLUMN_COUNT, where,
            {{"found", std::to_string(columns_.names.size())}, {"limit", std::to_string(protocol::max_fields)}});
    }
    std::set<std::string_view> seen;
    std::size_t number = 0;
    for (const std::string& name : columns_.names) {
        ++number;
        if (name.size() > protocol::max_name) {
            return fail(messages::COLUMN_NAME, where,
                        {{"number", std::to_string(number)}, {"limit", std::to_string(protocol::max_name)}});
        }
        if (name.empty() || seen.insert(name).second) continue;
        if (settings_.header && is_data(columns_.names)) return fail(no_headings(columns_.names, key_, where));
        return fail(messages::COLUMN_TWICE, where, {{"column", quoted_for_people(name, 200)}});
    }
    return {};
}

bool Table::in_order(std::uint32_t line, Cells cells) {
    if (cells.size() != columns_.names.size()) {
        lose_torn(cells.size() < columns_.names.size() ? messages::TOO_FEW_FIELDS : messages::TOO_MANY_FIELDS, line,
                  cells, 2,
                  {{"found", std::to_string(cells.size())}, {"wanted", std::to_string(columns_.names.size())}});
        return false;
    }
    if (text::trim(cells[columns_.key]).empty()) {
        lose(messages::KEY_EMPTY, line, cells, columns_.names[columns_.key],
             {{"column", columns_.names[columns_.key]}});
        return false;
    }
    const auto bad = std::ranges::find_if(
        cells, [](std::string_view cell) { return cell.find(replacement) != std::string_view::npos; });
    if (bad != cells.end()) {
        lose(messages::LOST_CHARACTER, line, cells, columns_.names[static_cast<std::size_t>(bad - cells.begin())]);
        return false;
    }
    look_for_double_encoding(line, cells);
    return true;
}

void Table::look_for_double_encoding(std::uint32_t line, Cells cells) {
    if (seen_double_encoding_) return;
    const auto found = std::ranges::find_if(cells, double_encoded);
    if (found == cells.end()) return;
    seen_double_encoding_ = true;
    writer_.finding(finding(messages::DOUBLE_ENCODED,
                            {place_, line, 0, columns_.names[static_cast<std::size_t>(found - cells.begin())]}));
}

void Table::lose(const Message& message, std::uint32_t line, Cells cells, const std::string& field,
                 const Arguments& arguments) {
    const std::string_view key = columns_.key < cells.size() ? text::trim(cells[columns_.key]) : std::string_view{};
    if (writer_.lost_row(finding(message, {place_, line, 0, field}, arguments), key)) sink_.lost(key);
}

// A row that is cut in the wrong places: what stands where the key should be may be something else, unless nothing can
// stand before it. `least`: so many cells there must be for the first to be whole.
void Table::lose_torn(const Message& message, std::uint32_t line, Cells cells, std::size_t least,
                      const Arguments& arguments) {
    const bool sure = columns_.key == 0 && cells.size() >= least;
    lose(message, line, sure ? cells : Cells{}, {}, arguments);
}

}  // namespace

Result<std::size_t> find_column(const std::vector<std::string>& names, const std::string& name,
                                const std::string& setting, const Where& where) {
    const auto found = std::ranges::find(names, name);
    if (found != names.end() && !name.empty()) return static_cast<std::size_t>(found - names.begin());
    if (where.line > 0 && is_data(names)) return fail(no_headings(names, name, where));
    const std::string nearest = text::nearest(name, names);
    return fail(nearest.empty() ? messages::COLUMN_MISSING : messages::COLUMN_MISSPELT, where,
                {{"column", name},
                 {"nearest", quoted_for_people(nearest, 200)},
                 {"found", quoted_for_people(text::join(names, ", "), 1000)},
                 {"setting", setting}});
}

Result<void> read_table(sdk::InputFile& file, const Settings& settings, const std::string& key,
                        const std::string& setting, sdk::RecordWriter& writer, TableSink& sink) {
    Table table{settings, key, setting, file.name(), writer, sink};
    Decoder decoder{settings.encoding, file.name()};
    Parser parser{{settings.delimiter, settings.quote, settings.max_row_bytes}, file.name(), table};
    std::vector<char> buffer(read_bytes);
    for (;;) {
        const auto got = file.read(buffer);
        if (!got) return fail(got.error());
        if (*got == 0) break;
        const auto text = decoder.decode({buffer.data(), *got});
        if (!text) return fail(text.error());
        if (auto parsed = parser.parse(*text); !parsed) return parsed;
    }
    if (auto whole = decoder.finish(); !whole) return whole;
    if (auto whole = parser.finish(); !whole) return whole;
    if (auto whole = table.finish(); !whole) return whole;
    return file.unchanged();
}

}  // namespace samkat::csv
