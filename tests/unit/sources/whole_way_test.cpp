// From export files, through the shipped programs and the example, to Records; and the manual's own examples.
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "connectors/protocol/request.hpp"
#include "connectors/protocol/settings.hpp"
#include "connectors/protocol/stream.hpp"
#include "daemon/base/text.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/sources/source_fixture.hpp"

namespace samkat::sources {
namespace {

using test::KeptRecord;
using testing::ElementsAre;
using testing::IsEmpty;

class WholeWay : public SourceTest {
  protected:
    test::TemporaryDirectory directory;
};

TEST_F(WholeWay, SemicolonsInWindows1252WithAJoinedFile) {
    const auto main = directory.file("elever.csv",
                                     "ElevID;Personnr;F\xF6rnamn;Efternamn;Sekretess\r\n17;20140102-2384;\xC5sa;\xD6"
                                     "berg;\r\n18;;Bo;Ek;J\r\n");
    const auto groups =
        directory.file("undervisningsgrupper.csv", "ElevID;Grupp;Gruppnamn\r\n17;EN6A;Engelska 6A\r\n17;MU6;Musik\r\n");
    const auto delivery = read_from(
        "csv", R"({"path":")" + main + R"(","kind":"pupil","encoding":"windows-1252","key":"ElevID","join":[")" +
                   groups + R"("]})");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_THAT(
        sink.records,
        ElementsAre(
            KeptRecord{"pupil",
                       2,
                       {{"17"}, {"20140102-2384"}, {"Åsa"}, {"Öberg"}, {}, {"EN6A", "MU6"}, {"Engelska 6A", "Musik"}}},
            KeptRecord{"pupil", 3, {{"18"}, {}, {"Bo"}, {"Ek"}, {"J"}, {}, {}}}));
    EXPECT_THAT(sink.findings, IsEmpty());
    EXPECT_EQ(delivery->records, 2u);
}

TEST_F(WholeWay, TheSameFileHasTheSameDigest) {
    const auto settings =
        R"({"path":")" + directory.file("e.csv", "ElevID;Namn\n1;A\n") + R"(","kind":"pupil","key":"ElevID"})";
    const auto first = read_from("csv", settings);
    const auto second = read_from("csv", settings);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->digest, second->digest);
    directory.file("e.csv", "ElevID;Namn\n1;B\n");
    EXPECT_NE(read_from("csv", settings)->digest, first->digest);
}

TEST_F(WholeWay, Xml) {
    const auto path =
        directory.file("elever.xml",
                       "<register><elever><elev id=\"17\"><fornamn>Åsa</fornamn><inskrivning><skolenhet "
                       "kod=\"12345678\" namn=\"Norra\"/></inskrivning>"
                       "<grupper><grupp id=\"a\"/><grupp id=\"b\"/></grupper></elev></elever></register>");
    const auto delivery = read_from(
        "xml", R"({"path":")" + path + R"(","record":{"pupil":{"path":"register/elever/elev","key":"id","fields":{
        "id":"@id","name":"fornamn","unit":"inskrivning/skolenhet/@kod","group":"grupper/grupp/@id"}}}})");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_THAT(sink.records, ElementsAre(KeptRecord{"pupil", 1, {{"17"}, {"Åsa"}, {"12345678"}, {"a", "b"}}}));
}

TEST_F(WholeWay, WhatAConnectorFindsIsTheError) {
    const auto path = directory.file("elever.csv", "");
    const auto result = read_from("csv", R"({"path":")" + path + R"(","kind":"pupil","key":"ElevID"})");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, "CSV_EMPTY");
    EXPECT_EQ(read_from("csv", R"({"path":"relative.csv","kind":"pupil","key":"ElevID"})").error().id,
              "PROTOCOL_SETTING_PATH");
    EXPECT_EQ(read_from("csv", R"({})").error().id, "PROTOCOL_SETTING_MISSING");
}

class Example : public WholeWay {
  protected:
    static std::filesystem::path directory_of_example() { return source_directory() / "docs/examples/own-connector"; }
    static std::string program() { return (directory_of_example() / "connector.py").string(); }
};

TEST_F(Example, ReadsItsFile) {
    const auto description = describe(program(), cage, stop.get_token());
    ASSERT_TRUE(description) << format(description.error(), Language::en);
    const auto json = Json::parse(R"({"path":"people.jsonl"})");
    const auto settings = protocol::check_settings(*description, *json, {"samkat.toml"}, directory_of_example());
    ASSERT_TRUE(settings) << settings.error().text.en;
    const auto delivery = read_from(program(), settings->dump());
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    ASSERT_EQ(delivery->records, 3u);
    EXPECT_EQ(sink.records.at(0),
              (KeptRecord{"pupil", 1, {{"17"}, {"201401022384"}, {"Åsa"}, {"Öberg"}, {"12345678"}, {"6A", "Kör"}}}));
    EXPECT_EQ(sink.records.at(2).line, 4u);
    EXPECT_TRUE(delivery->age.has_value());
}

TEST_F(Example, TakesTheFieldsItIsToldTo) {
    const auto people = directory.file("p.jsonl", "{\"id\":\"1\",\"schoolYear\":3,\"secret\":\"x\"}\n");
    const auto delivery =
        read_from(program(), R"({"path":")" + people + R"(","kind":"elev","fields":["id","schoolYear","emails"]})");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_THAT(sink.records, ElementsAre(KeptRecord{"elev", 1, {{"1"}, {"3"}, {}}}));
}

TEST_F(Example, SaysWhatIsWrong) {
    const auto bad = directory.file("bad.jsonl", "{\"id\":\"1\"}\nnot json\n[]\n{\"id\":\"2\"}\n");
    const auto delivery = read_from(program(), R"({"path":")" + bad + "\"}");
    ASSERT_TRUE(delivery) << format(delivery.error(), Language::en);
    EXPECT_EQ(delivery->records, 2u);
    EXPECT_TRUE(delivery->keys_unreadable);
    EXPECT_THAT(sink.ids(), ElementsAre("JSONL_LINE bad.jsonl:2", "JSONL_LINE bad.jsonl:3"));
    EXPECT_EQ(read_from(program(), R"({"path":"/nowhere"})").error().id, "JSONL_FILE");
    EXPECT_EQ(read_from(program(), R"({"path":")" + directory.file("latin", "{\"id\":\"\xC5\"}\n") + "\"}").error().id,
              "JSONL_FILE");
}

// The manual's JSON, block by block.
std::vector<std::string> json_blocks() {
    std::ifstream file{SAMKAT_SOURCE_DIR "/docs/connector-protocol.md"};
    std::vector<std::string> blocks;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line == "```json")
            blocks.emplace_back();
        else if (inside && line != "```")
            blocks.back() += line + "\n";
        inside = line == "```json" || (inside && line != "```");
    }
    return blocks;
}

TEST(Manual, ItsExamplesAreWhatItSays) {
    const auto blocks = json_blocks();
    ASSERT_EQ(blocks.size(), 7u);
    const auto json = [&](std::size_t block) { return Json::parse(blocks[block]).value(); };
    EXPECT_TRUE(protocol::read_description(json(0)));
    EXPECT_TRUE(protocol::read_request(blocks[1]));
    EXPECT_TRUE(std::holds_alternative<protocol::Hello>(protocol::read_message(json(2)).value()));
    const auto set = std::get<protocol::SetMessage>(protocol::read_message(json(3)).value());
    for (const std::string& line : text::split(text::trim(blocks[4]), "\n")) {
        const auto record = Json::parse(line);
        ASSERT_TRUE(record) << line;
        EXPECT_EQ(record->as_array().size(), set.fields.size() + 2) << line;
    }
    EXPECT_TRUE(std::get<protocol::FindingMessage>(protocol::read_message(json(5)).value()).key_unreadable);
    EXPECT_EQ(std::get<protocol::EndMessage>(protocol::read_message(json(6)).value()).records, 2u);
}

}  // namespace
}  // namespace samkat::sources
