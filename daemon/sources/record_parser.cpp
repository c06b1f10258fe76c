#include "daemon/sources/record_parser.hpp"

#include <simdjson.h>

#include "connectors/protocol/limits.hpp"

namespace samkat::sources {

namespace {

// The DOM of simdjson and not its on-demand side: that one is compiled for one kind of processor, without vectors where
// the build is for all of them, while this one chooses when it runs.
namespace dom = simdjson::dom;
static_assert(simdjson::SIMDJSON_PADDING <= RecordParser::padding);

bool read_number(const dom::element& element, std::uint32_t& into) {
    std::uint64_t number = 0;
    if (element.get_uint64().get(number) != simdjson::SUCCESS || number > UINT32_MAX) return false;
    into = static_cast<std::uint32_t>(number);
    return true;
}

bool read_text(const dom::element& element, ParsedRecord& record) {
    std::string_view text;
    if (element.get_string().get(text) != simdjson::SUCCESS) return false;
    record.values.push_back(text);
    return true;
}

bool read_texts(const dom::element& element, ParsedRecord& record) {
    dom::array items;
    if (element.get_array().get(items) != simdjson::SUCCESS) return false;
    for (const dom::element item : items) {
        if (!read_text(item, record)) return false;
    }
    return true;
}

bool read_field(const dom::element& element, ParsedRecord& record) {
    const bool read = element.is_null() || read_text(element, record) || read_texts(element, record);
    record.ends.push_back(static_cast<std::uint32_t>(record.values.size()));
    return read;
}

bool read_record(const dom::element& document, ParsedRecord& record) {
    dom::array items;
    if (document.get_array().get(items) != simdjson::SUCCESS) return false;
    std::size_t position = 0;
    for (const dom::element item : items) {
        const bool read = position == 0   ? read_number(item, record.set)
                          : position == 1 ? read_number(item, record.line)
                                          : read_field(item, record);
        if (!read) return false;
        ++position;
    }
    return position >= 2;
}

}  // namespace

struct RecordParser::Parser {
    dom::parser parser{protocol::max_line};
};

RecordParser::RecordParser() : parser_(std::make_unique<Parser>()) {
    // All memory at once: a line is never longer.
    if (parser_->parser.allocate(protocol::max_line) != simdjson::SUCCESS) throw std::bad_alloc{};
}
RecordParser::~RecordParser() = default;

RecordParser::Fault RecordParser::parse(std::string_view line, ParsedRecord& record) {
    record.values.clear();
    record.ends.clear();
    dom::element document;
    const auto error = parser_->parser.parse(line.data(), line.size(), false).get(document);
    if (error == simdjson::UTF8_ERROR) return Fault::not_utf8;
    if (error != simdjson::SUCCESS || !read_record(document, record)) return Fault::not_a_record;
    return Fault::none;
}

}  // namespace samkat::sources
