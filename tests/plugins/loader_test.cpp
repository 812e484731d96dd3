#include "plugins/loader.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace orderhook {
namespace {

namespace fs = std::filesystem;

/// What the start says of a file of that content, with the path taken off.
std::string error_of(const fs::path& file) {
    const auto loaded = load_plugin(file);
    if (loaded) return "no error";
    const std::string& message = loaded.error().message;
    const std::string prefix = file.string() + ": ";
    EXPECT_TRUE(message.starts_with(prefix)) << message;
    return message.substr(std::min(prefix.size(), message.size()));
}

/// A copy that only its owner may write, whatever the build folder's rights are.
class Loader : public ::testing::Test {
protected:
    Loader() { fs::permissions(folder.path(), fs::perms{0755}); }

    [[nodiscard]] fs::path copy_of(const std::string& name) const {
        const fs::path file = folder / name;
        fs::copy_file(fs::path(ORDERHOOK_REFUSED) / name, file);
        fs::permissions(file, fs::perms{0755});
        return file;
    }

    const test::TemporaryFolder folder;
};

TEST_F(Loader, WantsAnAbsolutePath) {
    EXPECT_EQ(error_of("plugin.so"), "expected an absolute path");
}

TEST_F(Loader, SaysWhyAFileCannotBeLoaded) {
    const fs::path file = folder / "text.so";
    std::ofstream(file) << "not a shared object, but long enough to have a whole header of one";
    fs::permissions(file, fs::perms{0644});
    EXPECT_TRUE(error_of(file).starts_with("cannot be loaded: ")) << error_of(file);
}

TEST_F(Loader, RefusesWhatOthersMayWrite) {
    const fs::path file = copy_of("throwing.so");
    fs::permissions(file, fs::perms{0777});
    EXPECT_TRUE(error_of(file).starts_with("others than its owner may write it")) << error_of(file);
}

TEST_F(Loader, RefusesASharedObjectThatIsNoPlugin) {
    EXPECT_EQ(error_of(copy_of("no_plugin.so")), "is no plug-in: it has no ORDERHOOK_PLUGIN");
}

TEST_F(Loader, RefusesAPluginOfOtherHeadersBeforeItRuns) {
    const std::string error = error_of(copy_of("other_abi.so"));
    EXPECT_TRUE(error.starts_with("was built for orderhook 9.8.7 (headers ")) << error;
    EXPECT_NE(error.find("), this is " ORDERHOOK_VERSION " ("), error.npos) << error;
    EXPECT_TRUE(error.ends_with(": build it again with this one's package")) << error;
}

TEST_F(Loader, PassesOnWhatAPluginThrows) {
    EXPECT_EQ(
        error_of(copy_of("throwing_number.so")),
        "its ORDERHOOK_PLUGIN threw: unknown exception"
    );
    EXPECT_EQ(
        error_of(copy_of("throwing.so")),
        "its ORDERHOOK_PLUGIN threw: its licence has run out"
    );
}

TEST(PluginAbi, DiffersInWords) {
    EXPECT_TRUE(require_same_abi(plugin_abi, plugin_abi));

    PluginAbi debug = plugin_abi;
    debug.sizes[0] += 8;
    const auto same = require_same_abi(debug, plugin_abi);
    ASSERT_FALSE(same);
    EXPECT_NE(same.error().message.find("their types differ in size"), std::string::npos);

    PluginAbi edited = plugin_abi;
    edited.headers = plugin_detail::padded("0123456789abcdef");
    const auto state = require_same_abi(edited, plugin_abi);
    ASSERT_FALSE(state);
    EXPECT_NE(state.error().message.find("(headers 01234567, "), std::string::npos);

    PluginAbi other = plugin_abi;
    other.library = plugin_detail::padded("libc++ 1");
    const auto library = require_same_abi(other, plugin_abi);
    ASSERT_FALSE(library);
    EXPECT_NE(library.error().message.find("libc++ 1), this is"), std::string::npos);
}

} // namespace
} // namespace orderhook
