#include <gtest/gtest.h>

#include "config/toml.hpp"
#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

TEST(Load, ReadsTheLeast) {
    const Folder folder;
    const Config config = folder.loaded();
    ASSERT_EQ(config.municipalities.size(), 1u);
    const MunicipalityPolicy& skara = config.municipalities[0];
    EXPECT_EQ(skara.code, "1495");
    EXPECT_EQ(skara.base.text(), "ou=skara,dc=samverkan,dc=example");
    EXPECT_EQ(skara.people_ou, "people");
    EXPECT_EQ(skara.lead_days, 10u);
    EXPECT_EQ(skara.username.policy, NamePolicy::pronounceable);
    EXPECT_EQ(skara.eppn.length, 16u);
    EXPECT_EQ(skara.guard.max_leavers, 50u);
    ASSERT_EQ(skara.sources.size(), 1u);
    EXPECT_EQ(skara.sources[0].serves, std::vector<std::string>{"1495"});
    EXPECT_EQ(skara.sources[0].register_name, "skara-elever");
    EXPECT_EQ(skara.sources[0].interval, std::chrono::minutes{15});
    EXPECT_EQ(skara.sources[0].place, (folder.path() / "municipalities.d/skara.toml:7").string());
    EXPECT_EQ(config.language, Language::sv);
    EXPECT_EQ(config.state_dir, "/var/lib/samkat");
    EXPECT_EQ(config.directory.bind, BindMethod::external);
    EXPECT_EQ(config.directory.page_size, 500u);
}

TEST(Load, SaysThatThereIsNoConfig) {
    const Loaded loaded = load("/nonexistent/samkat");
    EXPECT_FALSE(loaded.config);
    ASSERT_EQ(loaded.findings.list().size(), 1u);
    EXPECT_EQ(format(loaded.findings.list()[0], Language::sv),
              "/nonexistent/samkat/samkat.toml finns inte.\n"
              "  Konfigurationen är en katalog med samkat.toml och municipalities.d/*.toml; ange den med --config.");
}

TEST(Load, ShowsSyntaxErrorsInTheirPlace) {
    const Folder folder;
    folder.write("samkat.toml", "language = \"sv\"\n[log\nlevel = \"info\"\n");
    EXPECT_EQ(
        folder.said(),
        "DIR/samkat.toml:2:5: The file is not valid TOML: Error while parsing table header: expected ']', saw '\\n'.\n"
        "  2 | [log\n"
        "    |     ^\n"
        "  Correct the line. Texts stand in quotes, tables in brackets.");
}

TEST(Load, SuggestsTheNearestKey) {
    const Folder folder;
    folder.write("samkat.toml", "langauge = \"sv\"\n\n[guard]\nmax_leaver = 3\n\n[zzzzzz]\n");
    EXPECT_EQ(
        folder.said(Language::sv),
        "DIR/samkat.toml:1:1 (langauge): Det finns ingen inställning langauge. Menade du language?\n"
        "  1 | langauge = \"sv\"\n"
        "    | ^\n"
        "  Här kan stå: language, state_dir, key_dir, profile, log, directory, connectors, approval, names, lifecycle, "
        "guard, "
        "attribute, table, source.\n"
        "DIR/samkat.toml:4:1 (guard.max_leaver): Det finns ingen inställning guard.max_leaver. Menade du max_leavers?\n"
        "  4 | max_leaver = 3\n"
        "    | ^\n"
        "  Här kan stå: max_leavers, max_leavers_per_mille, small_floor, max_creates_per_mille, "
        "max_modifies_per_mille, shrink_per_mille, max_unseen, max_unseen_per_mille, period_floor, "
        "day_leavers_per_mille, week_leavers_per_mille, "
        "day_comebacks_per_mille, week_comebacks_per_mille, day_creates_per_mille, week_creates_per_mille, "
        "day_names_per_mille, week_names_per_mille, day_numbers_per_mille, week_numbers_per_mille, "
        "day_mails_per_mille, week_mails_per_mille, day_places_per_mille, week_places_per_mille, "
        "day_changes_per_mille, "
        "week_changes_per_mille, day_taken_back_per_mille, week_taken_back_per_mille, part_floor, "
        "part_per_mille, max_renumbered, max_total_renames, max_moved_names, max_moved_people, max_again, "
        "max_strangers_per_mille, garbled_names, "
        "max_class_moves_per_mille, "
        "max_groups_per_mille, max_unit_changes, old_delivery, clock_ahead_days, first_run, config_change.\n"
        "DIR/samkat.toml:6:2 (zzzzzz): Det finns ingen inställning zzzzzz.\n"
        "  6 | [zzzzzz]\n"
        "    |  ^\n"
        "  Här kan stå: language, state_dir, key_dir, profile, log, directory, connectors, approval, names, lifecycle, "
        "guard, "
        "attribute, table, source.");
}

TEST(Load, SaysWhichFileASettingBelongsIn) {
    const Folder folder;
    folder.write("samkat.toml", least_global + "[municipality]\ncode = \"1495\"\n");
    folder.write("municipalities.d/skara.toml", "language = \"en\"\n" + least_municipality);
    EXPECT_EQ(folder.said(),
              "DIR/samkat.toml:2:2 (municipality): municipality belongs in municipalities.d/*.toml.\n"
              "  2 | [municipality]\n"
              "    |  ^\n"
              "  Move the line there.\n"
              "DIR/municipalities.d/skara.toml:1:1 (language): language belongs in samkat.toml.\n"
              "  1 | language = \"en\"\n"
              "    | ^\n"
              "  Move the line there.");
}

TEST(Load, RefusesSecretsInClearTextAndDoesNotShowThem) {
    const Folder folder;
    folder.write("samkat.toml", "[directory]\npassword = \"hemligt-1\"\n");
    folder.write("municipalities.d/skara.toml",
                 least_municipality + "\n[source.settings]\nlogin = { user = \"u\", api_key = \"hemligt-2\" }\n");
    EXPECT_EQ(folder.said(),
              "DIR/samkat.toml:2:1 (directory.password): directory.password would be a secret in clear text, which "
              "samkat does not "
              "accept.\n"
              "  2 | password = …\n"
              "    | ^\n"
              "  Put the secret in a file (0600) and write password_file, or use a systemd credential and write "
              "password_credential. "
              "Change the secret: it has stood in clear text.\n"
              "DIR/municipalities.d/skara.toml:18:23 (source.settings.login.api_key): source.settings.login.api_key "
              "would be a secret in "
              "clear text, which samkat does not accept.\n"
              "  18 | login = { user = \"u\", api_key = …\n"
              "     |                       ^\n"
              "  Put the secret in a file (0600) and write password_file, or use a systemd credential and write "
              "password_credential. "
              "Change the secret: it has stood in clear text.");
}

TEST(Load, ChecksTypesAndBounds) {
    const Folder folder;
    folder.write("samkat.toml", R"(language = "fi"
[log]
level = 3
[directory]
page_size = 0
insecure = "yes"
connect_timeout = "10"
operation_timeout = "2h"
[guard]
max_leavers = "3"
[approval]
expires = "forever"
[names]
username = 3
)");
    std::string ids;
    const Loaded loaded = load(folder.path());
    for (const Finding& each : loaded.findings.list())
        ids += each.id.substr(7) + ":" + std::to_string(each.where.line) + " ";
    EXPECT_EQ(
        ids,
        "VALUE_CHOICE:1 VALUE_TEXT:3 VALUE_BOUNDS:5 VALUE_BOOLEAN:6 VALUE_DURATION:7 VALUE_BOUNDS:8 VALUE_INTEGER:10 "
        "VALUE_DURATION:12 VALUE_TABLE:14 ");
    EXPECT_TRUE(folder.said(Language::sv)
                    .find("DIR/samkat.toml:5:13 (directory.page_size): 0 är utanför gränserna 1 till 10000.\n"
                          "  5 | page_size = 0\n"
                          "    |             ^\n"
                          "  Välj ett värde inom gränserna.") != std::string::npos)
        << folder.said(Language::sv);
}

TEST(Load, PointsIntoTemplates) {
    const Folder folder;
    folder.write("samkat.toml", least_global + R"(
[[attribute]]
name = "mail"
value = "åäö\t\u00e5{lowr(email)}"

[[attribute]]
name = "cn"
value = ["x", '{group.id}']
when = """
role == 'pupil'
 and rol"""
)");
    EXPECT_EQ(folder.said(Language::sv),
              "DIR/samkat.toml:5:22 (attribute.mail.value): Det finns ingen funktion lowr. Menade du lower?\n"
              "  5 | value = \"åäö\\t\\u00e5{lowr(email)}\"\n"
              "    |                      ^\n"
              "  Funktionerna är: lower, upper, trim, squeeze, ascii, nfc, left, right, pad, number, replace, match, "
              "split, join, "
              "first, last, concat, default, if, lookup, date_format, url_encode, hash_id, scope, field.\n"
              "DIR/samkat.toml:9:17 (attribute.cn.value): Fältet group.id går inte att läsa i den här regeln.\n"
              "  9 | value = [\"x\", '{group.id}']\n"
              "    |                 ^\n"
              "  Här kan läsas: person_id, account_id, username, eppn, scope, municipality, municipality_name, role, "
              "given_name, "
              "middle_name, family_name, display_name, civic_number, birth_date, email, phone, units, school_years, "
              "school_types, "
              "class_names, duty_roles, status.\n"
              "DIR/samkat.toml:12:6 (attribute.cn.when): Det finns inget fält rol. Menade du role?\n"
              "  12 |  and rol\"\"\"\n"
              "     |      ^\n"
              "  Här kan läsas: person_id, account_id, username, eppn, scope, municipality, municipality_name, role, "
              "given_name, "
              "middle_name, family_name, display_name, civic_number, birth_date, email, phone, units, school_years, "
              "school_types, "
              "class_names, duty_roles, status.");
}

TEST(Load, RefusesWhatIsNotUtf8AndWhatIsTooLarge) {
    const Folder folder;
    folder.write("samkat.toml", "# ok\n# \xE5\n");
    EXPECT_EQ(folder.said(), "DIR/samkat.toml:2: The file is not in UTF-8.\n  Save the file as UTF-8.");
    folder.write("samkat.toml", "#" + std::string(1 << 20, ' '));
    EXPECT_EQ(folder.said(), "DIR/samkat.toml is larger than 1048576 bytes.\n  Check that it is the right file.");
    std::string deep = "x = ";
    for (int i = 0; i < 100; ++i) deep += "[";
    folder.write("samkat.toml", deep);
    EXPECT_NE(folder.said().find("The file is not valid TOML"), std::string::npos);
}

TEST(Load, KeepsBigFilesOfLongLinesReadable) {
    const Folder folder;
    folder.write("samkat.toml", "x = [" + std::string(500, ' ') + "1, }\n");
    const std::string said = folder.said();
    const std::size_t caret = said.find('^');
    ASSERT_NE(caret, std::string::npos);
    EXPECT_LT(said.size(), 700u);
}

}  // namespace
}  // namespace samkat::config
