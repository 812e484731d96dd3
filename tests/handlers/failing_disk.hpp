// A disk that fails when a test wants it to.
#pragma once

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <functional>

namespace orderhook::test {

/// What fdatasync does in this program as long as one lives. Nothing is really synced.
struct FailingDisk {
    std::atomic<int> syncs = 0;
    std::atomic<bool> sync_fails = false;
    std::function<void()> during_sync;

    FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;
    ~FailingDisk();
};

/// Lets files grow up to a size only; beyond it writes are cut short, then fail.
struct FileSizeLimit {
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit limit{bytes, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before); }
    rlimit before{};
};

} // namespace orderhook::test
