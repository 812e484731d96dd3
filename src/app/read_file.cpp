#include "app/read_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace orderhook {

Result<std::string> read_file(const std::filesystem::path& file) {
    const auto cannot = [&](const std::string& why) {
        return failure(Errc::not_found, file.string() + ": cannot be read: " + why);
    };
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) return cannot("it is a folder");
    errno = 0;
    const std::ifstream in(file, std::ios::binary);
    if (!in.is_open()) return cannot(std::strerror(errno));
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

} // namespace orderhook
