#include <gtest/gtest.h>

#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

struct Digests {
    std::string all;
    std::string skara;
    bool operator==(const Digests&) const = default;
};

Digests digests(const std::string& global, const std::string& municipality, const std::string& name = "skara") {
    const Folder folder;
    std::filesystem::remove(folder.path() / "municipalities.d/skara.toml");
    folder.write("password", "hemligt", 0600);
    folder.write("samkat.toml", global);
    folder.write("municipalities.d/" + name + ".toml", municipality);
    const Config config = folder.loaded();
    return {config.digest, config.municipality_digests.at("1495")};
}

const std::string rules =
    "[[attribute]]\nname = \"title\"\nvalue = \"{lower(role)}\"\n[[attribute]]\nname = \"o\"\nvalue = \"x\"\n";
const std::string rules_again =
    "[[attribute]] # b\nname = \"o\"\nvalue = [\"x\"]\n[[attribute]]\nvalue = '{ lower( role ) }'\nname = 'title'\n";

TEST(Digest, IsOfWhatTheConfigMeans) {
    const Digests before = digests(rules, least_municipality);
    EXPECT_EQ(before.all.size(), 64u);
    EXPECT_EQ(digests(rules_again, "# comment\n" + text::replace_all(least_municipality, "= ", "   =  "), "zzz"),
              before);
    EXPECT_EQ(digests("language = \"en\"\nstate_dir = \"/srv/s\"\nkey_dir = \"/srv/k\"\n" + rules, least_municipality),
              before);
    EXPECT_EQ(digests("[log]\nlevel = \"debug\"\n" + rules, least_municipality), before);
    EXPECT_EQ(digests("[lifecycle]\nlead_days = 10\n" + rules, least_municipality), before)
        << "the default written out";
}

TEST(Digest, ChangesWithWhatDecidesTheEntries) {
    const Digests before = digests(rules, least_municipality);
    const auto differs = [&](const Digests& after) { return after.skara != before.skara && after.all != before.all; };
    EXPECT_TRUE(differs(digests(text::replace_all(rules, "lower", "upper"), least_municipality)));
    EXPECT_TRUE(differs(digests("[lifecycle]\ngrace_days = 31\n" + rules, least_municipality)));
    EXPECT_TRUE(differs(digests(rules, text::replace_all(least_municipality, "{givenName}", "{given}"))));
    EXPECT_TRUE(differs(digests(rules, least_municipality + "[source.settings]\npath = \"x\"\n")));
    EXPECT_TRUE(differs(
        digests(rules + "[table.t]\npupil = \"a\"\n[[attribute]]\nname = \"ou\"\nvalue = \"{lookup(t, role)}\"\n",
                least_municipality)));
    EXPECT_NE(digests(rules + "[table.t]\npupil = \"a\"\n[[attribute]]\nname = \"ou\"\nvalue = \"{lookup(t, role)}\"\n",
                      least_municipality),
              digests(rules + "[table.t]\npupil = \"b\"\n[[attribute]]\nname = \"ou\"\nvalue = \"{lookup(t, role)}\"\n",
                      least_municipality));
}

TEST(Digest, OfAMunicipalityLeavesOutWhatDecidesNoEntries) {
    const Digests before = digests(rules, least_municipality);
    const Digests after = digests(
        rules, text::replace_all(least_municipality, "connector = \"csv\"", "connector = \"csv\"\ninterval = \"1h\"") +
                   "[guard]\nmax_leavers = 3\n");
    EXPECT_EQ(after.skara, before.skara);
    EXPECT_NE(after.all, before.all);
}

TEST(Digest, OfDecisionsCoversTheGuardAndTheAgeOfSources) {
    const auto decision = [](const std::string& global, const std::string& municipality) {
        const Folder folder;
        std::filesystem::remove(folder.path() / "municipalities.d/skara.toml");
        folder.write("samkat.toml", global);
        folder.write("municipalities.d/skara.toml", municipality);
        return folder.loaded().decision_digests.at("1495");
    };
    const std::string before = decision(rules, least_municipality);
    EXPECT_EQ(decision(rules_again, least_municipality), before);
    EXPECT_NE(decision("[lifecycle]\ngrace_days = 31\n" + rules, least_municipality), before);
    EXPECT_NE(decision(rules, least_municipality + "[guard]\nmax_leavers = 3\n"), before);
    EXPECT_NE(decision("[guard]\nsmall_floor = 3\n" + rules, least_municipality), before);
    EXPECT_NE(decision(rules, text::replace_all(least_municipality, "connector = \"csv\"",
                                                "connector = \"csv\"\nmax_age = \"9d\"")),
              before);
}

TEST(Digest, HoldsNothingOfSecretsOrWhereTheyAre) {
    const std::string head =
        "[directory]\nuri = \"ldaps://k\"\nbind = \"simple\"\nbind_dn = \"cn=s,dc=x\"\npassword_file = \"";
    EXPECT_EQ(digests(head + "password\"\n" + rules, least_municipality),
              digests(head + "./password\"\n" + rules, least_municipality));
}

}  // namespace
}  // namespace samkat::config
