// Programs for tests: files of /bin/sh, and a look at the processes that they start.
#pragma once

#include "async/file_descriptor.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace orderhook::test {

/// Scripts in a folder that is their working directory as well, with a pipe called `pipe` to tell
/// the test something.
class Scripts {
public:
    Scripts() {
        if (::mkfifo((folder_ / "pipe").c_str(), 0600) != 0) std::abort();
    }

    /// Writes an executable file and returns its path.
    std::string write(const std::string& name, std::string_view lines) const {
        const auto path = folder_ / name;
        std::ofstream(path) << "#!/bin/sh\n" << lines;
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path.string();
    }

    /// Waits until a script has written a line to the pipe.
    [[nodiscard]] std::string told() const {
        std::ifstream pipe(folder_ / "pipe");
        std::string line;
        std::getline(pipe, line);
        return line;
    }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
    [[nodiscard]] std::string content_of(const std::string& name) const {
        return test::content_of(folder_ / name);
    }

private:
    TemporaryFolder folder_;
};

/// A process that is none of our children.
class Stranger {
public:
    explicit Stranger(const std::string& id)
        : process_(static_cast<int>(::syscall(SYS_pidfd_open, std::stoi(id), 0))) {}

    [[nodiscard]] bool exists() const { return static_cast<bool>(process_); }

    /// Whether it ends within that time.
    [[nodiscard]] bool ends(int milliseconds = 10'000) const {
        pollfd event{process_.get(), POLLIN, 0};
        return ::poll(&event, 1, milliseconds) == 1;
    }

    void kill() const { ::syscall(SYS_pidfd_send_signal, process_.get(), 9, nullptr, 0); }

private:
    FileDescriptor process_;
};

} // namespace orderhook::test
