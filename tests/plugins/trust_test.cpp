#include "plugins/trust.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace orderhook {
namespace {

namespace fs = std::filesystem;

class Trust : public ::testing::Test {
protected:
    Trust() {
        std::ofstream(file) << "code";
        fs::permissions(folder.path(), fs::perms{0755});
        fs::permissions(file, fs::perms{0644});
    }

    [[nodiscard]] std::string error() const {
        const auto trusted = trusted_file(file);
        return trusted ? "no error" : trusted.error().message;
    }

    const test::TemporaryFolder folder;
    const fs::path file = folder / "plugin.so";
};

TEST_F(Trust, TakesAFileThatOnlyItsOwnerWrites) { EXPECT_EQ(error(), "no error"); }

TEST_F(Trust, RefusesAFileThatItsGroupOrAllWrite) {
    for (const unsigned mode : {0664u, 0646u, 0666u}) {
        fs::permissions(file, fs::perms{mode});
        EXPECT_EQ(
            error(),
            file.string()
                + ": others than its owner may write it, and so run their code in the service: "
                  "chmod go-w "
                + file.string()
        );
    }
}

TEST_F(Trust, RefusesAFolderWhereOthersMayReplaceTheFile) {
    fs::permissions(folder.path(), fs::perms{0775});
    EXPECT_TRUE(error().starts_with(folder.path().string() + ": others")) << error();
}

TEST_F(Trust, GivesTheFileThatALinkLeadsTo) {
    const test::TemporaryFolder elsewhere;
    fs::create_symlink(file, elsewhere / "link.so");
    const auto trusted = trusted_file(elsewhere / "link.so");
    ASSERT_TRUE(trusted) << trusted.error().message;
    EXPECT_EQ(*trusted, fs::canonical(file));
}

TEST_F(Trust, RefusesALinkToWhatOthersMayWrite) {
    fs::permissions(file, fs::perms{0666});
    const test::TemporaryFolder elsewhere;
    fs::create_symlink(file, elsewhere / "link.so");
    const auto trusted = trusted_file(elsewhere / "link.so");
    ASSERT_FALSE(trusted);
    EXPECT_TRUE(trusted.error().message.starts_with(file.string())) << trusted.error().message;
}

TEST_F(Trust, RefusesALinkThatOthersMayReplace) {
    const test::TemporaryFolder elsewhere;
    const fs::path open = elsewhere / "open";
    fs::create_directory(open);
    fs::permissions(open, fs::perms{0777});
    fs::create_symlink(file, open / "link.so");
    fs::create_symlink("open/link.so", elsewhere / "second.so");
    for (const fs::path& link : {open / "link.so", elsewhere / "second.so"}) {
        const auto trusted = trusted_file(link);
        ASSERT_FALSE(trusted) << link;
        EXPECT_TRUE(trusted.error().message.starts_with(open.string())) << trusted.error().message;
    }
}

TEST_F(Trust, RefusesAFolderOnTheWayThatOthersMayWrite) {
    const fs::path inner = folder / "inner";
    fs::create_directory(inner);
    fs::rename(file, inner / "plugin.so");
    fs::permissions(folder.path(), fs::perms{0777});
    const auto trusted = trusted_file(inner / "plugin.so");
    ASSERT_FALSE(trusted);
    EXPECT_TRUE(trusted.error().message.starts_with(folder.path().string()));

    fs::permissions(folder.path(), fs::perms{01777}); // where nobody takes another's files away
    EXPECT_TRUE(trusted_file(inner / "plugin.so"));
}

TEST_F(Trust, RefusesWhatBelongsToAnotherUser) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
    ASSERT_EQ(::chown(file.c_str(), 65534, 65534), 0);
    EXPECT_TRUE(error().starts_with(file.string() + ": belongs to user 65534")) << error();
}

TEST_F(Trust, RefusesWhatIsNoFile) {
    const auto missing = trusted_file(folder / "none.so");
    ASSERT_FALSE(missing);
    EXPECT_EQ(
        missing.error().message,
        (folder / "none.so").string() + ": expected a file, got No such file or directory"
    );
    EXPECT_FALSE(trusted_file(folder.path()));
}

} // namespace
} // namespace orderhook
