// The part of PowerCutDisk that decides what is there when the power is back.
#include "support/power_cut_disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <random>

namespace orderhook::test {

void PowerCutDisk::lose(double written, std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto is_written = [&] {
        return std::uniform_real_distribution<double>{}(random) < written;
    };
    std::lock_guard lock(mutex_);
    for (auto& [path, known_size] : watched_)
        if (access(path.c_str(), F_OK) == 0) remember_growth(path, known_size);
    for (auto& [path, state] : files_) {
        if (access(path.c_str(), F_OK) == 0) lose(path, state, is_written);
        (void)unlink((path + "-shm").c_str());
    }
    files_.clear();
    for (auto& [path, known_size] : watched_) {
        known_size = access(path.c_str(), F_OK) == 0
                         ? static_cast<sqlite3_int64>(std::filesystem::file_size(path))
                         : 0;
        files_[path].durable_size = known_size;
    }
    is_cut_ = false;
    after_ = -1;
}

void PowerCutDisk::lose(
    const std::string& path,
    FileState& state,
    const std::function<bool()>& is_sector_written
) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    struct stat status {};
    must(file >= 0 && fstat(file, &status) == 0);
    const bool is_truncated = state.truncated_to && is_sector_written();
    const auto is_written = [&] {
        return (!state.truncated_to || is_truncated) && is_sector_written();
    };
    if (is_truncated) { // what was there before will not come back
        state.durable_size = std::min(state.durable_size, *state.truncated_to);
        for (auto& [sector, before] : state.before) {
            const auto kept =
                std::max<sqlite3_int64>(*state.truncated_to - sector * sector_size, 0);
            if (kept < sector_size) before.resize(static_cast<std::size_t>(kept));
        }
    }
    sqlite3_int64 size = is_written() ? status.st_size : state.durable_size;
    std::erase_if(state.before, [&](const auto& entry) {
        if (state.lost.contains(entry.first) || !is_written()) return false;
        const sqlite3_int64 end = (entry.first + 1) * sector_size;
        size = std::max(size, std::min<sqlite3_int64>(end, status.st_size));
        return true;
    });
    must(ftruncate(file, size) == 0);
    for (auto& [sector, before] : state.before) {
        const sqlite3_int64 room = size - sector * sector_size;
        if (room <= 0) continue;
        before.resize(static_cast<std::size_t>(std::min(room, sector_size)));
        must(
            pwrite(file, before.data(), before.size(), sector * sector_size)
            == static_cast<ssize_t>(before.size())
        );
    }
    close(file);
}

} // namespace orderhook::test
