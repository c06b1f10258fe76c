#include "connectors/csv/settings.hpp"

#include "connectors/csv/messages.hpp"
#include "daemon/base/date.hpp"

namespace samkat::csv {

namespace {

using protocol::Setting;
using protocol::SettingType;

std::vector<Setting> file_settings() {
    return {
        {.key = "path", .type = SettingType::path, .required = true, .help = {"Exportfilen.", "The export file."}},
        {.key = "kind",
         .type = SettingType::string,
         .required = true,
         .min = 1,
         .max = 50,
         .help = {"Vad filens rader är, till exempel \"pupil\": namnet på mappningen.",
                  "What the file's rows are, for example \"pupil\": the name of the mapping."}},
        {.key = "encoding",
         .type = SettingType::string,
         .otherwise = Json{std::string{"utf-8"}},
         .values = {"utf-8", "utf-8-sig", "windows-1252", "iso-8859-1"},
         .help = {"Filens teckenkod. utf-8 läser filer med och utan BOM.",
                  "The file's encoding. utf-8 reads files with and without a BOM."}},
        {.key = "delimiter",
         .type = SettingType::string,
         .otherwise = Json{std::string{";"}},
         .values = {";", ",", "\t", "|"},
         .help = {"Tecknet mellan fälten.", "The character between fields."}},
        {.key = "quote",
         .type = SettingType::string,
         .otherwise = Json{std::string{"\""}},
         .max = 1,
         .help = {"Citattecknet runt fält; \"\" om filen inga har.",
                  "The quote around fields; \"\" if the file has none."}},
        {.key = "header",
         .type = SettingType::boolean,
         .otherwise = Json{true},
         .help = {"Om första raden är kolumnrubriker.", "Whether the first line holds column headings."}},
        {.key = "columns",
         .type = SettingType::list,
         .max = 1024,
         .help = {"Kolumnernas namn i ordning, när header är false. Ett tomt namn hoppar över kolumnen.",
                  "The names of the columns in order, when header is false. An empty name skips the column."}},
    };
}

std::vector<Setting> row_settings() {
    return {
        {.key = "key",
         .type = SettingType::string,
         .required = true,
         .min = 1,
         .max = 200,
         .help = {"Kolumnen som säger vems raden är.", "The column that says whose row it is."}},
        {.key = "join",
         .type = SettingType::list,
         .max = 16,
         .help = {"Fler filer med samma form, vars kolumner läggs till; flera rader för en nyckel ger flera värden.",
                  "More files of the same form whose columns are added; several rows for one key give several values."},
         .items = SettingType::path},
        {.key = "join_key",
         .type = SettingType::string,
         .min = 1,
         .max = 200,
         .help = {"Nyckelkolumnen i de filerna; key om inget sägs.",
                  "The key column in those files; key if nothing is said."}},
        {.key = "multi",
         .type = SettingType::list,
         .max = 1024,
         .help = {"Kolumner i path vars celler delas i flera värden vid multi_separator.",
                  "Columns of path whose cells are split into several values at multi_separator."}},
        {.key = "multi_separator",
         .type = SettingType::string,
         .otherwise = Json{std::string{"|"}},
         .min = 1,
         .max = 10,
         .help = {"Vad som står mellan värdena i en cell.", "What stands between the values in a cell."}},
        {.key = "skip_empty",
         .type = SettingType::boolean,
         .otherwise = Json{true},
         .help = {"Om en tom cell betyder att värde saknas; annars är den tom text.",
                  "Whether an empty cell means that there is no value; otherwise it is an empty text."}},
    };
}

std::vector<Setting> limit_settings() {
    return {
        {.key = "max_row_bytes",
         .type = SettingType::integer,
         .otherwise = Json{std::int64_t{65536}},
         .min = 1024,
         .max = 524288,
         .help = {"Den längsta rad som godtas.", "The longest row that is accepted."}},
        {.key = "max_bytes",
         .type = SettingType::integer,
         .otherwise = Json{std::int64_t{1} << 30},
         .min = 1,
         .max = std::int64_t{1} << 36,
         .help = {"Den största fil som läses.", "The largest file that is read."}},
        {.key = "settle",
         .type = SettingType::duration,
         .otherwise = Json{std::string{"30s"}},
         .min = 0,
         .max = 86400000,
         .help =
             {"Så länge ska filen ha varit orörd, när det inte går att se om någon skriver den.",
              "So long must the file have been untouched, where it cannot be seen whether somebody is writing it."}},
    };
}

std::vector<std::string> texts_of(const Json& json) {
    std::vector<std::string> texts;
    for (const Json& item : json.as_array()) texts.push_back(item.as_string());
    return texts;
}

text::Encoding encoding_of(const std::string& name) {
    if (name == "windows-1252") return text::Encoding::windows_1252;
    if (name == "iso-8859-1") return text::Encoding::iso_8859_1;
    return text::Encoding::utf8;
}

tl::unexpected<Error> contradiction(const Message& message, Where where, const std::string& setting) {
    where.field = setting;
    return fail(message, std::move(where));
}

}  // namespace

protocol::Description description() {
    protocol::Description result{"csv", SAMKAT_VERSION, {}, file_settings()};
    for (auto& group : {row_settings(), limit_settings()})
        result.settings.insert(result.settings.end(), group.begin(), group.end());
    return result;
}

Result<Settings> settings_of(const Json& json, const Where& where) {
    Settings settings;
    settings.path = json["path"].as_string();
    settings.kind = json["kind"].as_string();
    settings.encoding = encoding_of(json["encoding"].as_string());
    settings.delimiter = json["delimiter"].as_string().front();
    const std::string& quote = json["quote"].as_string();
    settings.quote = quote.empty() ? std::nullopt : std::optional{quote.front()};
    settings.header = json["header"].as_bool();
    settings.columns = texts_of(json["columns"]);
    settings.key = json["key"].as_string();
    settings.join = texts_of(json["join"]);
    settings.join_key = json.has("join_key") ? json["join_key"].as_string() : settings.key;
    settings.multi = texts_of(json["multi"]);
    settings.multi_separator = json["multi_separator"].as_string();
    settings.skip_empty = json["skip_empty"].as_bool();
    settings.max_row_bytes = static_cast<std::size_t>(json["max_row_bytes"].as_integer());
    settings.file_rules.max_bytes = static_cast<std::uint64_t>(json["max_bytes"].as_integer());
    settings.file_rules.settle = *parse_duration(json["settle"].as_string());
    if (quote.size() > 1 || quote == "\n" || quote == "\r")
        return contradiction(csv_messages::QUOTE_CHARACTER, where, "quote");
    if (settings.header != settings.columns.empty())
        return contradiction(csv_messages::HEADER_SETTINGS, where, "header");
    const bool separates =
        settings.multi.empty() || settings.multi_separator.front() != settings.delimiter || settings.quote;
    if (settings.quote == settings.delimiter || !separates)
        return contradiction(csv_messages::SAME_CHARACTER, where, "delimiter");
    return settings;
}

}  // namespace samkat::csv
