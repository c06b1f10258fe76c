#include "config/check.hpp"

#include <algorithm>

#include "config/messages.hpp"
#include "daemon/base/text.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::config {

namespace {

constexpr std::string_view map_table = "source.map.*";
constexpr std::string_view lookup_table = "table.*";

bool may_stand_in(SettingFile setting, SettingFile file) {
    return setting == SettingFile::both || setting == file;
}

std::string below(std::string_view path, std::string_view key) {
    return path.empty() ? std::string{key} : std::string{path} + "." + std::string{key};
}

// The table that `key` opens below `path`.
const TableInfo* table_below(std::string_view path, const std::string& key) {
    const TableInfo* exact = find_table(below(path, key));
    return exact != nullptr ? exact : find_table(below(path, "*"));
}

bool is_target(std::string_view key) {
    return std::ranges::find(targets(), key, &TargetInfo::name) != targets().end();
}

// The name of `path` under `table`, if it is one level below it.
std::string_view child_name(std::string_view table, std::string_view path) {
    if (!table.empty()) {
        if (!path.starts_with(table) || path.size() <= table.size() + 1 || path[table.size()] != '.') return {};
        path.remove_prefix(table.size() + 1);
    }
    return path.find('.') == std::string_view::npos && path != "*" ? path : std::string_view{};
}

class Checker {
  public:
    Checker(const Document& document, SettingFile file, Findings& findings)
        : document_(document), file_(file), findings_(findings) {}

    // `path` is the table in the table of settings, `shown` what the file calls it.
    void table(const Value& table, std::string_view path, const std::string& shown) {
        for (const Member& member : table.members) this->member(member, path, below(shown, member.key));
        required(table, path, shown);
    }

  private:
    void member(const Member& member, std::string_view path, const std::string& shown) {
        if (written_secret(member, shown)) return;
        if (const TableInfo* info = table_below(path, member.key)) return subtable(*info, member, shown);
        if (const Setting* setting = find_setting(path, member.key)) return value(*setting, member, shown);
        if (path == map_table && is_target(member.key)) return target(member, shown);
        unknown(member, path, shown);
    }

    bool written_secret(const Member& member, const std::string& shown) {
        const bool scalar = member.value.kind != ValueKind::table && member.value.kind != ValueKind::array;
        if (!scalar || !names_secret(member.key)) return false;
        findings_.add(finding_at(config_messages::INLINE_SECRET, document_.at(member, shown), {{"key", shown}}));
        return true;
    }

    void value(const Setting& setting, const Member& member, const std::string& shown) {
        if (!may_stand_in(setting.file, file_)) return misplaced(setting.file, member, shown);
        if (auto problem = problem_of(setting, member.value)) add(std::move(*problem), member.value, shown);
    }

    void add(Finding problem, const Value& value, const std::string& shown) {
        const Spot spot = document_.at(value, shown);
        problem.where = spot.where();
        problem.excerpt = excerpt(spot);
        findings_.add(std::move(problem));
    }

    void target(const Member& member, const std::string& shown) {
        if (member.value.kind != ValueKind::text) add(finding(config_messages::VALUE_TEXT), member.value, shown);
    }

    void misplaced(SettingFile belongs, const Member& member, const std::string& shown) {
        const char* file = belongs == SettingFile::global ? "samkat.toml" : "municipalities.d/*.toml";
        findings_.add(
            finding_at(config_messages::KEY_WRONG_FILE, document_.at(member, shown), {{"key", shown}, {"file", file}}));
    }

    void subtable(const TableInfo& info, const Member& member, const std::string& shown) {
        if (!may_stand_in(info.file, file_)) return misplaced(info.file, member, shown);
        const bool repeated = info.shape == TableShape::repeated;
        const bool fits = repeated ? is_tables(member.value) : member.value.kind == ValueKind::table;
        if (!fits) {
            const Message& message = repeated ? config_messages::VALUE_TABLES : config_messages::VALUE_TABLE;
            findings_.add(finding_at(message, document_.at(member, shown), {{"key", shown}}));
            return;
        }
        if (info.shape == TableShape::free) return free_table(info, member.value, shown);
        if (!repeated) return table(member.value, info.path, shown);
        for (const Value& each : member.value.items) table(each, info.path, shown);
    }

    static bool is_tables(const Value& value) {
        return value.kind == ValueKind::array &&
               std::ranges::all_of(value.items, [](const Value& each) { return each.kind == ValueKind::table; });
    }

    // Lookup tables hold anybody's words; settings of connectors are theirs, but no place for secrets.
    void free_table(const TableInfo& info, const Value& value, const std::string& shown) {
        for (const Member& member : value.members) {
            const std::string name = below(shown, member.key);
            if (info.path == lookup_table)
                target(member, name);
            else if (!written_secret(member, name))
                nested(member.value, info, name);
        }
    }

    void nested(const Value& value, const TableInfo& info, const std::string& shown) {
        if (value.kind == ValueKind::table) free_table(info, value, shown);
        for (const Value& each : value.items) nested(each, info, shown);
    }

    void unknown(const Member& member, std::string_view path, const std::string& shown) {
        const std::vector<std::string> keys = keys_of(path);
        const std::string nearest = text::nearest(text::left(member.key, 64), keys);
        const Message& message = nearest.empty() ? config_messages::KEY_UNKNOWN : config_messages::KEY_NEAREST;
        findings_.add(
            finding_at(message, document_.at(member, shown),
                       {{"key", text::printable(shown)}, {"nearest", nearest}, {"keys", text::join(keys, ", ")}}));
    }

    // Every key and table that may stand in table `path` of this file.
    std::vector<std::string> keys_of(std::string_view path) const {
        std::vector<std::string> keys;
        for (const Setting& each : settings()) {
            if (each.table == path && may_stand_in(each.file, file_)) keys.emplace_back(each.key);
        }
        for (const TableInfo& each : tables()) {
            const std::string_view name = child_name(path, each.path);
            if (!name.empty() && may_stand_in(each.file, file_)) keys.emplace_back(name);
        }
        if (path == map_table) {
            for (const TargetInfo& each : targets()) keys.emplace_back(each.name);
        }
        return keys;
    }

    void required(const Value& table, std::string_view path, const std::string& shown) {
        for (const Setting& each : settings()) {
            if (each.table == path && each.required && may_stand_in(each.file, file_)) demand(table, each.key, shown);
        }
        if (path != map_table) return;
        for (const TargetInfo& each : targets()) {
            if (each.required) demand(table, each.name, shown);
        }
    }

    void demand(const Value& table, std::string_view key, const std::string& shown) {
        if (table.find(key) != nullptr) return;
        findings_.add(finding_at(config_messages::KEY_MISSING, document_.at(table, shown),
                                 {{"key", std::string{key}}, {"table", shown}}));
    }

    const Document& document_;
    SettingFile file_;
    Findings& findings_;
};

}  // namespace

void check_document(const Document& document, SettingFile file, Findings& findings) {
    Checker{document, file, findings}.table(document.root, "", "");
}

}  // namespace samkat::config
