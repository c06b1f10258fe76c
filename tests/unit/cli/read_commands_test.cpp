// Commands that only look.
#include "tests/unit/cli/console.hpp"

namespace samkat::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ReadCommands : public Console {};

TEST_F(ReadCommands, VersionNeedsNoConfig) {
    variables.clear();
    EXPECT_EQ(run({"version"}), exit_done);
    EXPECT_THAT(out.str(), testing::StartsWith("samkat 0."));
    EXPECT_EQ(run({"version", "--json"}), exit_done);
    EXPECT_EQ(json()["schema"].as_string(), "samkat/version/1");
}

TEST_F(ReadCommands, AConfigThatIsNotThereIsSaid) {
    EXPECT_EQ(run({"--config", "/nowhere", "plan", "--lang", "en"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("/nowhere/samkat.toml does not exist"));
}

TEST_F(ReadCommands, CheckSaysWhatIsThereOrWhatIsWrong) {
    EXPECT_EQ(run({"check"}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("2 municipalities, 2 sources"));
    EXPECT_EQ(run({"check", "--json", "--online"}), exit_done) << text();
    EXPECT_TRUE(json()["ok"].as_bool());
    world.write("config/samkat.toml", "languag = \"en\"\n");
    EXPECT_EQ(run({"check", "--lang", "en"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("Did you mean language?"));
}

TEST_F(ReadCommands, CheckOnlineReachesSourcesAndDirectory) {
    EXPECT_EQ(run({"check", "--online"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("Source skara: 2 records"), HasSubstr("metakatalog answers")));
    EXPECT_THAT(err.str(), HasSubstr("ou=skara,dc=example is not in the directory: samkat creates it"));
    world.broken["gotene"] = true;
    EXPECT_EQ(run({"check", "--online"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("TEST_UNREADABLE"));
}

TEST_F(ReadCommands, PlanShowsWhatWouldChangeAndWritesNothing) {
    const std::string before = world.read("directory.ldif");
    EXPECT_EQ(run({"plan", "--detailed-exit-code"}), exit_changes) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("By cause"), HasSubstr("50010001"), HasSubstr("givenName: Anna")));
    EXPECT_EQ(world.read("directory.ldif"), before);
    EXPECT_FALSE(std::filesystem::exists(world.path("state/store.db")));
    EXPECT_EQ(run({"plan"}), exit_done);
}

TEST_F(ReadCommands, PlanMasksCivicNumbersUnlessToldNotTo) {
    (void)run({"plan"});
    EXPECT_THAT(out.str(), AllOf(HasSubstr("20100608-****"), Not(HasSubstr("201006082398"))));
    (void)run({"plan", "--json"});
    EXPECT_THAT(out.str(), Not(HasSubstr("201006082398")));
    EXPECT_EQ(run({"plan", "--reveal"}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("201006082398"));
    EXPECT_EQ(run({"log"}), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("karin showed civic numbers with plan"));
}

TEST_F(ReadCommands, PlanIsTheSameTwiceAndForOneMunicipality) {
    (void)run({"plan", "--json"});
    const auto all = json().as_array();
    ASSERT_EQ(all.size(), 2u);
    (void)run({"plan", "--json", "--municipality", "1495"});
    ASSERT_EQ(json().as_array().size(), 1u);
    EXPECT_EQ(json().as_array()[0]["id"].as_string(), all[1]["id"].as_string());
    EXPECT_EQ(run({"plan", "--municipality", "9999"}), exit_usage);
    EXPECT_THAT(err.str(), HasSubstr("1495 Skara"));
    EXPECT_EQ(run({"plan", "--as-of", "tomorrow"}), exit_usage);
}

TEST_F(ReadCommands, PlanWritesAFileForApplyOnly) {
    EXPECT_EQ(run({"plan", "--out", world.path("plan.json").string()}), exit_done) << text();
    EXPECT_EQ(std::filesystem::status(world.path("plan.json")).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_THAT(world.read("plan.json"), HasSubstr("201006082398"));
}

TEST_F(ReadCommands, PlanAgainstAFileAndWithAnotherConfig) {
    apply_all();
    EXPECT_EQ(run({"plan", "--detailed-exit-code"}), exit_done) << text();
    world.write("empty.ldif", "version: 1\n\ndn: dc=example\nobjectClass: domain\ndc: example\n");
    EXPECT_EQ(run({"plan", "--detailed-exit-code", "--against", world.path("empty.ldif").string()}), exit_changes)
        << text();
    EXPECT_EQ(run({"plan", "--against", "/nowhere.ldif"}), exit_failed);
    std::filesystem::copy(world.path("config"), world.path("try"), std::filesystem::copy_options::recursive);
    world.write("try/municipalities.d/skara.toml",
                world.read("config/municipalities.d/skara.toml") +
                    "\n[[attribute]]\nid = \"title\"\nname = \"title\"\nvalue = \"Elev\"\n");
    EXPECT_EQ(run({"plan", "--detailed-exit-code", "--config-try", world.path("try").string()}), exit_waiting)
        << text();
    EXPECT_THAT(out.str(), HasSubstr("title: Elev"));
}

TEST_F(ReadCommands, AFailedSourceShowsInThePlan) {
    apply_all();
    world.broken["skara"] = true;
    EXPECT_EQ(run({"plan", "--detailed-exit-code"}), exit_failed);
    EXPECT_THAT(out.str(), HasSubstr("NOTE: skara could not be read"));
}

TEST_F(ReadCommands, StatusTellsOfSourcesRunsAndDirectory) {
    EXPECT_EQ(run({"status"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("samkatd is not running"), HasSubstr("never")));
    apply_all();
    EXPECT_EQ(run({"status", "--json"}), exit_done) << text();
    const Json status = json();
    EXPECT_FALSE(status["daemon"].as_bool(true));
    EXPECT_EQ(status["sources"].as_array().at(1)["records"].as_integer(), 2);
    EXPECT_EQ(status["sources"].as_array().at(1)["state"].as_string(), "fresh");
    EXPECT_TRUE(status["municipalities"].as_array().at(0)["first_run_done"].as_bool());
    world.clock.advance(std::chrono::hours{24 * 10});
    EXPECT_EQ(run({"status"}), exit_waiting);
    EXPECT_THAT(out.str(), HasSubstr("too old"));
}

TEST_F(ReadCommands, PersonIsFoundByEveryName) {
    apply_all();
    const std::string username = this->username("Bo");
    ASSERT_FALSE(username.empty());
    ASSERT_EQ(run({"person", username, "--json"}), exit_done) << text();
    const Json person = json();
    const std::string id = person["person"].as_string();
    const std::string eppn = person["accounts"].as_array().at(0)["eppn"].as_string();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("20100608-****"), HasSubstr("skara.csv:3"), Not(HasSubstr("201006082398"))));
    for (const std::string& who : {id, eppn, std::string{"2"}}) {
        ASSERT_EQ(run({"person", who, "--json"}), exit_done) << who << text();
        EXPECT_EQ(json()["person"].as_string(), id) << who;
    }
    ASSERT_EQ(run({"person", "-", "--json"}, "20100608-2398\n"), exit_done) << text();
    EXPECT_EQ(json()["person"].as_string(), id);
    EXPECT_EQ(run({"person", "201006082398"}), exit_usage) << "never on the command line";
    EXPECT_THAT(text(), Not(HasSubstr("201006082398")));
    EXPECT_EQ(run({"person", "nobody"}), exit_failed);
    EXPECT_EQ(run({"person", "-"}, "20100608-2393\n"), exit_failed);
    EXPECT_THAT(text(), Not(HasSubstr("2393")));
}

TEST_F(ReadCommands, PersonIsShownBeforeThereIsAnAccount) {
    ASSERT_EQ(run({"person", "2"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("given_name"), HasSubstr("Bo"), HasSubstr("enrolment 1495")));
}

TEST_F(ReadCommands, RevealShowsAndIsNoted) {
    apply_all();
    ASSERT_EQ(run({"person", "2", "--reveal"}), exit_done) << text();
    EXPECT_THAT(out.str(), HasSubstr("201006082398"));
    ASSERT_EQ(run({"log", "--json"}), exit_done);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("\"kind\":\"reveal\""), HasSubstr("\"command\":\"person\"")));
}

TEST_F(ReadCommands, ExplainNamesRuleFieldAndPlace) {
    apply_all();
    const std::string dn = "uid=" + username("Anna") + ",ou=people,ou=skara,dc=example";
    ASSERT_EQ(run({"explain", dn, "givenName"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("givenName: Anna"), HasSubstr("Rule givenName"), HasSubstr("{given_name}"),
                                 HasSubstr("skara.csv:2"), HasSubstr("changed by karin")));
    ASSERT_EQ(run({"explain", dn, "--json"}), exit_done) << text();
    EXPECT_GT(json()["attributes"].as_array().size(), 8u);
    ASSERT_EQ(run({"explain", dn, "samkatAccountId"}), exit_done);
    EXPECT_THAT(out.str(), HasSubstr("Set by samkat itself"));
    EXPECT_EQ(run({"explain", "uid=nobody,dc=example"}), exit_failed);
    EXPECT_EQ(run({"explain", "no dn"}), exit_usage);
    EXPECT_EQ(run({"explain", "dc=example"}), exit_done);
    EXPECT_THAT(err.str(), HasSubstr("not managed by samkat"));
}

TEST_F(ReadCommands, ExplainKnowsUnitsAndGroups) {
    apply_all();
    ASSERT_EQ(run({"explain", "ou=50010001,ou=units,ou=skara,dc=example", "ou", "--json"}), exit_done) << text();
    EXPECT_EQ(json()["class"].as_string(), "unit");
    EXPECT_THAT(out.str(), HasSubstr("\"values\":[\"50010001\"]"));
}

TEST_F(ReadCommands, AttributesAreThoseOfTheProfile) {
    apply_all();
    ASSERT_EQ(run({"attributes", username("Bo")}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("urn:oid:1.3.6.1.4.1.5923.1.1.1.6"), HasSubstr("20100608-****"),
                                 Not(HasSubstr("samkatAccountId"))));
    ASSERT_EQ(run({"attributes", username("Bo"), "--json"}), exit_done);
    EXPECT_EQ(json()["entries"].as_array().size(), 1u);
    EXPECT_EQ(run({"attributes", "nobody"}), exit_failed);
}

TEST_F(ReadCommands, ConnectorTestCountsAndShowsNoValues) {
    ASSERT_EQ(run({"connector", "test", "skara"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("pupil from skara.csv: 2 records"), Not(HasSubstr("Anna"))));
    ASSERT_EQ(run({"connector", "test", "skara", "--json"}), exit_done);
    EXPECT_EQ(json()["records"].as_integer(), 2);
    EXPECT_EQ(run({"connector", "test", "nowhere"}), exit_usage);
    world.broken["skara"] = true;
    EXPECT_EQ(run({"connector", "test", "skara"}), exit_failed);
}

TEST_F(ReadCommands, ConnectorTestTriesTheMapping) {
    world.pupils["skara"].push_back({"3", "Eva", "Gran", "7A", "not a unit"});
    ASSERT_EQ(run({"connector", "test", "skara"}), exit_done) << text();
    EXPECT_THAT(err.str(), HasSubstr("ENGINE_MAP_UNIT_CODE"));
    std::string config = world.read("config/municipalities.d/skara.toml");
    config.replace(config.find("{family}"), 8, "{familj}");
    world.write("config/municipalities.d/skara.toml", config);
    EXPECT_EQ(run({"connector", "test", "skara"}), exit_failed);
    EXPECT_THAT(err.str(), HasSubstr("Did you mean family?"));
}

TEST_F(ReadCommands, ConnectorsAreListedAndDescribed) {
    ASSERT_EQ(run({"connector", "list"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("csv"), HasSubstr("7.1"), HasSubstr("gotene, skara")));
    ASSERT_EQ(run({"connector", "list", "--json"}), exit_done);
    ASSERT_EQ(run({"connector", "describe", "csv"}), exit_done) << text();
    EXPECT_THAT(out.str(), AllOf(HasSubstr("path"), HasSubstr("The file.")));
    ASSERT_EQ(run({"connector", "describe", "csv", "--json"}), exit_done);
    EXPECT_EQ(json()["description"]["version"].as_string(), "7.1");
    EXPECT_EQ(run({"connector", "describe", "cvs"}), exit_failed);
}

TEST_F(ReadCommands, SpeaksSwedishWhenAsked) {
    (void)run({"plan", "--lang", "sv"});
    EXPECT_THAT(out.str(), AllOf(HasSubstr("Efter orsak"), HasSubstr("Ändringar")));
}

TEST_F(ReadCommands, StoreDigestIsThatOfTheStore) {
    apply_all();
    ASSERT_EQ(run({"store", "digest"}), exit_done);
    const std::string digest = out.str();
    EXPECT_EQ(digest.size(), 65u);
    ASSERT_EQ(run({"store", "digest", "--json"}), exit_done);
    EXPECT_EQ(json()["digest"].as_string() + "\n", digest);
    ASSERT_EQ(run({"store", "rebuild", "--json"}), exit_done) << text();
    EXPECT_EQ(json()["digest"].as_string() + "\n", digest);
}

}  // namespace
}  // namespace samkat::cli
