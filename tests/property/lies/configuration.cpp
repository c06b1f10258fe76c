#include "tests/property/lies/configuration.hpp"

namespace samkat::lies {

namespace {

// Every limit of the guard about twice as wide as the default, and about half as wide.
constexpr std::string_view weak_guard = R"([guard]
max_leavers = 100
max_leavers_per_mille = 100
max_creates_per_mille = 400
max_modifies_per_mille = 1000
shrink_per_mille = 400
max_unseen = 6
max_unseen_per_mille = 10
period_floor = 8
day_leavers_per_mille = 18
week_leavers_per_mille = 20
day_comebacks_per_mille = 10
week_comebacks_per_mille = 10
day_creates_per_mille = 20
week_creates_per_mille = 20
day_names_per_mille = 10
week_names_per_mille = 10
day_numbers_per_mille = 6
week_numbers_per_mille = 6
day_mails_per_mille = 16
week_mails_per_mille = 16
day_places_per_mille = 20
week_places_per_mille = 20
day_changes_per_mille = 40
week_changes_per_mille = 40
day_taken_back_per_mille = 40
week_taken_back_per_mille = 40
part_floor = 8
part_per_mille = 900
max_renumbered = 3
max_total_renames = 3
max_moved_names = 3
max_moved_people = 4
max_again = 4
max_strangers_per_mille = 30
garbled_names = 4
max_class_moves_per_mille = 20
max_groups_per_mille = 18
max_unit_changes = 2
old_delivery = "96h"
)";
constexpr std::string_view strict_guard = R"([guard]
max_leavers = 25
max_leavers_per_mille = 25
max_creates_per_mille = 100
max_modifies_per_mille = 250
shrink_per_mille = 100
max_unseen = 1
max_unseen_per_mille = 2
period_floor = 2
day_leavers_per_mille = 4
week_leavers_per_mille = 5
day_comebacks_per_mille = 2
week_comebacks_per_mille = 2
day_creates_per_mille = 5
week_creates_per_mille = 5
day_names_per_mille = 2
week_names_per_mille = 2
day_numbers_per_mille = 1
week_numbers_per_mille = 1
day_mails_per_mille = 4
week_mails_per_mille = 4
day_places_per_mille = 5
week_places_per_mille = 5
day_changes_per_mille = 10
week_changes_per_mille = 10
day_taken_back_per_mille = 5
week_taken_back_per_mille = 5
part_floor = 2
part_per_mille = 400
max_renumbered = 0
max_total_renames = 0
max_moved_names = 0
max_moved_people = 1
max_again = 1
max_strangers_per_mille = 5
garbled_names = 1
max_class_moves_per_mille = 5
max_groups_per_mille = 5
max_unit_changes = 0
old_delivery = "24h"
)";

std::string_view guard_section(GuardLevel guard) {
    switch (guard) {
        case GuardLevel::weak:
            return weak_guard;
        case GuardLevel::strict:
            return strict_guard;
        case GuardLevel::standard:
            break;
    }
    return "";
}

std::string mapping(const std::string& kind, Work work) {
    const bool pupil = work == Work::pupil;
    std::string text = "[source.map." + kind + "]\nrole = \"" + (pupil ? "pupil" : "staff") +
                       "\"\nregister_id = \"{id}\"\ncivic_number = \"{personnr}\"\ngiven_name = \"{fornamn}\"\n"
                       "family_name = \"{efternamn}\"\nemail = \"{epost}\"\nprotection = \"{skydd}\"\n"
                       "unit = \"{enhet}\"\nstart_date = \"{start}\"\nend_date = \"{slut}\"\n";
    return text + (pupil ? "unit_name = \"{skola}\"\nschool_year = \"{arskurs}\"\nclass_name = \"{klass}\"\n"
                           "group_id = \"{grupper}\"\n"
                         : "duty_role = \"{befattning}\"\n");
}

// The part of a [[source]] that says whom it serves: nothing in a municipality's own file.
std::string service(const Town& town, const Register& from) {
    if (from.municipalities.size() == 1) return "";
    std::string codes;
    for (const std::size_t each : from.municipalities)
        codes += (codes.empty() ? "\"" : ", \"") + town.municipalities()[each].code + "\"";
    return "serves = [" + codes + "]\nmunicipality = \"{kommun}\"\n";
}

std::string csv_source(const Town& town, const Register& from, const std::filesystem::path& place, Work work) {
    const std::string kind = work == Work::pupil ? "elever" : "personal";
    return "[[source]]\nname = \"" + from.name + "-" + kind + "\"\nregister = \"" + from.name +
           "\"\nconnector = \"csv\"\n" + service(town, from) + "[source.settings]\npath = \"" +
           (place / (from.name + "-" + kind + ".csv")).string() + "\"\nkind = \"" + kind +
           "\"\ndelimiter = \";\"\nkey = \"id\"\nsettle = \"0s\"\n" +
           (work == Work::pupil ? "multi = [\"grupper\"]\n" : "") + mapping(kind, work);
}

std::string xml_fields(const Table& table) {
    std::string text;
    for (const std::string& name : table.columns)
        text += name + " = \"" + (name == column::id ? "@" : "") + name + "\"\n";
    return text;
}

std::string xml_source(const Town& town, const Register& from, const std::filesystem::path& place) {
    const Export form = export_of(town, from);
    return "[[source]]\nname = \"" + from.name + "\"\nconnector = \"xml\"\n" + service(town, from) +
           "[source.settings]\npath = \"" + (place / (from.name + ".xml")).string() +
           "\"\nsettle = \"0s\"\n[source.settings.record.elever]\npath = \"register/elever/elev\"\nkey = \"id\"\n"
           "[source.settings.record.elever.fields]\n" +
           xml_fields(form.pupils) +
           "[source.settings.record.personal]\npath = \"register/personal/anstalld\"\nkey = \"id\"\n"
           "[source.settings.record.personal.fields]\n" +
           xml_fields(form.staff) + mapping("elever", Work::pupil) + mapping("personal", Work::staff);
}

std::string sources(const Town& town, const Register& from, const std::filesystem::path& place) {
    if (from.format == Format::xml) return xml_source(town, from, place);
    return csv_source(town, from, place, Work::pupil) + csv_source(town, from, place, Work::staff);
}

}  // namespace

std::string base_of(const Municipality& municipality) {
    return "ou=" + municipality.folder + ",dc=example";
}
std::string scope_of(const Municipality& municipality) {
    return "edu." + municipality.folder + ".example";
}

std::vector<ConfigFile> configuration(const Town& town, const std::vector<Register>& registers,
                                      const std::filesystem::path& place, GuardLevel guard) {
    std::string shared = "language = \"en\"\nstate_dir = \"" + (place / "state").string() + "\"\nkey_dir = \"" +
                         (place / "keys").string() + "\"\n[directory]\nkind = \"ldif\"\nfile = \"" +
                         (place / "directory.ldif").string() + "\"\n";
    shared += guard_section(guard);
    std::vector<ConfigFile> files;
    for (const Municipality& each : town.municipalities()) {
        files.push_back({"municipalities.d/" + each.folder + ".toml",
                         "[municipality]\ncode = \"" + each.code + "\"\nname = \"" + each.name + "\"\nbase = \"" +
                             base_of(each) + "\"\nscope = \"" + scope_of(each) + "\"\ncivic_number = true\n"});
    }
    for (const Register& each : registers) {
        if (each.municipalities.size() > 1)
            shared += sources(town, each, place);
        else
            files[each.municipalities.front()].text += sources(town, each, place);
    }
    files.push_back({"samkat.toml", shared});
    return files;
}

}  // namespace samkat::lies
