#include "plugins/trust.hpp"

namespace orderhook {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> distrust(const fs::path& place, const std::string& why) {
    return failure(Errc::misconfigured, place.string() + ": " + why);
}

Result<void> require_closed(const fs::path& place, const fs::file_status& status) {
    constexpr auto others = fs::perms::group_write | fs::perms::others_write;
    if ((status.permissions() & others) == fs::perms::none) return {};
    return distrust(
        place,
        "others than its owner may write it, and so run their code in the service: chmod go-w "
            + place.string()
    );
}

} // namespace

Result<void> require_trusted(const fs::path& file) {
    std::error_code error;
    const fs::path real = fs::canonical(file, error);
    if (error) return distrust(file, "expected a file, got " + error.message());
    const auto status = fs::status(real, error);
    if (error) return distrust(real, error.message());
    if (status.type() != fs::file_type::regular) return distrust(real, "expected a file");
    if (auto closed = require_closed(real, status); !closed) return closed;
    const auto folder = fs::status(real.parent_path(), error);
    if (error) return distrust(real.parent_path(), error.message());
    return require_closed(real.parent_path(), folder);
}

} // namespace orderhook
