#include "config/lookup.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <csv.h>

#include "config/messages.hpp"
#include "config/section.hpp"
#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

constexpr std::size_t file_limit = 4 << 20;
constexpr std::size_t rows_limit = 100'000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// libcsv's parser with its owner; strict, so that quotes that do not match are errors.
class CsvParser {
  public:
    CsvParser() {
        csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL);
        csv_set_delim(&parser_, ';');
    }
    CsvParser(const CsvParser&) = delete;
    CsvParser& operator=(const CsvParser&) = delete;
    ~CsvParser() { csv_free(&parser_); }
    csv_parser* get() { return &parser_; }

  private:
    csv_parser parser_{};
};

class Reader {
  public:
    Reader(LookupTable& table, SourceFilePtr file, Findings& findings)
        : table_(table), file_(std::move(file)), findings_(findings) {}

    void read() {
        CsvParser parser;
        skip_empty_lines();
        const std::string& text = file_->text();
        const std::size_t done = csv_parse(parser.get(), text.data(), text.size(), &Reader::cell, &Reader::row, this);
        const bool complete = done == text.size() && csv_fini(parser.get(), &Reader::cell, &Reader::row, this) == 0;
        if (!complete)
            findings_.add(finding_at(config_messages::TABLE_QUOTES, {file_, line_, 0, {}}));
        else if (table_.rows.empty() && !findings_.has_errors())
            findings_.add(finding_at(config_messages::TABLE_EMPTY, {file_, 1, 0, {}}));
    }

  private:
    static void cell(void* bytes, std::size_t size, void* self) {
        auto& reader = *static_cast<Reader*>(self);
        reader.cells_.emplace_back(static_cast<const char*>(bytes == nullptr ? "" : bytes),
                                   bytes == nullptr ? 0 : size);
    }
    static void row(int, void* self) { static_cast<Reader*>(self)->row(); }

    void row() {
        const std::vector<std::string> cells = std::exchange(cells_, {});
        const std::uint32_t line = line_;
        line_ += 1;
        for (const std::string& each : cells) line_ += static_cast<std::uint32_t>(std::ranges::count(each, '\n'));
        skip_empty_lines();
        if (++rows_ > 1) add(cells, line);
    }

    // libcsv passes over them without a word.
    void skip_empty_lines() {
        while (line_ < file_->lines() && file_->line(line_).empty()) ++line_;
    }

    void add(const std::vector<std::string>& cells, std::uint32_t line) {
        if (rows_ > rows_limit) return too_long(line);
        if (cells.size() != 2) return findings_.add(finding_at(config_messages::TABLE_COLUMNS, {file_, line, 0, {}}));
        for (const std::string& each : cells) {
            if (!each.empty() && std::string_view{"=+-@\t\r"}.find(each.front()) != std::string_view::npos) {
                return findings_.add(finding_at(config_messages::TABLE_FORMULA, {file_, line, 0, {}},
                                                {{"start", text::printable(each.substr(0, 1))}}));
            }
        }
        const std::string key = text::nfc(text::trim(cells[0]));
        const auto [known, added] = lines_.emplace(key, line);
        if (!added) {
            return findings_.add(finding_at(config_messages::TABLE_KEY_TWICE, {file_, line, 0, {}},
                                            {{"key", text::printable(key)}, {"line", std::to_string(known->second)}}));
        }
        table_.rows.emplace(key, text::nfc(text::trim(cells[1])));
    }

    void too_long(std::uint32_t line) {
        if (rows_ == rows_limit + 1) {
            findings_.add(finding_at(config_messages::TABLE_TOO_LONG, {file_, line, 0, {}},
                                     {{"limit", std::to_string(rows_limit)}}));
        }
    }

    LookupTable& table_;
    SourceFilePtr file_;
    Findings& findings_;
    std::vector<std::string> cells_;
    std::map<std::string, std::uint32_t> lines_;
    std::uint32_t line_ = 1;
    std::size_t rows_ = 0;
};

LookupTable rows_of(const Document& document, const Member& member) {
    LookupTable table{member.key, document.at(member).where().text(), {}};
    for (const Member& row : member.value.members) {
        if (row.value.kind == ValueKind::text) table.rows.emplace(text::nfc(row.key), row.value.text);
    }
    return table;
}

LookupTable file_of(const Document& document, const Member& member, const Member& file,
                    std::vector<std::filesystem::path>& files, Findings& findings) {
    const std::filesystem::path path = resolved(document, file.value.text);
    files.push_back(path);
    const auto bytes = read_file(path, file_limit);
    if (bytes) return parse_lookup_csv(member.key, path.string(), *bytes, findings);
    Finding problem = bytes.error();
    const Spot spot = document.at(file.value, "table." + member.key + ".file");
    problem.where = spot.where();
    problem.excerpt = excerpt(spot);
    findings.add(std::move(problem));
    return {member.key, path.string(), {}};
}

}  // namespace

LookupTable parse_lookup_csv(const std::string& name, const std::string& place, std::string_view bytes,
                             Findings& findings) {
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    const auto encoding = text::is_utf8(bytes) ? text::Encoding::utf8 : text::Encoding::windows_1252;
    LookupTable table{name, place, {}};
    Findings own;
    Reader{table, std::make_shared<const SourceFile>(place, text::decode(bytes, encoding)), own}.read();
    findings.add(own);
    return table;
}

void read_tables(const Document& document, Tables& tables, std::vector<std::filesystem::path>& files,
                 Findings& findings) {
    const Value* all = table_at(document, "table");
    if (all == nullptr) return;
    for (const Member& member : all->members) {
        if (member.value.kind != ValueKind::table) continue;
        const Member* file = member.value.find("file");
        const bool from_file = file != nullptr && file->value.kind == ValueKind::text;
        if (from_file && member.value.members.size() > 1) {
            findings.add(finding_at(config_messages::TABLE_BOTH, document.at(*file), {{"table", member.key}}));
        }
        LookupTable table = from_file ? file_of(document, member, *file, files, findings) : rows_of(document, member);
        tables.insert_or_assign(member.key, std::make_shared<const LookupTable>(std::move(table)));
    }
}

}  // namespace samkat::config
