#include "handlers/gathered_lines.hpp"

namespace orderhook {

namespace {

constexpr std::size_t most_gathered = std::size_t{8} << 20;

// Some retries never come: those of dead letters, and of lines whose outcome was in a later batch.
constexpr std::size_t most_remembered = 10'000;

} // namespace

Result<void> GatheredLines::open() {
    const std::lock_guard lock(file_mutex_);
    return file_.open();
}

Result<void> GatheredLines::append(const Delivery& delivery, std::string_view line) {
    std::unique_lock lock(mutex_);
    if (sync_failed_ || gathered_.lines.size() > most_gathered) {
        lock.unlock();
        if (auto synced = sync(); !synced) return synced;
        lock.lock();
    }
    if (!kept_.empty() && kept_.erase(delivery) > 0) return {};
    gathered_.lines += line;
    gathered_.lines += '\n';
    gathered_.deliveries.push_back(delivery);
    return {};
}

Result<void> GatheredLines::sync() {
    const std::lock_guard file_lock(file_mutex_);
    take_gathered();
    auto appended = file_.append(unsynced_.lines);
    const std::lock_guard lock(mutex_);
    sync_failed_ = !appended;
    if (appended)
        unsynced_.deliveries.clear();
    else
        remember_kept();
    return appended;
}

void GatheredLines::take_gathered() {
    const std::lock_guard lock(mutex_);
    if (unsynced_.deliveries.empty()) {
        std::swap(unsynced_, gathered_);
        return;
    }
    unsynced_.lines += gathered_.lines;
    unsynced_.deliveries.insert(
        unsynced_.deliveries.end(),
        gathered_.deliveries.begin(),
        gathered_.deliveries.end()
    );
    gathered_.lines.clear();
    gathered_.deliveries.clear();
}

void GatheredLines::remember_kept() {
    if (kept_.size() > most_remembered) kept_.clear();
    kept_.insert(unsynced_.deliveries.begin(), unsynced_.deliveries.end());
}

} // namespace orderhook
