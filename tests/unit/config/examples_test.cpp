// Every example loads without a word, and means what its register says.
#include <algorithm>

#include <gtest/gtest.h>

#include "daemon/engine/bind.hpp"
#include "daemon/engine/evaluate.hpp"
#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

std::filesystem::path examples() {
    return std::filesystem::path{SAMKAT_SOURCE_DIR} / "config/examples";
}

Config samverkan() {
    const Loaded loaded = load(examples() / "samverkan");
    for (const Finding& each : loaded.findings.list()) ADD_FAILURE() << format(each, Language::en);
    return loaded.config ? *loaded.config : Config{};
}

TEST(Examples, AllLoad) {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator{examples()}) {
        const Loaded loaded = load(each.path());
        EXPECT_TRUE(loaded.config) << each.path();
        EXPECT_TRUE(loaded.findings.empty())
            << each.path() << ": " << format(loaded.findings.list().front(), Language::en);
        ++count;
    }
    EXPECT_GE(count, 1u);
}

class Row final : public engine::FieldSource {
  public:
    explicit Row(std::vector<std::vector<std::string_view>> cells) : cells_(std::move(cells)) {}
    std::span<const std::string_view> field(std::uint32_t slot) const override { return cells_.at(slot); }

  private:
    std::vector<std::vector<std::string_view>> cells_;
};

// What `kind` of `source` makes of one record.
std::map<std::string, Values> mapped(const Config& config, const std::string& source, const std::string& kind,
                                     const std::vector<std::string>& fields,
                                     std::vector<std::vector<std::string_view>> cells) {
    const auto policy = std::ranges::find(config.sources, source, &SourcePolicy::name);
    KindMapping mapping = *std::ranges::find(policy->kinds, kind, &KindMapping::kind);
    const Findings findings = engine::bind(mapping, {source, kind, "x", fields});
    for (const Finding& each : findings.list()) ADD_FAILURE() << format(each, Language::en);
    const Row row{std::move(cells)};
    std::map<std::string, Values> result;
    for (const MapRule& rule : mapping.rules) {
        result[std::string{targets()[static_cast<std::size_t>(rule.target)].name}] = engine::evaluate(rule.value, row);
    }
    return result;
}

TEST(Examples, MapLidkopingsColumns) {
    const Config config = samverkan();
    const auto pupil =
        mapped(config, "lidkoping-elever", "elev",
               {"ElevID", "Personnr", "Förnamn", "Efternamn", "Tilltalsnamn", "E-post", "Skolenhetskod", "Skola",
                "Skolform", "Årskurs", "Klass", "Startdatum", "Slutdatum", "Sekretess", "Grupp", "Gruppnamn"},
               {{"E1"},
                {"20100101-2384"},
                {"Anna Karin"},
                {"Åberg"},
                {"Karin"},
                {"K@Lidkoping.example"},
                {"12345678"},
                {"Norra"},
                {"GR"},
                {"7"},
                {"7A"},
                {"2026-08-17"},
                {},
                {""},
                {"MA7A", "EN7A"},
                {"Matematik", "Engelska"}});
    EXPECT_EQ(pupil.at("given_name"), Values{"Karin"});
    EXPECT_EQ(pupil.at("email"), Values{"k@lidkoping.example"});
    EXPECT_EQ(pupil.at("group_id"), (Values{"MA7A", "EN7A"}));
    EXPECT_EQ(pupil.at("end_date"), Values{});
    EXPECT_EQ(pupil.at("protection"), Values{});
    const auto staff = mapped(config, "lidkoping-personal", "anställd",
                              {"AnstID", "Personnr", "Förnamn", "Efternamn", "E-post", "Skolenhetskod", "Befattning",
                               "Startdatum", "Slutdatum", "Sekretess", "Grupp"},
                              {{"A1"},
                               {"19800101-2384"},
                               {"Bo"},
                               {"Ek"},
                               {"b@x"},
                               {"12345678,87654321"},
                               {"Lärare, tidigare år"},
                               {},
                               {},
                               {},
                               {}});
    EXPECT_EQ(staff.at("unit"), (Values{"12345678", "87654321"}));
    EXPECT_EQ(staff.at("duty_role"), Values{"Lärare"});
}

TEST(Examples, MapSkarasAndGotenesColumns) {
    const Config config = samverkan();
    const std::vector<std::string> columns = {
        "id",         "civicNo",    "givenName", "familyName", "email",     "schoolUnitCode", "schoolUnitName",
        "schoolType", "schoolYear", "className", "groups",     "startDate", "endDate",        "securityMarking"};
    const auto pupil = mapped(config, "skara-elever", "pupil", columns,
                              {{"1"},
                               {"1001012384"},
                               {"Li"},
                               {"Ek"},
                               {},
                               {"12345678"},
                               {"Norra"},
                               {"GR"},
                               {"7"},
                               {"7A"},
                               {"a", "b"},
                               {},
                               {},
                               {"Ingen"}});
    EXPECT_EQ(pupil.at("group_id"), (Values{"a", "b"}));
    mapped(config, "skara-personal", "staff",
           {"id", "civicNo", "givenName", "familyName", "email", "schoolUnitCodes", "dutyRole", "groups", "startDate",
            "endDate", "securityMarking"},
           std::vector<std::vector<std::string_view>>(11));
    const auto staff = mapped(config, "gotene", "staff",
                              {"id", "personnummer", "fornamn", "efternamn", "epost", "skyddad", "enhet", "befattning",
                               "start", "slut", "grupp", "grupp_namn"},
                              {{"7"},
                               {},
                               {"Bo"},
                               {"Ek"},
                               {},
                               {"ja"},
                               {"12345678", "87654321"},
                               {"Lärare", "Lärare"},
                               {"2026-08-01", "2026-08-01"},
                               {},
                               {},
                               {}});
    EXPECT_EQ(staff.at("protection"), Values{"ja"});
    EXPECT_EQ(staff.at("start_date"), Values{"2026-08-01"});
}

TEST(Examples, ReleaseCivicNumbersInSkaraOnly) {
    const Config config = samverkan();
    ASSERT_EQ(config.municipalities.size(), 4u);
    for (const MunicipalityPolicy& each : config.municipalities) {
        const bool releases =
            std::ranges::find(each.attributes, "norEduPersonNIN", &AttributeRule::name) != each.attributes.end();
        EXPECT_EQ(releases, each.code == "1495") << each.name;
    }
    EXPECT_EQ(config.municipality("1471")->username.policy, NamePolicy::opaque);
}

}  // namespace
}  // namespace samkat::config
