#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "connectors/xml/xml_connector.hpp"
#include "daemon/base/text.hpp"
#include "tests/support/connector_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace samkat::xml {
namespace {

using test::ConnectorRun;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* pupil = R"(,"record":{"pupil":{"path":"/register/elever/elev","key":"id","fields":{
    "id":"@id","namn":"namn","pnr":"personnummer","unit":"inskrivning/skolenhet/@kod","grupp":"grupper/grupp/@id","gruppnamn":"grupper/grupp/@namn"}}})";

class Xml : public testing::Test {
  protected:
    ConnectorRun read(std::string_view content, const std::string& more = pupil) {
        const std::string path = directory.file("elever.xml", content);
        XmlConnector connector;
        return test::run(connector, R"({"path":")" + path + "\"" + more + "}");
    }
    std::string error(std::string_view content, const std::string& more = pupil) {
        const ConnectorRun run = read(content, more);
        return run.error ? run.error->id + " " + run.error->where.text() : "none";
    }
    // One pupil with `inner` in a whole file.
    static std::string file(const std::string& inner) {
        return "<register><elever><elev id=\"1\">" + inner + "</elev></elever></register>";
    }

    test::TemporaryDirectory directory;
};

TEST_F(Xml, ReadsRecordsWithTheirLines) {
    const auto run = read(
        "<?xml version=\"1.0\"?>\n<register>\n <elever>\n  <elev id=\"1\">\n   <namn>\n    Åsa &amp; <![CDATA[<Bo>]]> "
        "</namn><personnummer/>"
        "<inskrivning><skolenhet kod=\"12345678\" namn=\"x\"/></inskrivning>\n"
        "<grupper><grupp id=\"a\" namn=\"A\"/><!-- b --><grupp id=\"b\"/></grupper></elev>\n<elev "
        "id='2'/></elever></register>");
    ASSERT_FALSE(run.error) << run.error->text.en;
    ASSERT_EQ(run.sink.records.size(), 2u);
    const auto& first = run.sink.records.at(0);
    EXPECT_EQ(first.line, 4u);
    EXPECT_EQ(first.kind, "pupil");
    EXPECT_EQ(first.at(1), "Åsa & <Bo>");
    EXPECT_THAT(first.fields.at(2), IsEmpty());
    EXPECT_EQ(first.at(3), "12345678");
    EXPECT_THAT(first.fields.at(4), ElementsAre("a", "b"));
    EXPECT_THAT(first.fields.at(5), ElementsAre("A", "")) << "the values of one element stay in step";
    EXPECT_EQ(run.sink.records.at(1).at(0), "2");
}

TEST_F(Xml, ReadsSeveralKindsFromOneFile) {
    const auto run = read(
        "<r><a id='1'>x</a><b><c><id>2</id></c></b><a id='3'/></r>",
        R"x(,"record":{"one":{"path":"r/a","key":"id","fields":{"id":"@id","text":"text()"}},"two":{"path":"r/b/c","key":"id","fields":{"id":"id"}}})x");
    ASSERT_FALSE(run.error);
    ASSERT_EQ(run.sink.records.size(), 3u);
    EXPECT_EQ(run.sink.records.at(0).kind + run.sink.records.at(0).at(1), "onex");
    EXPECT_EQ(run.sink.records.at(1).kind + run.sink.records.at(1).at(0), "two2");
}

TEST_F(Xml, ReadsDeclaredEncodings) {
    const std::string inner = "<namn>\xC5sa \x80</namn>";
    EXPECT_EQ(read("<?xml version='1.0' encoding='Windows-1252'?>" + file(inner)).sink.records.at(0).at(1), "Åsa €");
    EXPECT_EQ(
        read("<?xml version='1.0' encoding='ISO-8859-1'?>" + file("<namn>\xC5sa</namn>")).sink.records.at(0).at(1),
        "Åsa");
    EXPECT_EQ(error("<?xml version='1.0' encoding='EBCDIC-FI-SE'?>" + file("")), "XML_ENCODING elever.xml:1:1");
    EXPECT_THAT(error(file(inner)), HasSubstr("XML_NOT_WELL_FORMED elever.xml:1"));
}

TEST_F(Xml, RefusesDoctypeAndSoEveryEntity) {
    EXPECT_THAT(error("<!DOCTYPE register [<!ENTITY a \"b\">]>\n" + file("<namn>&a;</namn>")),
                HasSubstr("XML_DOCTYPE elever.xml:1:"));
    EXPECT_THAT(error("\n<!DOCTYPE register SYSTEM \"file:///etc/passwd\">\n" + file("")),
                HasSubstr("XML_DOCTYPE elever.xml:2"));
    EXPECT_THAT(error(file("<namn>&a;</namn>")), HasSubstr("XML_NOT_WELL_FORMED"));
}

TEST_F(Xml, SaysWhereTheFileEndsOrBreaks) {
    EXPECT_EQ(error(""), "XML_EMPTY elever.xml");
    EXPECT_EQ(error(" \n"), "XML_EMPTY elever.xml");
    EXPECT_THAT(error("<register>\n<elever>\n<elev id=\"1\"><na"), HasSubstr("XML_TRUNCATED elever.xml:3"));
    EXPECT_THAT(error("<register>\n<elever>\n<elev id=\"1\"></elev>"), HasSubstr("XML_TRUNCATED elever.xml:3"));
    EXPECT_THAT(error("<register>\n<elever>\n</register>"), HasSubstr("XML_NOT_WELL_FORMED elever.xml:3:3"));
    EXPECT_THAT(error(file("") + "<more/>"), HasSubstr("XML_NOT_WELL_FORMED elever.xml:1"));
}

TEST_F(Xml, SuggestsTheElementThatWasMeant) {
    const auto run = read("<register><elever><Elev id='1'/></elever></register>");
    ASSERT_TRUE(run.error);
    EXPECT_EQ(run.error->id, "XML_NO_RECORDS_NEAREST");
    EXPECT_EQ(run.error->text.en, "The file has no element register/elever/elev. Did you mean register/elever/Elev?");
    EXPECT_EQ(error("<katalog><x/></katalog>"), "XML_NO_RECORDS elever.xml");
    EXPECT_THAT(read("<register><elever/></register>").sink.ids(), ElementsAre("XML_EMPTY_LIST elever.xml"));
}

TEST_F(Xml, ARecordWithoutKeyIsLostAndSuspendsRemovals) {
    const auto run = read("<register><elever><elev id=''/>\n<elev/>\n<elev id='2'/></elever></register>");
    EXPECT_EQ(run.sink.records.size(), 1u);
    EXPECT_TRUE(run.delivery.keys_unreadable);
    EXPECT_THAT(run.sink.ids(),
                testing::IsSupersetOf({"XML_KEY_EMPTY elever.xml:1 (id)", "XML_KEY_EMPTY elever.xml:2 (id)"}));
}

TEST_F(Xml, ADestroyedCharacterCostsTheRecord) {
    const auto run = read(file("<namn>\xEF\xBF\xBDsa</namn>"));
    EXPECT_THAT(run.delivery.lost_keys, ElementsAre("1"));
    EXPECT_THAT(run.sink.records, IsEmpty());
}

TEST_F(Xml, HoldsToItsBounds) {
    std::string deep;
    for (int i = 0; i < 40; ++i) deep += "<d>";
    EXPECT_THAT(error("<register><elever><elev id='1'>" + deep), HasSubstr("XML_TOO_DEEP"));
    std::string many = "<namn";
    for (int i = 0; i < 300; ++i) many += " a" + std::to_string(i) + "=''";
    EXPECT_THAT(error(file(many + "/>")), HasSubstr("XML_TOO_MANY_ATTRIBUTES"));
    EXPECT_THAT(error(file("<namn x='" + std::string(500'000, 'a') + "'/>")), HasSubstr("XML_TOKEN_TOO_LARGE"));

    std::string large = "<register><elever><elev id='1'>";
    for (int i = 0; i < 1000; ++i) large += "<x>text text text</x>";
    const auto run =
        read(large + "</elev><elev id='2'/></elever></register>", std::string{pupil} + R"(,"max_record_bytes":2048)");
    ASSERT_FALSE(run.error) << run.error->text.en;
    EXPECT_THAT(run.sink.ids(), testing::Contains("XML_RECORD_TOO_LARGE elever.xml:1"));
    EXPECT_TRUE(run.delivery.keys_unreadable);
    EXPECT_EQ(run.sink.records.at(0).at(0), "2");
}

TEST_F(Xml, SaysWhichFieldIsNowhere) {
    EXPECT_THAT(read(file("<namn>x</namn>")).sink.ids(), testing::SizeIs(4));
    EXPECT_EQ(read(file("<namn>x</namn>")).sink.findings.at(0).text.en,
              "The field pnr (personnummer) was in none of 1 records.");
}

TEST_F(Xml, RefusesPathsItCannotUse) {
    const auto rule = [](const std::string& path, const std::string& field) {
        return R"(,"record":{"p":{"path":")" + path + R"(","key":"id","fields":{"id":")" + field + R"("}}})";
    };
    for (const char* path : {"/", "a//b", "a/@b", "a/b[1]", "*", "a/"})
        EXPECT_EQ(error("<a/>", rule(path, "@id")), "XML_PATH_SYNTAX test (record.p)") << path;
    for (const char* field : {"@", "a/@b/c", "//a", "text()/a", "a b"}) {
        EXPECT_EQ(error("<a/>", rule("a", field)), "XML_PATH_SYNTAX test (record.p.fields.id)") << field;
    }
    EXPECT_EQ(error("<a/>", R"(,"record":{"p":{"path":"a","key":"ix","fields":{"id":"@id"}}})"),
              "XML_KEY_UNKNOWN test (record.p)");
    EXPECT_EQ(
        error(
            "<a/>",
            R"(,"record":{"p":{"path":"a/b","key":"id","fields":{"id":"@id"}},"q":{"path":"a/b/c","key":"id","fields":{"id":"@id"}}})"),
        "XML_PATHS_OVERLAP test (record.q.path)");
}

// Any text that XML can hold comes back the same, but for white space around it.
RC_GTEST_FIXTURE_PROP(Xml, AnyTextComesBack, ()) {
    const auto piece =
        rc::gen::element<std::string>("a", "å", "&", "<", ">", "\"", "'", "]]>", "\n", " ", "𝄞", "&amp;");
    const auto any = rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                                  [](const std::vector<std::string>& pieces) { return text::join(pieces, ""); });
    const auto texts = *rc::gen::container<std::vector<std::string>>(any);
    const auto escaped = [](std::string content) {
        using Pair = std::pair<const char*, const char*>;
        for (const auto& [from, to] :
             {Pair{"&", "&amp;"}, Pair{"<", "&lt;"}, Pair{">", "&gt;"}, Pair{"\"", "&quot;"}, Pair{"\n", "&#10;"}})
            content = text::replace_all(content, from, to);
        return content;
    };
    std::string xml = "<register><elever>";
    for (const std::string& each : texts)
        xml += "<elev id=\"x" + escaped(each) + "\"><namn>" + escaped(each) + "</namn></elev>";
    const auto run = read(xml + "</elever></register>");
    RC_ASSERT(!run.error);
    RC_ASSERT(run.sink.records.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        RC_ASSERT(run.sink.records[i].at(0) == "x" + texts[i]);
        const std::string_view wanted = text::trim(texts[i]);
        RC_ASSERT(run.sink.records[i].at(1) == (wanted.empty() ? "-" : wanted));
    }
}

}  // namespace
}  // namespace samkat::xml
