#include "connectors/xml/splitter.hpp"

#include <algorithm>
#include <new>

#include <expat.h>

#include "connectors/xml/messages.hpp"
#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"

namespace samkat::xml {

namespace messages = xml_messages;

namespace {

constexpr std::size_t max_attributes = 256;
constexpr std::size_t max_paths_seen = 500;

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
}

// The code point of a character of one or three bytes less than U+10000; U+FFFD is -1, as expat wants it.
int code_point(std::string_view utf8) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
    if (utf8.size() == 1) return byte(0);
    if (utf8.size() == 2) return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    const int point = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    return point == 0xFFFD ? -1 : point;
}

int fill_windows_1252(XML_Encoding* encoding) {
    for (int i = 0; i < 256; ++i) {
        const char byte = static_cast<char>(i);
        encoding->map[i] = code_point(text::decode({&byte, 1}, text::Encoding::windows_1252));
    }
    encoding->data = nullptr;
    encoding->convert = nullptr;
    encoding->release = nullptr;
    return XML_STATUS_OK;
}

bool is_truncation(XML_Error error) {
    return error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN || error == XML_ERROR_PARTIAL_CHAR ||
           error == XML_ERROR_UNCLOSED_CDATA_SECTION;
}

}  // namespace

// Owns expat's parser and takes its callbacks.
struct Splitter::Library {
    explicit Library(Splitter* owner) : parser(XML_ParserCreate(nullptr)) {
        if (parser == nullptr) throw std::bad_alloc{};
        XML_SetUserData(parser, owner);
        XML_SetElementHandler(parser, start, end);
        XML_SetCharacterDataHandler(parser, characters);
        XML_SetCommentHandler(parser, comment);
        XML_SetStartDoctypeDeclHandler(parser, doctype);
        XML_SetUnknownEncodingHandler(parser, unknown_encoding, owner);
        XML_SetParamEntityParsing(parser, XML_PARAM_ENTITY_PARSING_NEVER);
    }
    ~Library() { XML_ParserFree(parser); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    static Splitter& of(void* owner) { return *static_cast<Splitter*>(owner); }
    static void start(void* owner, const char* name, const char** attributes) { of(owner).on_start(name, attributes); }
    static void end(void* owner, const char* name) { of(owner).on_end(name); }
    static void characters(void* owner, const char* text, int size) {
        of(owner).on_text({text, static_cast<std::size_t>(size)});
    }
    static void comment(void* owner, const char*) { of(owner).quiet_bytes_ = 0; }
    static void doctype(void* owner, const char*, const char*, const char*, int) { of(owner).stop(messages::DOCTYPE); }
    static int unknown_encoding(void* owner, const char* name, XML_Encoding* encoding) {
        const std::string folded = text::fold(name);
        if (folded == "windows-1252" || folded == "cp1252") return fill_windows_1252(encoding);
        of(owner).failure_ = finding(messages::ENCODING, of(owner).here(), {{"encoding", quoted_for_people(name)}});
        return XML_STATUS_ERROR;
    }

    XML_Parser parser;
};

Splitter::Splitter(const Settings& settings, std::string place, FragmentSink& sink)
    : settings_(settings), place_(std::move(place)), sink_(sink), library_(std::make_unique<Library>(this)) {
    for (const RecordRule& rule : settings_.records) rule_paths_.push_back(rule.path_text());
}

Splitter::~Splitter() = default;

Where Splitter::here() const {
    return {place_, static_cast<std::uint32_t>(XML_GetCurrentLineNumber(library_->parser)),
            static_cast<std::uint32_t>(XML_GetCurrentColumnNumber(library_->parser) + 1)};
}

void Splitter::stop(const Message& message, const Arguments& arguments) {
    if (!failure_) failure_ = finding(message, here(), arguments);
    XML_StopParser(library_->parser, XML_FALSE);
}

void Splitter::enter(std::string_view name) {
    lengths_.push_back(path_.size());
    if (rule_) return;
    if (!path_.empty()) path_ += '/';
    path_ += name;
}

void Splitter::leave() {
    path_.resize(lengths_.back());
    lengths_.pop_back();
}

bool Splitter::is_record() {
    const auto found = std::ranges::find(rule_paths_, path_);
    if (paths_seen_.size() < max_paths_seen) paths_seen_.insert(path_);
    if (found == rule_paths_.end()) return false;
    rule_ = static_cast<std::size_t>(found - rule_paths_.begin());
    record_depth_ = lengths_.size();
    record_line_ = static_cast<std::uint32_t>(XML_GetCurrentLineNumber(library_->parser));
    fragment_.clear();
    overflow_ = false;
    return true;
}

void Splitter::on_start(const char* name, const char* const* attributes) {
    quiet_bytes_ = 0;
    any_element_ = true;
    if (failure_) return;
    if (lengths_.size() >= settings_.max_depth)
        return stop(messages::TOO_DEEP, {{"limit", std::to_string(settings_.max_depth)}});
    enter(name);
    if (rule_ || is_record()) append_start(name, attributes);
}

void Splitter::append_start(std::string_view name, const char* const* attributes) {
    fragment_ += '<';
    fragment_ += name;
    for (std::size_t count = 0; attributes[2 * count] != nullptr && !overflow_; ++count) {
        if (count == max_attributes)
            return stop(messages::TOO_MANY_ATTRIBUTES, {{"limit", std::to_string(max_attributes)}});
        fragment_ += ' ';
        fragment_ += attributes[2 * count];
        fragment_ += "=\"";
        append_escaped(fragment_, attributes[2 * count + 1]);
        fragment_ += '"';
        overflow_ = fragment_.size() > settings_.max_record_bytes;
    }
    fragment_ += '>';
}

void Splitter::on_text(std::string_view text) {
    quiet_bytes_ = 0;
    if (!rule_ || overflow_) return;
    append_escaped(fragment_, text);
    overflow_ = fragment_.size() > settings_.max_record_bytes;
}

void Splitter::on_end(const char* name) {
    quiet_bytes_ = 0;
    if (failure_) return;
    const bool whole = rule_ && lengths_.size() == record_depth_;
    if (rule_ && !overflow_) {
        fragment_ += "</";
        fragment_ += name;
        fragment_ += '>';
    }
    if (overflow_) fragment_.clear();
    if (whole) {
        const std::size_t rule = *std::exchange(rule_, std::nullopt);
        if (overflow_)
            sink_.too_large(rule, record_line_);
        else
            sink_.record(rule, record_line_, fragment_);
        overflow_ = false;
    }
    leave();
}

Result<void> Splitter::parse(std::string_view bytes) {
    quiet_bytes_ += bytes.size();
    const bool good = XML_Parse(library_->parser, bytes.data(), static_cast<int>(bytes.size()), 0) == XML_STATUS_OK;
    if (good && quiet_bytes_ > settings_.max_record_bytes) {
        return fail(messages::TOKEN_TOO_LARGE, here(), {{"limit", std::to_string(settings_.max_record_bytes)}});
    }
    return outcome(good);
}

Result<void> Splitter::finish() {
    const bool good = XML_Parse(library_->parser, nullptr, 0, 1) == XML_STATUS_OK;
    if (good || failure_ || !is_truncation(XML_GetErrorCode(library_->parser))) return outcome(good);
    if (!any_element_) return fail(messages::EMPTY, {place_});
    return fail(messages::TRUNCATED, here());
}

Result<void> Splitter::outcome(bool good) {
    if (failure_) return fail(*failure_);
    if (good) return {};
    const XML_Error error = XML_GetErrorCode(library_->parser);
    if (error == XML_ERROR_NO_MEMORY) throw std::bad_alloc{};
    return fail(messages::NOT_WELL_FORMED, here(), {{"reason", XML_ErrorString(error)}});
}

}  // namespace samkat::xml
