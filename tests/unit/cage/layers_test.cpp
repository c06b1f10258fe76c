// The table of layers, and how the keeper tells of them.
#include "daemon/cage/layers.hpp"

#include <gmock/gmock.h>

namespace samkat::cage {
namespace {

TEST(Layers, AreReadAsTheyWereSaid) {
    for (const Layer layer : all_layers) {
        for (const bool in_force : {true, false}) {
            const LayerState state{layer, is_mandatory(layer, false), in_force, "Landlock ABI 2, or why not"};
            EXPECT_EQ(read_layer_line(layer_line(state)), std::optional{state});
        }
    }
    EXPECT_EQ(layer_line({Layer::files, true, false, "a\nb"}), "files 1 0 a b");
}

TEST(Layers, OfOtherWordsAreNone) {
    for (const char* line : {"", "files", "files 1", "files 1 2 x", "roof 1 1 x", "files  1 1 x"})
        EXPECT_FALSE(read_layer_line(line)) << line;
}

TEST(Layers, NameWhatIsMissingAndNeeded) {
    const Layers layers = {{Layer::network, false, false, "no"},
                           {Layer::files, true, false, "Landlock: Function not implemented"},
                           {Layer::calls, true, true, "seccomp"}};
    EXPECT_THAT(missing(layers), testing::ElementsAre("files (Landlock: Function not implemented)"));
}

TEST(Layers, AUserOfItsOwnIsNeededWhereItCanBeHad) {
    EXPECT_TRUE(is_mandatory(Layer::user, true));
    EXPECT_FALSE(is_mandatory(Layer::user, false));
    for (const Layer layer : {Layer::limits, Layer::privileges, Layer::processes, Layer::files, Layer::calls}) {
        EXPECT_TRUE(is_mandatory(layer, true));
        EXPECT_TRUE(is_mandatory(layer, false));
    }
}

}  // namespace
}  // namespace samkat::cage
