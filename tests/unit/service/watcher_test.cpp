#include "daemon/service/watcher.hpp"

#include <gmock/gmock.h>
#include <poll.h>

#include "tests/support/scratch.hpp"

namespace samkat::service {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WatcherTest : public testing::Test {
  protected:
    void write(const std::string& name, std::string_view content) { ASSERT_TRUE(write_file(scratch / name, content)); }
    Watcher watch(std::vector<Watcher::Watched> files) {
        auto watcher = Watcher::open(std::move(files), findings);
        if (!watcher) throw std::runtime_error(watcher.error().text.en);
        return std::move(*watcher);
    }
    static bool readable(const Watcher& watcher) {
        pollfd each{watcher.descriptor(), POLLIN, 0};
        return ::poll(&each, 1, 0) == 1;
    }

    test::Scratch scratch;
    Findings findings;
};

TEST_F(WatcherTest, SeesAFileRenamedIntoPlace) {
    write("a.csv", "1");
    write("b.csv", "1");
    Watcher watcher = watch({{scratch / "a.csv", 3}, {scratch / "b.csv", 4}});
    EXPECT_FALSE(readable(watcher));
    write("a.csv", "22");  // written beside and renamed over
    EXPECT_TRUE(readable(watcher));
    EXPECT_THAT(watcher.changed(), ElementsAre(3));
    EXPECT_THAT(watcher.changed(), IsEmpty());
    EXPECT_THAT(watcher.look(), IsEmpty()) << "it was told already";
}

TEST_F(WatcherTest, SeesAFileThatComesLater) {
    Watcher watcher = watch({{scratch / "late.csv", 1}});
    EXPECT_TRUE(findings.empty());
    write("other.csv", "1");
    EXPECT_THAT(watcher.changed(), IsEmpty());
    write("late.csv", "1");
    EXPECT_THAT(watcher.changed(), ElementsAre(1));
}

TEST_F(WatcherTest, LooksAtFilesOfADirectoryThatWasNotThere) {
    Watcher watcher = watch({{scratch / "share/a.csv", 1}});
    ASSERT_EQ(findings.list().size(), 1u);
    EXPECT_EQ(findings.list()[0].id, "SERVICE_WATCH_FAILED");
    EXPECT_THAT(watcher.look(), IsEmpty());
    std::filesystem::create_directory(scratch / "share");
    write("share/a.csv", "1");
    EXPECT_THAT(watcher.look(), ElementsAre(1));
    EXPECT_THAT(watcher.look(), IsEmpty());
    write("share/a.csv", "22");
    EXPECT_THAT(watcher.changed(), ElementsAre(1)) << "look() has found the directory";
}

TEST_F(WatcherTest, OneFileCanHaveSeveralOwners) {
    write("a.csv", "1");
    Watcher watcher = watch({{scratch / "a.csv", 1}, {scratch / "a.csv", 2}});
    write("a.csv", "22");
    EXPECT_THAT(watcher.changed(), ElementsAre(1, 2));
}

}  // namespace
}  // namespace samkat::service
