#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "connectors/csv/csv_connector.hpp"
#include "connectors/sdk/input_file.hpp"
#include "tests/support/connector_run.hpp"
#include "tests/support/temporary_directory.hpp"

namespace samkat::csv {
namespace {

using test::ConnectorRun;
using test::KeptRecord;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Csv : public testing::Test {
  protected:
    // Reads `content` as elever.csv with key ElevID; `more` is further settings: ,"a":1
    ConnectorRun read(std::string_view content, const std::string& more = "") {
        const std::string path = directory.file("elever.csv", content);
        CsvConnector connector;
        return test::run(connector, R"({"path":")" + path + R"(","kind":"pupil","key":"ElevID")" + more + "}");
    }
    // The error of a reading that must fail: "ID place:line (field)".
    std::string error(std::string_view content, const std::string& more = "") {
        const ConnectorRun run = read(content, more);
        return run.error ? run.error->id + " " + run.error->where.text() : "none";
    }
    std::string join(const std::string& name, std::string_view content) {
        return R"(,"join":[")" + directory.file(name, content) + R"("])";
    }

    test::TemporaryDirectory directory;
};

TEST_F(Csv, ReadsASemicolonFileInWindows1252) {
    const auto run = read("ElevID;F\xF6rnamn;Klass\r\n17;\xC5sa;6A\r\n18;Bo;\r\n", R"(,"encoding":"windows-1252")");
    ASSERT_FALSE(run.error);
    EXPECT_THAT(run.sink.sets.at(0).fields, ElementsAre("ElevID", "Förnamn", "Klass"));
    EXPECT_EQ(run.sink.sets.at(0).place, "elever.csv");
    EXPECT_THAT(run.sink.records, ElementsAre(KeptRecord{"pupil", 2, {{"17"}, {"Åsa"}, {"6A"}}},
                                              KeptRecord{"pupil", 3, {{"18"}, {"Bo"}, {}}}));
    EXPECT_EQ(run.delivery.records, 2u);
    EXPECT_TRUE(run.delivery.age.has_value());
    EXPECT_FALSE(run.delivery.keys_unreadable);
}

TEST_F(Csv, ReadsACommaFileWithByteOrderMarkAndSplitsCells) {
    const auto run = read(
        "\xEF\xBB\xBF"
        "ElevID,Grupper\n1,6A | Kör\n2,\n",
        R"(,"delimiter":",","multi":["Grupper"])");
    ASSERT_FALSE(run.error);
    EXPECT_THAT(run.sink.records.at(0).fields.at(1), ElementsAre("6A", "Kör"));
    EXPECT_THAT(run.sink.records.at(1).fields.at(1), IsEmpty());
}

TEST_F(Csv, ReadsColumnsByPositionAndSkipsThoseWithoutAName) {
    const auto run = read("1;x;Anna\n2;x;Bo\n", R"(,"header":false,"columns":["ElevID","","Namn"])");
    ASSERT_FALSE(run.error);
    EXPECT_THAT(run.sink.sets.at(0).fields, ElementsAre("ElevID", "Namn"));
    EXPECT_EQ(run.sink.records.at(0), (KeptRecord{"pupil", 1, {{"1"}, {"Anna"}}}));
}

TEST_F(Csv, CountsPhysicalLinesAcrossQuotedOnes) {
    const auto run = read("ElevID;Not\r\n1;\"a\r\nb\r\n\"\r\n\r\n2;x\r\n;;\r\n3;\"y\"");
    EXPECT_EQ(run.sink.records.at(0).at(1), "a\r\nb\r\n");
    EXPECT_EQ(run.sink.records.at(1).line, 6u);
    EXPECT_EQ(run.sink.records.at(2).line, 8u);
    EXPECT_THAT(run.sink.ids(), IsEmpty());
}

TEST_F(Csv, PassesOverRowsOfEmptyCells) {
    const auto run = read("ElevID;Namn\n1;A\n;\n ; \n\n");
    EXPECT_EQ(run.sink.records.size(), 1u);
    EXPECT_THAT(run.sink.ids(), IsEmpty());
}

TEST_F(Csv, KeepsEmptyCellsWhenAsked) {
    const auto run = read("ElevID;Namn\n1;\n", R"(,"skip_empty":false)");
    EXPECT_THAT(run.sink.records.at(0).fields.at(1), ElementsAre(""));
}

TEST_F(Csv, JoinsFilesByKeyInRowOrder) {
    const auto more = join("grupper.csv", "ElevID;Grupp;Gruppnamn\n2;b;Bild\n1;a;Kör\n2;c;\n9;x;y\n9;z;y\n");
    const auto run = read("ElevID;Namn\n1;Anna\n2;Bo\n3;Cia\n", more);
    ASSERT_FALSE(run.error);
    EXPECT_THAT(run.sink.sets.at(0).fields, ElementsAre("ElevID", "Namn", "Grupp", "Gruppnamn"));
    EXPECT_THAT(run.sink.records.at(1).fields.at(2), ElementsAre("b", "c"));
    EXPECT_THAT(run.sink.records.at(1).fields.at(3), ElementsAre("Bild", ""));
    EXPECT_THAT(run.sink.records.at(2).fields.at(2), IsEmpty());
    EXPECT_THAT(run.sink.ids(), ElementsAre("CSV_JOIN_UNMATCHED grupper.csv:5"));
    EXPECT_THAT(run.sink.findings.at(0).text.en, HasSubstr("2 rows"));
}

TEST_F(Csv, NamesAJoinedColumnAfterItsFileWhenTheNameIsTaken) {
    const auto run = read("ElevID;Namn\n1;Anna\n", join("grupper.csv", "Elev;Namn\n1;Kör\n") + R"(,"join_key":"Elev")");
    EXPECT_THAT(run.sink.sets.at(0).fields, ElementsAre("ElevID", "Namn", "grupper.Namn"));
}

TEST_F(Csv, SendsNothingOfSomebodyWhoseJoinedRowWasLost) {
    const auto run = read("ElevID;Namn\n1;Anna\n2;Bo\n", join("grupper.csv", "ElevID;Grupp\n1;a\n1;b;c\n2;a\n"));
    EXPECT_EQ(run.sink.records.size(), 1u);
    EXPECT_EQ(run.sink.records.at(0).at(0), "2");
    EXPECT_THAT(run.delivery.lost_keys, ElementsAre("1"));
}

TEST_F(Csv, ABadRowCostsThatRowAndSaysWhoseItWas) {
    const auto run = read("ElevID;Namn;Klass\n1;A;6A\n2;B\n3;C;6A;x\n4;D\"d;6A\n;E;6A\n5;F;6A\n");
    ASSERT_FALSE(run.error);
    EXPECT_EQ(run.sink.records.size(), 2u);
    EXPECT_THAT(run.sink.ids(), ElementsAre("CSV_TOO_FEW_FIELDS elever.csv:3", "CSV_TOO_MANY_FIELDS elever.csv:4",
                                            "CSV_QUOTE_IN_ROW elever.csv:5", "CSV_KEY_EMPTY elever.csv:6 (ElevID)"));
    EXPECT_THAT(run.delivery.lost_keys, ElementsAre("2", "3", "4"));
    EXPECT_TRUE(run.delivery.keys_unreadable);
}

TEST_F(Csv, ARowThatLosesItsKeySuspendsRemovals) {
    EXPECT_FALSE(read("ElevID;Namn;Klass\n1;Anna\n").delivery.keys_unreadable);
    EXPECT_TRUE(read("ElevID;Namn\n1\n").delivery.keys_unreadable);  // perhaps 17, cut short
    EXPECT_TRUE(read("Namn;ElevID\nAnna\n").delivery.keys_unreadable);
    EXPECT_TRUE(read("Namn;ElevID\nA\"a;1\n").delivery.keys_unreadable);
}

TEST_F(Csv, ARowThatIsShiftedBlamesNobodyElse) {
    // The delimiter in the name moves the cells: what stands in the key's place is somebody else's key, or none.
    const auto run = read("Namn;ElevID;Klass\nAnna;Berg;17;6A\n");
    EXPECT_THAT(run.sink.ids(), ElementsAre("CSV_TOO_MANY_FIELDS elever.csv:2"));
    EXPECT_THAT(run.delivery.lost_keys, IsEmpty());
    EXPECT_TRUE(run.delivery.keys_unreadable);
}

TEST_F(Csv, AFirstRowOfDataIsNotToldInTheLog) {
    const auto run = read("17;201505052389;Hemlig;Person\n18;201505062388;Annan;Person\n");
    ASSERT_TRUE(run.error);
    EXPECT_EQ(run.error->id, "CSV_FIRST_ROW_IS_DATA");
    EXPECT_EQ(run.error->text.en.find("2015"), std::string::npos) << run.error->text.en;
    EXPECT_EQ(run.error->text.en.find("Hemlig"), std::string::npos);
    EXPECT_EQ(error("1;anna@skola.example;1\n"), "CSV_FIRST_ROW_IS_DATA elever.csv:1");
    EXPECT_EQ(error("19990101;x;x\n"), "CSV_FIRST_ROW_IS_DATA elever.csv:1");
}

TEST_F(Csv, AKeyTooLongToBeToldSuspendsRemovals) {
    const auto run = read("ElevID;Namn\n" + std::string(300, '1') + "\n" + std::string(300, '2') + ";Anna\n");
    ASSERT_FALSE(run.error) << run.error->text.en;
    EXPECT_TRUE(run.delivery.keys_unreadable);
    EXPECT_THAT(run.delivery.lost_keys, IsEmpty());
    EXPECT_EQ(run.sink.records.size(), 1u);
}

TEST_F(Csv, ReportsAThousandBadRowsWithinTheProtocol) {
    std::string content = "ElevID;Namn\n";
    for (int i = 0; i < 6000; ++i) content += std::to_string(i) + "\n";
    const auto run = read(content);
    ASSERT_FALSE(run.error) << run.error->text.en;
    EXPECT_TRUE(run.delivery.keys_unreadable) << "some of the lost keys were not sent";
    EXPECT_EQ(run.sink.findings.back().id, "SDK_FINDINGS_LEFT_OUT");
}

TEST_F(Csv, RefusesAnEmptyFile) {
    for (const char* content : {"", "\n", "\r\n\r\n\r\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\r\n"})
        EXPECT_EQ(error(content), "CSV_EMPTY elever.csv") << content;
}

TEST_F(Csv, WarnsOfAFileWithoutRows) {
    EXPECT_THAT(read("ElevID;Namn\n").sink.ids(), ElementsAre("CSV_NO_ROWS elever.csv"));
}

TEST_F(Csv, SaysWhichDelimiterTheFileSeemsToHave) {
    const auto run = read("ElevID,Namn,Klass\n1,Anna,6A\n");
    ASSERT_TRUE(run.error);
    EXPECT_EQ(run.error->where.text(), "elever.csv:1");
    EXPECT_EQ(run.error->text.en,
              "The first line has only one column when the delimiter is \";\", but it contains \",\".");
    EXPECT_THAT(read("ElevID\tNamn\n").error->text.sv, HasSubstr("TAB"));
    EXPECT_EQ(error("1,Anna\n", R"(,"header":false,"columns":["ElevID","Namn"])"), "CSV_DELIMITER elever.csv:1");
}

TEST_F(Csv, NamesTheNearestColumn) {
    const auto run = read("ElevId;Namn\n1;Anna\n");
    ASSERT_TRUE(run.error);
    EXPECT_EQ(run.error->text.en, "There is no column ElevID. Did you mean ElevId? The columns are: ElevId, Namn.");
    EXPECT_EQ(error("Namn;Klass\n"), "CSV_COLUMN_MISSING elever.csv:1");
    EXPECT_EQ(error("ElevID;Namn\n", R"(,"multi":["Grupp"])"), "CSV_COLUMN_MISSING elever.csv");
    EXPECT_EQ(error("ElevID;Namn\n", join("g.csv", "Elev;Grupp\n")), "CSV_COLUMN_MISSPELT g.csv:1");
}

TEST_F(Csv, RefusesTwoColumnsOfOneName) {
    EXPECT_EQ(error("ElevID;Namn;Namn\n"), "CSV_COLUMN_TWICE elever.csv:1");
}

TEST_F(Csv, SaysWhereAQuoteWasOpenedThatNeverCloses) {
    EXPECT_EQ(error("ElevID;Namn\n1;A\n2;\"B\n3;C\n4;D\n"), "CSV_QUOTE_OPEN elever.csv:3");
    // The next quote closes it, many rows later: what is between was swallowed.
    EXPECT_EQ(error("ElevID;Namn\n1;A\n2;\"B\n3;C\n4;\"D\"\n"), "CSV_QUOTE_OPEN elever.csv:3");
    EXPECT_EQ(error("\"ElevID;Namn\n"), "CSV_QUOTE_OPEN elever.csv:1");
    EXPECT_EQ(error("ElevID;Na\"mn\n1;A\n"), "CSV_QUOTE_OPEN elever.csv:1");
}

TEST_F(Csv, ReadsQuotesAsTheyAreWhenTheFileHasNone) {
    const auto run = read("ElevID;Namn\n1;\"B\" c\n", R"(,"quote":"")");
    EXPECT_EQ(run.sink.records.at(0).at(1), "\"B\" c");
}

TEST_F(Csv, RefusesARowThatIsTooLong) {
    std::string rows = "ElevID;Namn\n1;\"";
    for (int i = 0; i < 9000; ++i) rows += "2;B\n";
    EXPECT_EQ(error(rows, R"(,"max_row_bytes":1024)"), "CSV_ROW_TOO_LONG elever.csv:2");
    EXPECT_EQ(error("ElevID;Namn\n1;" + std::string(2000, 'x') + "\n", R"(,"max_row_bytes":1024)"),
              "CSV_ROW_TOO_LONG elever.csv:2");
}

TEST_F(Csv, FindsWrongEncodings) {
    EXPECT_EQ(error("ElevID;Namn\n1;Bo\n2;\xC5sa\n"), "CSV_NOT_UTF8 elever.csv:3");
    EXPECT_EQ(error("ElevID;Namn\n1;\xC3"), "CSV_NOT_UTF8 elever.csv:2");
    EXPECT_EQ(error("ElevID;Namn\n1;\xC3\x81sa\n", R"(,"encoding":"windows-1252")"), "CSV_NOT_1252 elever.csv:2");
    EXPECT_EQ(error(std::string_view{"\xFF\xFE"
                                     "E\0l\0",
                                     6}),
              "CSV_UTF16 elever.csv:1");
    EXPECT_EQ(error(std::string_view{"ElevID;Namn\n1;A\0\n", 17}), "CSV_NUL_BYTE elever.csv:2");
}

TEST_F(Csv, WarnsOfUtf8ReadAsWindows1252) {
    const auto run = read("ElevID;Namn\n1;Bo\n2;\xC3\xA5sa\n3;\xC3\xB6rjan\n", R"(,"encoding":"windows-1252")");
    EXPECT_THAT(run.sink.ids(), ElementsAre("CSV_DOUBLE_ENCODED elever.csv:3 (Namn)"));
    EXPECT_THAT(read("ElevID;Namn\n1;\xC3\x83\xC2\xB6rjan\n").sink.ids(),
                ElementsAre("CSV_DOUBLE_ENCODED elever.csv:2 (Namn)"));
    EXPECT_THAT(read("ElevID;Namn\n1;Ãngela João\n").sink.ids(), IsEmpty());
}

TEST_F(Csv, LosesARowWithADestroyedCharacter) {
    const auto run = read("ElevID;Namn\n1;\xEF\xBF\xBDsa\n2;Bo\n");
    EXPECT_THAT(run.sink.ids(), ElementsAre("CSV_LOST_CHARACTER elever.csv:2 (Namn)"));
    EXPECT_THAT(run.delivery.lost_keys, ElementsAre("1"));
}

TEST_F(Csv, RefusesSettingsThatContradictEachOther) {
    EXPECT_EQ(error("", R"(,"header":false)"), "CSV_HEADER_SETTINGS test (header)");
    EXPECT_EQ(error("", R"(,"columns":["a"])"), "CSV_HEADER_SETTINGS test (header)");
    EXPECT_EQ(error("", R"(,"quote":";")"), "CSV_SAME_CHARACTER test (delimiter)");
    EXPECT_EQ(error("", R"(,"quote":"å")"), "CSV_QUOTE_CHARACTER test (quote)");
}

TEST_F(Csv, RefusesAFileThatIsBeingWritten) {
    const std::string path = directory.file("elever.csv", "ElevID;Namn\n1;A\n");
    CsvConnector connector;
    const std::string settings = R"({"path":")" + path + R"(","kind":"pupil","key":"ElevID"})";
    {
        const Fd writer{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
        const auto run = test::run(connector, settings);
        ASSERT_TRUE(run.error);
        // Where the file system has no leases, a file this new is refused all the same.
        EXPECT_THAT(run.error->id, testing::AnyOf("SDK_FILE_BEING_WRITTEN", "SDK_FILE_NOT_SETTLED"));
    }
    const auto after = test::run(connector, settings);
    EXPECT_TRUE(!after.error || after.error->id == "SDK_FILE_NOT_SETTLED");
}

TEST_F(Csv, RefusesWhatIsNoExportFile) {
    CsvConnector connector;
    const auto failure = [&](const std::string& path) {
        const auto run = test::run(connector, R"({"path":")" + path + R"(","kind":"pupil","key":"ElevID"})");
        return run.error ? run.error->id : "none";
    };
    EXPECT_EQ(failure(directory.path().string()), "SDK_FILE_KIND");
    EXPECT_EQ(failure("/dev/zero"), "SDK_FILE_KIND");
    EXPECT_EQ(failure((directory.path() / "none").string()), "SDK_FILE_MISSING");
    ASSERT_EQ(::mkfifo((directory.path() / "fifo").c_str(), 0600), 0);
    EXPECT_EQ(failure((directory.path() / "fifo").string()), "SDK_FILE_KIND");
    EXPECT_EQ(error("ElevID;Namn\n1;A\n", R"(,"max_bytes":10)"), "SDK_FILE_SIZE elever.csv");
}

TEST_F(Csv, SeesThatAFileChangedWhileItWasRead) {
    const std::string path = directory.file("a.csv", "0123456789");
    auto file = sdk::InputFile::open(path, {std::chrono::milliseconds{0}});
    ASSERT_TRUE(file);
    std::array<char, 100> buffer{};
    EXPECT_EQ(file->read(buffer).value(), 10u);
    EXPECT_TRUE(file->unchanged());
    directory.file("b.csv", "0123456789");
    std::filesystem::rename(directory.path() / "b.csv", path);
    EXPECT_EQ(file->unchanged().error().id, "SDK_FILE_CHANGED");
    auto shrunk = sdk::InputFile::open(path, {std::chrono::milliseconds{0}});
    ASSERT_TRUE(shrunk);
    std::filesystem::resize_file(path, 5);
    EXPECT_EQ(shrunk->read(buffer).value(), 5u);
    EXPECT_FALSE(shrunk->unchanged());
    std::filesystem::resize_file(path, 50);
    EXPECT_FALSE(shrunk->read(buffer));
}

// Opens a file of another owner without the right to lease it; the exit status says what came of it.
[[noreturn]] void open_without_lease(std::chrono::milliseconds settle) {
    constexpr uid_t nobody = 65534;
    if (::geteuid() == 0 && ::setuid(nobody) != 0) std::_Exit(9);
    const auto file = sdk::InputFile::open("/etc/passwd", {settle});
    std::_Exit(file ? 0 : file.error().id == "SDK_FILE_NOT_SETTLED" ? 1 : 2);
}

TEST_F(Csv, WhereNoLeaseCanBeHadTheFileMustHaveSettled) {
    EXPECT_EXIT(open_without_lease(std::chrono::hours{24 * 365 * 100}), testing::ExitedWithCode(1), "");
    EXPECT_EXIT(open_without_lease(std::chrono::milliseconds{0}), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace samkat::csv
