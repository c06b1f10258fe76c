#include "tests/property/lies/export.hpp"

#include <algorithm>
#include <tuple>

namespace samkat::lies {

namespace {

std::vector<std::string> columns_of(Work work, bool several) {
    namespace c = column;
    const std::vector<std::string_view> pupils = {c::id,    c::civic,     c::given,     c::family, c::mail,
                                                  c::unit,  c::unit_name, c::year,      c::klass,  c::groups,
                                                  c::start, c::end,       c::protection};
    const std::vector<std::string_view> staff = {c::id,   c::civic, c::given, c::family, c::mail,
                                                 c::unit, c::duty,  c::start, c::end,    c::protection};
    std::vector<std::string> columns;
    for (const std::string_view each : work == Work::pupil ? pupils : staff) columns.emplace_back(each);
    if (several) columns.emplace_back(c::municipality);
    return columns;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : "|") + text;
    return all;
}

std::string value_of(const Town& town, const Place& place, std::string_view name) {
    const Human& human = town.human_of(place);
    if (name == column::id) return place.id;
    if (name == column::civic) return human.civic;
    if (name == column::given) return human.given;
    if (name == column::family) return human.family;
    if (name == column::mail) return place.mail;
    if (name == column::unit) return place.units.front();
    if (name == column::unit_name) return town.school(place.municipality, place.units.front()).name;
    if (name == column::year) return std::to_string(place.year);
    if (name == column::klass) return place.klass;
    if (name == column::groups) return joined(place.groups);
    if (name == column::duty) return place.duty;
    if (name == column::start) return format_date(place.start);
    if (name == column::end) return format_date(place.end);
    if (name == column::protection) return human.is_protected ? "J" : "N";
    return town.municipalities()[place.municipality].code;
}

Table table_of(const Town& town, const Register& from, Work work) {
    Table table{work == Work::pupil ? "elever" : "personal", columns_of(work, from.municipalities.size() > 1), {}};
    std::vector<const Place*> places;
    for (const Place& place : town.places()) {
        const bool ours = std::ranges::find(from.municipalities, place.municipality) != from.municipalities.end();
        if (ours && place.listed && place.work == work) places.push_back(&place);
    }
    const auto order = [&](const Place* place) {
        const Human& human = town.human_of(*place);
        return std::tie(place->municipality, place->units, place->klass, human.family, human.given, place->id);
    };
    std::ranges::sort(places, [&](const Place* a, const Place* b) { return order(a) < order(b); });
    for (const Place* place : places) {
        Row row;
        for (const std::string& name : table.columns) row.push_back(value_of(town, *place, name));
        table.rows.push_back(std::move(row));
    }
    return table;
}

void append_cell(std::string& out, const std::string& cell) {
    if (cell.find_first_of(";\"\r\n") == std::string::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char c : cell) out += c == '"' ? "\"\"" : std::string(1, c);
    out += '"';
}

std::string csv_of(const Table& table) {
    std::string out;
    const auto line = [&](const Row& cells) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out += ';';
            append_cell(out, cells[i]);
        }
        out += "\r\n";
    };
    line(table.columns);
    for (const Row& row : table.rows) line(row);
    return out;
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

void append_element(std::string& out, const std::string& name, const std::string& text) {
    out += "<" + name + ">" + escaped(text) + "</" + name + ">";
}

void append_table(std::string& out, const Table& table, const std::string& element) {
    out += "<" + table.name + ">\n";
    for (const Row& row : table.rows) {
        const std::size_t id = table.index(column::id);
        out += "<" + element + (id == Table::nowhere ? "" : " id=\"" + escaped(row[id]) + "\"") + ">";
        // What a lie put beyond the last column has no name, and so no element.
        for (std::size_t i = 0; i < std::min(row.size(), table.columns.size()); ++i) {
            if (i == id || table.columns[i].empty() || row[i].empty()) continue;
            if (table.columns[i] != column::groups) {
                append_element(out, table.columns[i], row[i]);
                continue;
            }
            for (std::size_t at = 0; at <= row[i].size();) {
                const std::size_t bar = std::min(row[i].find('|', at), row[i].size());
                append_element(out, table.columns[i], row[i].substr(at, bar - at));
                at = bar + 1;
            }
        }
        out += "</" + element + ">\n";
    }
    out += "</" + table.name + ">\n";
}

std::string xml_of(const Export& content) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<register>\n";
    append_table(out, content.pupils, "elev");
    append_table(out, content.staff, "anstalld");
    return out + "</register>\n";
}

}  // namespace

std::size_t Table::index(std::string_view column) const {
    const auto found = std::ranges::find(columns, column);
    return found == columns.end() ? nowhere : static_cast<std::size_t>(found - columns.begin());
}

Export export_of(const Town& town, const Register& from) {
    return {table_of(town, from, Work::pupil), table_of(town, from, Work::staff)};
}

std::vector<std::string> file_names(const Register& from) {
    if (from.format == Format::xml) return {from.name + ".xml"};
    return {from.name + "-elever.csv", from.name + "-personal.csv"};
}

std::vector<File> files_of(const Export& content, const Register& from) {
    const std::vector<std::string> names = file_names(from);
    if (from.format == Format::xml) return {{names[0], xml_of(content)}};
    return {{names[0], csv_of(content.pupils)}, {names[1], csv_of(content.staff)}};
}

}  // namespace samkat::lies
