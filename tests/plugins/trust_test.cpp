#include "plugins/trust.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

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
        const auto trusted = require_trusted(file);
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

TEST_F(Trust, LooksAtWhatALinkLeadsTo) {
    const test::TemporaryFolder elsewhere;
    fs::permissions(elsewhere.path(), fs::perms{0755});
    fs::permissions(file, fs::perms{0666});
    const fs::path link = elsewhere / "link.so";
    fs::create_symlink(file, link);
    const auto trusted = require_trusted(link);
    ASSERT_FALSE(trusted);
    EXPECT_TRUE(trusted.error().message.starts_with(file.string())) << trusted.error().message;
}

TEST_F(Trust, RefusesWhatIsNoFile) {
    const auto missing = require_trusted(folder / "none.so");
    ASSERT_FALSE(missing);
    EXPECT_EQ(
        missing.error().message,
        (folder / "none.so").string() + ": expected a file, got No such file or directory"
    );
    EXPECT_FALSE(require_trusted(folder.path()));
}

} // namespace
} // namespace orderhook
