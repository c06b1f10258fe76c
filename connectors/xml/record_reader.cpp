#include "connectors/xml/record_reader.hpp"

#include <algorithm>
#include <deque>

#include <pugixml.hpp>

#include "connectors/sdk/messages.hpp"
#include "connectors/xml/messages.hpp"
#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"

namespace samkat::xml {

namespace messages = xml_messages;

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::size_t shown_paths = 40;

// Texts that are in no one place of the document.
using Scratch = std::deque<std::string>;

// All text directly in `node`, without white space around it.
std::string_view text_of(const pugi::xml_node& node, Scratch& scratch) {
    std::string_view first;
    std::string* whole = nullptr;
    for (const pugi::xml_node child : node.children()) {
        if (child.type() != pugi::node_pcdata) continue;
        if (first.empty()) {
            first = child.value();
            continue;
        }
        if (whole == nullptr) whole = &scratch.emplace_back(first);
        *whole += child.value();
    }
    return text::trim(whole ? std::string_view{*whole} : first);
}

// Adds the values at the path from element number `step` on: one for every element that it leads to.
void add_values(const pugi::xml_node& node, const ValuePath& path, std::size_t step,
                std::vector<std::string_view>& values, Scratch& scratch) {
    if (step < path.elements.size()) {
        for (const pugi::xml_node child : node.children(path.elements[step].c_str()))
            add_values(child, path, step + 1, values, scratch);
    } else {
        values.push_back(path.attribute.empty() ? text_of(node, scratch)
                                                : std::string_view{node.attribute(path.attribute.c_str()).value()});
    }
}

bool is_empty(std::string_view value) {
    return value.empty();
}

std::string parent_of(const RecordRule& rule) {
    return text::join(std::span{rule.path}.first(rule.path.size() - 1), "/");
}

std::string first_of(const std::set<std::string>& paths) {
    std::vector<std::string> shown;
    for (const std::string& path : paths) {
        if (shown.size() == shown_paths) break;
        shown.push_back(quoted_for_people(path, 400));
    }
    return text::left(text::join(shown, ", "), 400);
}

}  // namespace

struct RecordReader::Document {
    pugi::xml_document xml;
    Scratch scratch;
};

RecordReader::RecordReader(const Settings& settings, std::string place, sdk::RecordWriter& writer)
    : settings_(settings), place_(std::move(place)), writer_(writer), document_(std::make_unique<Document>()) {
    for (const RecordRule& rule : settings_.records) {
        std::vector<std::string> names;
        for (const FieldRule& field : rule.fields) names.push_back(field.name);
        tallies_.push_back({writer_.set(rule.kind, place_, names), 0, std::vector<std::uint64_t>(names.size())});
    }
}

RecordReader::~RecordReader() = default;

void RecordReader::record(std::size_t number, std::uint32_t line, std::string& fragment) {
    const RecordRule& rule = settings_.records[number];
    Tally& tally = tallies_[number];
    ++tally.records;
    const auto loaded =
        document_->xml.load_buffer_inplace(fragment.data(), fragment.size(), pugi::parse_escapes, pugi::encoding_utf8);
    // The splitter wrote this XML itself, from XML that was well-formed.
    if (!loaded)
        throw std::logic_error{std::string{"a record that was split off cannot be read: "} + loaded.description()};
    document_->scratch.clear();
    collect(rule, tally);
    if (in_order(rule, line)) send(rule, tally.set, line);
}

void RecordReader::collect(const RecordRule& rule, Tally& tally) {
    const pugi::xml_node element = document_->xml.document_element();
    values_.values.clear();
    values_.ends.clear();
    for (std::size_t i = 0; i < rule.fields.size(); ++i) {
        const std::size_t begin = values_.values.size();
        add_values(element, rule.fields[i].path, 0, values_.values, document_->scratch);
        if (values_.values.size() > begin) ++tally.fields[i];
        // Several elements give several values, empty ones too, so that paths into the same elements stay in step;
        // nothing but empty ones is no value.
        const auto added = std::span{values_.values}.subspan(begin);
        if (std::ranges::all_of(added, is_empty)) values_.values.resize(begin);
        values_.ends.push_back(values_.values.size());
    }
}

std::span<const std::string_view> RecordReader::values_of(std::size_t field) const {
    const std::size_t begin = field == 0 ? 0 : values_.ends[field - 1];
    return std::span{values_.values}.subspan(begin, values_.ends[field] - begin);
}

bool RecordReader::in_order(const RecordRule& rule, std::uint32_t line) {
    const FieldRule& key_field = rule.fields[rule.key];
    const auto keys = values_of(rule.key);
    const auto broken = [](std::string_view value) { return value.find(replacement) != std::string_view::npos; };
    if (keys.empty() || keys.front().empty()) {
        writer_.lost_row(finding(messages::KEY_EMPTY, {place_, line, 0, key_field.name},
                                 {{"field", key_field.name}, {"path", key_field.text}}),
                         {});
        return false;
    }
    for (std::size_t i = 0; i < rule.fields.size(); ++i) {
        if (std::ranges::none_of(values_of(i), broken)) continue;
        writer_.lost_row(finding(messages::LOST_CHARACTER, {place_, line, 0, rule.fields[i].name}), keys.front());
        return false;
    }
    return true;
}

void RecordReader::send(const RecordRule& rule, std::uint32_t set, std::uint32_t line) {
    writer_.begin(set, line);
    for (std::size_t i = 0; i < rule.fields.size(); ++i) {
        const auto values = values_of(i);
        if (values.empty())
            writer_.none();
        else if (values.size() == 1)
            writer_.value(values.front());
        else
            writer_.values(values);
    }
    if (writer_.end()) return;
    writer_.lost_row(finding(sdk_messages::RECORD_TOO_LARGE, {place_, line}), values_of(rule.key).front());
}

void RecordReader::too_large(std::size_t rule, std::uint32_t line) {
    ++tallies_[rule].records;
    const Arguments arguments = {{"path", settings_.records[rule].path_text()},
                                 {"limit", std::to_string(settings_.max_record_bytes)}};
    writer_.lost_row(finding(messages::RECORD_TOO_LARGE, {place_, line}, arguments), {});
}

Result<void> RecordReader::check_found(const RecordRule& rule, const std::set<std::string>& paths_seen) const {
    const std::string path = rule.path_text();
    const std::string parent = parent_of(rule);
    const auto below = paths_seen.upper_bound(parent + "/");
    const bool parent_is_empty =
        paths_seen.contains(parent) && (below == paths_seen.end() || !below->starts_with(parent + "/"));
    if (parent_is_empty) {
        writer_.finding(finding(messages::EMPTY_LIST, {place_}, {{"parent", parent}, {"path", path}}));
        return {};
    }
    const std::vector<std::string> candidates{paths_seen.begin(), paths_seen.end()};
    const std::string nearest = text::nearest(path, candidates);
    return fail(nearest.empty() ? messages::NO_RECORDS : messages::NO_RECORDS_NEAREST, {place_},
                {{"path", path},
                 {"nearest", quoted_for_people(nearest, 400)},
                 {"setting", "record." + rule.kind + ".path"},
                 {"seen", first_of(paths_seen)}});
}

Result<void> RecordReader::finish(const std::set<std::string>& paths_seen) {
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
        const RecordRule& rule = settings_.records[i];
        const Tally& tally = tallies_[i];
        if (tally.records == 0) {
            if (auto found = check_found(rule, paths_seen); !found) return found;
            continue;
        }
        for (std::size_t field = 0; field < rule.fields.size(); ++field) {
            if (tally.fields[field] > 0) continue;
            const Arguments arguments = {{"field", rule.fields[field].name},
                                         {"path", rule.fields[field].text},
                                         {"count", std::to_string(tally.records)}};
            writer_.finding(finding(messages::FIELD_NEVER_SEEN, {place_}, arguments));
        }
    }
    return {};
}

}  // namespace samkat::xml
