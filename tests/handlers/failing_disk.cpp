#include "handlers/failing_disk.hpp"

#include <cerrno>

namespace orderhook::test {

namespace {
std::atomic<FailingDisk*> disk = nullptr;
} // namespace

FailingDisk::FailingDisk() { disk = this; }
FailingDisk::~FailingDisk() { disk = nullptr; }

} // namespace orderhook::test

// Takes the place of the C library's: no test can make a disk fail.
extern "C" int fdatasync(int) {
    orderhook::test::FailingDisk* const disk = orderhook::test::disk;
    if (disk == nullptr) return 0;
    ++disk->syncs;
    if (disk->during_sync) disk->during_sync();
    if (!disk->sync_fails) return 0;
    errno = EIO;
    return -1;
}
