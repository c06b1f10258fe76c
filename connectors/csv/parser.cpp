#include "connectors/csv/parser.hpp"

#include <algorithm>
#include <new>

#include <csv.h>

#include "connectors/csv/messages.hpp"

namespace samkat::csv {

namespace messages = csv_messages;

namespace {

// Small enough that a row which is too long is seen soon.
constexpr std::size_t piece_bytes = 4096;
// A byte that UTF-8 never has, for files without quotes.
constexpr unsigned char no_quote = 0xFF;

std::uint32_t newlines_in(std::string_view text) {
    return static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
}

}  // namespace

// Owns libcsv's parser and takes its callbacks.
struct Parser::Library {
    explicit Library(const Form& form) {
        if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) throw std::bad_alloc{};
        csv_set_delim(&parser, static_cast<unsigned char>(form.delimiter));
        csv_set_quote(&parser, form.quote ? static_cast<unsigned char>(*form.quote) : no_quote);
        // Spaces are part of the values.
        csv_set_space_func(&parser, [](unsigned char) { return 0; });
    }
    ~Library() { csv_free(&parser); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    static void field(void* data, std::size_t size, void* owner) {
        static_cast<Parser*>(owner)->on_field({static_cast<const char*>(data), size});
    }
    static void row(int terminator, void* owner) { static_cast<Parser*>(owner)->on_row_end(terminator); }

    // The cell in work, so far.
    std::string_view open_cell() const { return {reinterpret_cast<const char*>(parser.entry_buf), parser.entry_pos}; }

    csv_parser parser{};
};

Parser::Parser(const Form& form, std::string place, RowSink& sink)
    : form_(form), place_(std::move(place)), sink_(sink), library_(std::make_unique<Library>(form)) {}

Parser::~Parser() = default;

void Parser::on_field(std::string_view cell) {
    row_line_ = row_line();
    row_text_ += cell;
    ends_.push_back(row_text_.size());
    line_ += newlines_in(cell);
    after_return_ = false;
}

void Parser::on_row_end(int terminator) {
    if (!ends_.empty() && result_) {
        collect_cells();
        result_ = row_text_.size() > form_.max_row_bytes
                      ? fail(messages::ROW_TOO_LONG, {place_, row_line_},
                             {{"limit", std::to_string(form_.max_row_bytes)}, {"open", std::to_string(row_line_)}})
                      : sink_.row(row_line_, cells_);
    }
    forget_row();
    if (terminator != '\n' || !after_return_) ++line_;
    after_return_ = terminator == '\r';
}

void Parser::collect_cells() {
    cells_.clear();
    std::size_t begin = 0;
    for (const std::size_t end : ends_) {
        cells_.push_back(std::string_view{row_text_}.substr(begin, end - begin));
        begin = end;
    }
}

void Parser::forget_row() {
    row_text_.clear();
    ends_.clear();
    row_ended_ = true;
}

Result<void> Parser::parse(std::string_view text) {
    while (!text.empty()) {
        if (skipping_) text = skip_line(text);
        const std::string_view next = text.substr(0, piece_bytes);
        if (auto parsed = piece(next); !parsed) return parsed;
        // A piece that ended in broken quotes is passed over up to the end of its line.
        text.remove_prefix(next.size());
    }
    return {};
}

// What follows the end of the line, which is the rest of a row that is lost.
std::string_view Parser::skip_line(std::string_view text) {
    const std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos) return {};
    skipping_ = false;
    after_return_ = text[end] == '\r';
    ++line_;
    return text.substr(end + 1);
}

Result<void> Parser::piece(std::string_view text) {
    while (!text.empty()) {
        row_ended_ = false;
        const std::size_t used =
            csv_parse(&library_->parser, text.data(), text.size(), Library::field, Library::row, this);
        if (!result_) return result_;
        row_bytes_ = row_ended_ ? 0 : row_bytes_ + used;
        if (row_bytes_ > form_.max_row_bytes) {
            return fail(messages::ROW_TOO_LONG, {place_, row_line()},
                        {{"limit", std::to_string(form_.max_row_bytes)}, {"open", std::to_string(line_)}});
        }
        if (used == text.size()) return {};
        if (csv_error(&library_->parser) != CSV_EPARSE) throw std::bad_alloc{};
        if (auto lost = broken_quote(); !lost) return lost;
        text = skip_line(text.substr(used));
    }
    return {};
}

Result<void> Parser::broken_quote() {
    if (row_line() != line_ || newlines_in(library_->open_cell()) > 0) {
        return fail(messages::QUOTE_OPEN, {place_, line_}, {{"start", std::to_string(row_line())}});
    }
    collect_cells();
    auto taken = sink_.broken_row(line_, cells_);
    forget_row();
    row_bytes_ = 0;
    skipping_ = true;
    csv_fini(&library_->parser, nullptr, nullptr, nullptr);  // forgets the row too
    return taken;
}

Result<void> Parser::finish() {
    if (csv_fini(&library_->parser, Library::field, Library::row, this) != 0) {
        return fail(messages::QUOTE_OPEN, {place_, line_}, {{"start", std::to_string(row_line())}});
    }
    return result_;
}

}  // namespace samkat::csv
