#include "config/sources.hpp"

#include <algorithm>
#include <charconv>

#include "config/messages.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/person.hpp"

namespace samkat::config {

namespace {

Json json_of(const Value& value);

// True if a value that the expression does not know becomes "no protection": the other branch of an if() whose
// condition lists what is a marking, or what lookup() gives for a missing key.
bool fails_open(const Expression& expression) {
    if (expression.empty() || expression.nodes.back().kind != NodeKind::call) return false;
    const Node& root = expression.nodes.back();
    const auto function = static_cast<FunctionId>(root.slot);
    const auto child = [&](std::size_t i) -> const Node& { return expression.nodes[root.children[i]]; };
    const std::size_t otherwise = function == FunctionId::if_ ? 2 : 1;  // lookup: without the table
    if (function != FunctionId::if_ && function != FunctionId::lookup) return false;
    if (function == FunctionId::if_) {
        const NodeKind condition = child(0).kind;
        const bool lists = condition == NodeKind::equals || condition == NodeKind::in ||
                           condition == NodeKind::matches || condition == NodeKind::logical_or;
        if (!lists) return false;
        const Node& then = child(1);
        if (then.kind == NodeKind::literal && parse_protection(then.text) == Protection::none) return false;
    }
    if (root.children.size() <= otherwise) return true;
    const Node& last = child(otherwise);
    return last.kind == NodeKind::literal && parse_protection(last.text) == Protection::none;
}

Json::Object object_of(const Value& table) {
    Json::Object object;
    for (const Member& member : table.members) object.emplace_back(member.key, json_of(member.value));
    return object;
}

Json json_of(const Value& value) {
    switch (value.kind) {
        case ValueKind::table:
            return Json{object_of(value)};
        case ValueKind::integer:
            return Json{value.integer};
        case ValueKind::real:
            return Json{value.real};
        case ValueKind::boolean:
            return Json{value.boolean};
        case ValueKind::array:
            break;
        default:
            return Json{value.text};
    }
    Json::Array array;
    for (const Value& each : value.items) array.push_back(json_of(each));
    return Json{std::move(array)};
}

class Places final : public SettingsPlaces {
  public:
    Places(const Document& document, const Value& settings) : document_(document), settings_(settings) {}

    Where at(const std::vector<std::string>& path) const override { return spot(path).where(); }
    std::string excerpt(const std::vector<std::string>& path) const override { return config::excerpt(spot(path)); }
    std::filesystem::path directory() const override { return resolved(document_, "."); }

  private:
    Spot spot(const std::vector<std::string>& path) const {
        const Value* value = &settings_;
        Spot result = document_.at(settings_, "source.settings");
        for (const std::string& step : path) {
            result.setting += "." + step;
            value = value == nullptr ? nullptr : step_into(*value, step, result);
        }
        return result;
    }

    // Moves `spot` to the member or item of that name; null if there is none.
    const Value* step_into(const Value& value, const std::string& step, Spot& spot) const {
        if (const Member* member = value.find(step)) {
            spot = document_.at(*member, spot.setting);
            return &member->value;
        }
        std::size_t index = 0;
        const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
        if (error != std::errc{} || end != step.data() + step.size() || index >= value.items.size()) return nullptr;
        spot = document_.at(value.items[index], spot.setting);
        return &value.items[index];
    }

    const Document& document_;
    const Value& settings_;
};

class SourceReader {
  public:
    SourceReader(const Document& document, const Value& table, const Tables& tables, Findings& findings)
        : document_(document),
          table_(table),
          section_("source", document, &table),
          vocabulary_{std::nullopt, &tables},
          findings_(findings) {}

    WrittenSource read(const std::string& municipality, const LoadOptions& options) {
        SourcePolicy& source = written_.policy;
        written_.document = &document_;
        written_.table = &table_;
        source.name = section_.text("name");
        source.register_name = section_.has("register") ? section_.text("register") : source.name;
        written_.written_connector = section_.text("connector");
        source.connector = connector();
        source.place = place_of(document_, table_);
        source.interval = section_.duration("interval");
        source.expected_every = section_.duration("expected_every");
        source.max_age = section_.duration("max_age");
        source.time_limit = section_.duration("time_limit");
        source.max_records = section_.count("max_records");
        source.max_kept = section_.count("max_kept");
        source.omits_protected = section_.text("protected") == "omitted";
        for (const std::string& each : section_.texts("watch"))
            source.watch.push_back(resolved(document_, each).string());
        if (municipality.empty())
            read_serves();
        else
            source.serves = {municipality};
        read_map();
        read_settings(options);
        check_age();
        return std::move(written_);
    }

  private:
    // A program of one's own is named relative to the file.
    std::string connector() const {
        const std::string name = section_.text("connector");
        return name.find('/') == std::string::npos ? name : resolved(document_, name).string();
    }

    void add(const Message& message, const Spot& spot, Arguments arguments) {
        arguments.emplace_back("source", written_.policy.name);
        findings_.add(finding_at(message, spot, arguments));
    }

    void read_serves() {
        SourcePolicy& source = written_.policy;
        source.serves = section_.texts("serves");
        if (section_.has("serves") && source.serves.empty())
            add(config_messages::SERVES_NOBODY, section_.at("serves"), {});
        for (auto at = source.serves.begin(); at != source.serves.end(); ++at) {
            if (std::find(source.serves.begin(), at, *at) != at)
                add(config_messages::SERVES_TWICE, section_.at("serves"), {{"code", *at}});
        }
        if (const Value* rule = section_.value("municipality")) {
            source.municipality = template_at(document_, *rule, "source.municipality", vocabulary_, findings_);
        } else if (source.serves.size() > 1) {
            add(config_messages::SERVES_WHICH, section_.at("serves"), {{"example", "{Kommunkod}"}});
        }
    }

    void read_map() {
        const Member* map = table_.find("map");
        const bool some = map != nullptr && map->value.kind == ValueKind::table && !map->value.members.empty();
        if (!some) return add(config_messages::MAP_MISSING, document_.at(table_, "source.map"), {});
        for (const Member& kind : map->value.members) {
            if (kind.value.kind == ValueKind::table) read_kind(kind);
        }
    }

    void read_kind(const Member& member) {
        const Section section{"source.map.*", document_, &member.value};
        const std::string shown = "source.map." + member.key;
        KindMapping mapping;
        mapping.kind = member.key;
        mapping.role = section.text("role") == "staff" ? Role::staff : Role::pupil;
        if (const Value* only = section.value("only")) {
            mapping.only = condition_at(document_, *only, shown + ".only", vocabulary_, findings_);
        }
        mapping.several_rows = section.boolean("several_rows");
        for (const TargetInfo& target : targets()) {
            const Member* rule = member.value.find(target.name);
            if (rule == nullptr || rule->value.kind != ValueKind::text) continue;
            const std::string name = shown + "." + rule->key;
            mapping.rules.push_back({target.target, template_at(document_, rule->value, name, vocabulary_, findings_)});
            if (target.target == Target::protection && fails_open(mapping.rules.back().value))
                add(config_messages::MAP_PROTECTION_OPEN, document_.at(rule->value, name), {{"kind", member.key}});
        }
        written_.policy.kinds.push_back(std::move(mapping));
    }

    void read_settings(const LoadOptions& options) {
        static const Value none;
        const Member* member = table_.find("settings");
        const bool some = member != nullptr && member->value.kind == ValueKind::table;
        const Value& settings = some ? member->value : table_;
        written_.written_settings = json_of(some ? member->value : none);
        written_.policy.settings = written_.written_settings;
        if (!options.check_settings || written_.policy.connector.empty()) return;
        CheckedSettings checked =
            options.check_settings(written_.policy.connector, written_.written_settings, Places{document_, settings});
        findings_.add(checked.findings);
        written_.policy.settings = std::move(checked.settings);
    }

    void check_age() {
        const SourcePolicy& source = written_.policy;
        const bool both = source.max_age.count() > 0 && source.expected_every.count() > 0;
        if (both && source.max_age < source.expected_every)
            add(config_messages::MAX_AGE_SHORT, section_.at("max_age"), {});
    }

    const Document& document_;
    const Value& table_;
    Section section_;
    Vocabulary vocabulary_;
    Findings& findings_;
    WrittenSource written_;
};

}  // namespace

std::vector<WrittenSource> read_sources(const Document& document, const std::string& municipality, const Tables& tables,
                                        const LoadOptions& options, Findings& findings) {
    std::vector<WrittenSource> sources;
    for (const Value* table : repeated_tables(document.root, "source")) {
        sources.push_back(SourceReader{document, *table, tables, findings}.read(municipality, options));
    }
    return sources;
}

}  // namespace samkat::config
