#include <gtest/gtest.h>

#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

std::string municipality(const std::string& code, const std::string& base, const std::string& scope,
                         const std::string& source) {
    std::string text = least_municipality;
    text = text::replace_all(text, "1495", code);
    text = text::replace_all(text, "ou=skara,dc=samverkan,dc=example", base);
    text = text::replace_all(text, "edu.skara.example", scope);
    return text::replace_all(text, "skara-elever", source);
}

std::string ids(const Folder& folder) {
    std::string result;
    const Loaded loaded = load(folder.path());
    for (const Finding& each : loaded.findings.list()) {
        result += each.id.substr(7) + ":" + std::to_string(each.where.line) + " ";
    }
    return result;
}

TEST(Municipality, GoesBeforeSamkatToml) {
    const Folder folder;
    folder.write("samkat.toml", least_global +
                                    "[lifecycle]\nlead_days = 5\ngrace_days = 60\n[guard]\nmax_leavers = 7\n"
                                    "[names.username]\npolicy = \"opaque\"\nlength = 9\n");
    folder.write("municipalities.d/skara.toml",
                 least_municipality + "[lifecycle]\nlead_days = 3\n[names.username]\nlength = 10\n");
    const Config config = folder.loaded();
    const MunicipalityPolicy& skara = config.municipalities.at(0);
    EXPECT_EQ(skara.lead_days, 3u);
    EXPECT_EQ(skara.grace_days, 60u);
    EXPECT_EQ(skara.guard.max_leavers, 7u);
    EXPECT_EQ(skara.username.policy, NamePolicy::opaque);
    EXPECT_EQ(skara.username.length, 10u);
}

TEST(Municipality, MustNotCollideWithAnother) {
    const Folder folder;
    folder.write("municipalities.d/a.toml",
                 municipality("1495", "ou=Skara, dc=samverkan,dc=example", "edu.a.example", "a"));
    folder.write("municipalities.d/b.toml",
                 municipality("1494", "ou=x,ou=skara,dc=samverkan,dc=example", "edu.skara.example", "a"));
    EXPECT_EQ(
        folder.said(),
        "DIR/municipalities.d/b.toml:4:8 (municipality.base): The municipality's base "
        "ou=x,ou=skara,dc=samverkan,dc=example lies "
        "within or is the same as ou=Skara,dc=samverkan,dc=example in DIR/municipalities.d/a.toml.\n"
        "  4 | base = \"ou=x,ou=skara,dc=samverkan,dc=example\"\n"
        "    |        ^\n"
        "  Give each municipality a tree of its own, so that none can write in another's.\n"
        "DIR/municipalities.d/skara.toml:2:8 (municipality.code): Municipality 1495 is already in "
        "DIR/municipalities.d/a.toml.\n"
        "  2 | code = \"1495\"\n"
        "    |        ^\n"
        "  Keep one file for each municipality.\n"
        "DIR/municipalities.d/skara.toml:4:8 (municipality.base): The municipality's base "
        "ou=skara,dc=samverkan,dc=example lies "
        "within or is the same as ou=Skara,dc=samverkan,dc=example in DIR/municipalities.d/a.toml.\n"
        "  4 | base = \"ou=skara,dc=samverkan,dc=example\"\n"
        "    |        ^\n"
        "  Give each municipality a tree of its own, so that none can write in another's.\n"
        "DIR/municipalities.d/skara.toml:4:8 (municipality.base): The municipality's base "
        "ou=skara,dc=samverkan,dc=example lies "
        "within or is the same as ou=x,ou=skara,dc=samverkan,dc=example in DIR/municipalities.d/b.toml.\n"
        "  4 | base = \"ou=skara,dc=samverkan,dc=example\"\n"
        "    |        ^\n"
        "  Give each municipality a tree of its own, so that none can write in another's.\n"
        "DIR/municipalities.d/skara.toml:5:9 (municipality.scope): The scope edu.skara.example is used in "
        "DIR/municipalities.d/b.toml too.\n"
        "  5 | scope = \"edu.skara.example\"\n"
        "    |         ^\n"
        "  A scope belongs to one school authority. samkat keeps EPPNs unique all the same, but services may mix up "
        "the "
        "municipalities.\n"
        "DIR/municipalities.d/b.toml:8:8 (source.name): The source a is already in DIR/municipalities.d/a.toml:7.\n"
        "  8 | name = \"a\"\n"
        "    |        ^\n"
        "  Give the sources different names.");
}

TEST(Municipality, NeedsItsTableAndItsKeys) {
    const Folder folder;
    folder.write("municipalities.d/skara.toml", "[guard]\nmax_leavers = 3\n");
    EXPECT_EQ(ids(folder), "NO_MUNICIPALITY:1 ");
    folder.write("municipalities.d/skara.toml",
                 "[municipality]\ncode = 1495\nname = \"Skara\"\nscope = \"@Skara\"\npeople_ou = \"Units\"\n");
    EXPECT_EQ(ids(folder), "VALUE_CODE:2 VALUE_SCOPE:4 KEY_MISSING:1 OU_TWICE:5 ");
}

TEST(Municipality, WithoutSourcesIsAWarning) {
    const Folder folder;
    folder.write("municipalities.d/skara.toml", least_municipality.substr(0, least_municipality.find("[[source]]")));
    EXPECT_EQ(ids(folder), "MUNICIPALITY_UNSERVED:2 ");
    std::filesystem::remove(folder.path() / "municipalities.d/skara.toml");
    EXPECT_EQ(ids(folder), "NO_MUNICIPALITIES:0 ");
    EXPECT_TRUE(load(folder.path()).config);
}

constexpr const char* shared_source = R"(
[[source]]
name = "gemensam"
connector = "csv"
serves = ["1495", "1494"]
municipality = "{Kommunkod}"
[source.settings]
path = "alla.csv"
[source.map.pupil]
role = "pupil"
register_id = "{id}"
given_name = "{g}"
family_name = "{f}"
)";

TEST(Source, ServesSeveralMunicipalities) {
    const Folder folder;
    folder.write("samkat.toml", least_global + shared_source);
    folder.write("municipalities.d/lidkoping.toml", municipality("1494", "ou=l,dc=x", "edu.l.example", "l"));
    const Config config = folder.loaded();
    ASSERT_EQ(config.municipalities.size(), 2u);
    EXPECT_EQ(config.municipalities[0].code, "1494");
    EXPECT_EQ(config.municipalities[0].sources.size(), 2u);
    EXPECT_EQ(config.municipalities[1].sources.size(), 2u);
    EXPECT_EQ(config.sources.size(), 3u);
    EXPECT_EQ(config.sources[0].municipality.fields(), std::vector<std::string>{"Kommunkod"});
}

TEST(Source, MustServeMunicipalitiesThatExist) {
    const Folder folder;
    folder.write("samkat.toml", least_global + shared_source);
    EXPECT_EQ(folder.said(Language::sv),
              "DIR/samkat.toml:6:10 (source.serves): Källan gemensam betjänar kommun 1494, som inte finns.\n"
              "  6 | serves = [\"1495\", \"1494\"]\n"
              "    |          ^\n"
              "  Rätta koden eller lägg till kommunens fil i municipalities.d.");
}

TEST(Source, IsHeldToItsRules) {
    const Folder folder;
    folder.write("samkat.toml", least_global + R"(
[[source]]
name = "a"
connector = "csv"
serves = ["1495", "1495"]
max_age = "1h"

[[source]]
connector = "csv file"
serves = []
[source.map.pupil]
role = "elev"
register_id = "{id"
given_nam = "{g}"
)");
    EXPECT_EQ(
        ids(folder),
        "VALUE_CONNECTOR:10 VALUE_CHOICE:13 KEY_NEAREST:15 KEY_MISSING:12 KEY_MISSING:12 KEY_MISSING:9 SERVES_TWICE:6 "
        "SERVES_WHICH:6 MAP_MISSING:3 MAX_AGE_SHORT:7 SERVES_NOBODY:11 TEMPLATE_UNCLOSED:14 ");
}

TEST(Source, WarnsOfAProtectionThatFailsOpen) {
    const auto warned = [](const std::string& protection) {
        const Folder folder;
        folder.write("municipalities.d/skara.toml", least_municipality + "protection = \"" + protection +
                                                        "\"\n[table.skydd]\n\"Sekr\" = \"Sekretessmarkering\"\n");
        const std::string said = ids(folder);
        EXPECT_TRUE(said.empty() || said.starts_with("MAP_PROTECTION_OPEN:")) << protection << ": " << said;
        return !said.empty();
    };
    EXPECT_TRUE(warned("{if(s == 'Sekretess', 'Sekretessmarkering', 'Ingen')}"));
    EXPECT_TRUE(warned("{if(s in ['J', 'X'], 'Sekretessmarkering')}"));
    EXPECT_TRUE(warned("{if(s == 'J' or s == 'X', 'Sekretessmarkering', '')}"));
    EXPECT_TRUE(warned("{lookup(skydd, s)}"));
    EXPECT_TRUE(warned("{lookup(skydd, s, 'Ingen')}"));
    EXPECT_FALSE(warned("{s}"));
    EXPECT_FALSE(warned("{lookup(skydd, s, s)}"));
    EXPECT_FALSE(warned("{if(not s or s == 'Nej', 'Ingen', 'Sekretessmarkering')}"));
    EXPECT_FALSE(warned("{if(s == 'Nej', 'Ingen', s)}"));
    EXPECT_FALSE(warned("{if(s, 'Sekretessmarkering', 'Ingen')}"));
}

TEST(Source, GivesItsSettingsToTheConnectorsCheck) {
    const Folder folder;
    folder.write("municipalities.d/skara.toml", least_municipality + R"(
[source.settings]
path = "pupils.csv"
numbers = [1, 2.5, true]
[source.settings.records.elev]
id = "@id"
)");
    LoadOptions options;
    std::string seen, places;
    options.check_settings = [&](const std::string& connector, const Json& settings, const SettingsPlaces& at) {
        seen = connector + " " + settings.dump();
        places = at.at({"records", "elev", "id"}).text() + "\n" + at.at({"numbers", "1"}).text() + "\n" +
                 at.at({"none"}).text() + "\n" + at.excerpt({"path"}) + "\n" + at.directory().string();
        return CheckedSettings{Json::parse("{\"path\":\"/x\"}").value(), Findings{}};
    };
    const Config config = folder.loaded(options);
    EXPECT_EQ(seen, "csv {\"path\":\"pupils.csv\",\"numbers\":[1,2.5,true],\"records\":{\"elev\":{\"id\":\"@id\"}}}");
    EXPECT_EQ(text::replace_all(places, folder.path().string(), "DIR"),
              "DIR/municipalities.d/skara.toml:21:1 (source.settings.records.elev.id)\n"
              "DIR/municipalities.d/skara.toml:19:15 (source.settings.numbers.1)\n"
              "DIR/municipalities.d/skara.toml:17:1 (source.settings.none)\n"
              "  18 | path = \"pupils.csv\"\n"
              "     | ^\n"
              "DIR/municipalities.d/");
    EXPECT_EQ(config.sources.at(0).settings["path"].as_string(), "/x");
}

TEST(Source, NamesProgramsAndFilesFromItsOwnFile) {
    const Folder folder;
    folder.write("municipalities.d/skara.toml",
                 text::replace_all(least_municipality, "connector = \"csv\"",
                                   "connector = \"../bin/egen\"\nwatch = [\"/srv/a\", \"b\"]"));
    const Config config = folder.loaded();
    const SourcePolicy& source = config.sources.at(0);
    EXPECT_EQ(source.connector, (folder.path() / "bin/egen").string());
    EXPECT_EQ(source.watch, (std::vector<std::string>{"/srv/a", (folder.path() / "municipalities.d/b").string()}));
}

}  // namespace
}  // namespace samkat::config
