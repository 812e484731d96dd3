#include "dispatch/blame_file.hpp"

#include "log/log.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace orderhook {

namespace {

constexpr std::array<char, 8> file_magic{'o', 'h', 'b', 'l', 'a', 'm', 'e', '2'};

template <std::size_t size> void copy_text(std::array<char, size>& place, std::string_view text) {
    place = {};
    std::copy_n(text.begin(), std::min(text.size(), size - 1), place.begin());
}

template <std::size_t size> std::string text_in(const std::array<char, size>& place) {
    return {place.begin(), std::find(place.begin(), place.end(), '\0')};
}

tl::unexpected<Error> cannot(const std::string& what, const std::filesystem::path& path) {
    const auto reason = std::generic_category().message(errno);
    return failure(Errc::unavailable, path.string() + ": cannot " + what + ": " + reason);
}

/// Whoever was at work becomes a suspect, or, having been one, has crashed alone.
void suspect(std::vector<Suspect>& suspects, std::string handler, Position position) {
    const auto known = std::find_if(suspects.begin(), suspects.end(), [&](const Suspect& one) {
        return one.handler == handler && one.position == position;
    });
    if (known == suspects.end()) {
        suspects.push_back({std::move(handler), position, 0, true});
        return;
    }
    ++known->crashes_alone;
    known->was_at_work = true;
}

} // namespace

// Of 128 bytes each, so that two workers never write to one cache line.
struct alignas(128) BlameFile::Header {
    std::array<char, 8> magic = file_magic;
    std::array<char, 40> boot_id{};
    std::uint64_t has_ended_in_order = 0; ///< 1: whoever is still in a slot is not to blame
    std::uint64_t slots = 0;
    std::uint64_t suspects = 0;
};
struct alignas(128) BlameFile::Record {
    std::array<char, 72> handler{};
    Position position = 0; ///< 0: empty
    std::uint32_t crashes_alone = 0;
};

std::string BlameFile::this_boot() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

Result<BlameFile::Suspects>
BlameFile::read(const std::filesystem::path& path, const std::string& boot_id) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Suspects{};
    Header header;
    file.read(reinterpret_cast<char*>(&header), sizeof(header));
    if (!file || header.magic != file_magic) return failure(Errc::malformed, "is not a blame file");
    std::error_code error;
    const auto count = std::filesystem::file_size(path, error) / sizeof(Record) - 1;
    if (error || header.slots > count || header.suspects != count - header.slots)
        return failure(Errc::malformed, "has a wrong size");
    std::vector<Record> records(count);
    file.read(
        reinterpret_cast<char*>(records.data()),
        static_cast<std::streamsize>(count * sizeof(Record))
    );
    if (!file) return failure(Errc::malformed, "cannot be read");
    // What a machine had in memory when it went down may have reached the disk in part.
    if (boot_id.empty() || text_in(header.boot_id) != boot_id) return Suspects{};

    Suspects suspects;
    const std::span all(records);
    for (const auto& [handler, position, crashes] : all.last(header.suspects))
        if (position != 0) suspects.push_back({text_in(handler), position, crashes, false});
    if (header.has_ended_in_order != 0) return suspects;
    for (const auto& [handler, position, crashes] : all.first(header.slots))
        if (position != 0) suspect(suspects, text_in(handler), position);
    return suspects;
}

Result<void> BlameFile::write(
    const std::filesystem::path& path,
    const std::vector<Staff>& staff,
    const std::string& boot_id,
    const Suspects& suspects
) {
    std::vector<Record> records;
    const auto add = [&](std::string_view handler, Position position, std::uint32_t crashes) {
        Record& record = records.emplace_back();
        copy_text(record.handler, handler);
        record.position = position;
        record.crashes_alone = crashes;
    };
    for (const auto& [handler, count] : staff)
        for (std::size_t slot = 0; slot < count; ++slot)
            add(handler, 0, 0);
    Header header;
    copy_text(header.boot_id, boot_id);
    header.slots = records.size();
    header.suspects = suspects.size();
    for (const Suspect& one : suspects)
        add(one.handler, one.position, one.crashes_alone);

    // Under another name first: a process that ends right here must find the old facts again.
    auto fresh = path;
    fresh += ".new";
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(&header), sizeof(header));
    file.write(
        reinterpret_cast<const char*>(records.data()),
        static_cast<std::streamsize>(records.size() * sizeof(Record))
    );
    file.close();
    std::error_code unknown; // who may not read the journal need not read this either
    using std::filesystem::perms;
    std::filesystem::permissions(fresh, perms::owner_read | perms::owner_write, unknown);
    if (!file || ::rename(fresh.c_str(), path.c_str()) != 0) return cannot("write", path);
    return {};
}

Result<std::shared_ptr<BlameFile>> BlameFile::open(
    const std::filesystem::path& path,
    const std::vector<Staff>& staff,
    const std::string& boot_id
) {
    auto suspects = read(path, boot_id);
    if (!suspects) {
        const auto& reason = suspects.error().message;
        log::warn("a new blame file is begun", {{"file", path.native()}, {"reason", reason}});
        suspects = Suspects{};
    }
    if (auto written = write(path, staff, boot_id, *suspects); !written) return failure(written);

    std::size_t slots = 0;
    for (const auto& [handler, count] : staff)
        slots += count;
    const auto size = sizeof(Header) + (slots + suspects->size()) * sizeof(Record);
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return cannot("open", path);
    // The file has all its bytes: on a full disk a store to a page without a block would be fatal.
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    ::close(file);
    if (memory == MAP_FAILED) return cannot("map", path);
    return std::shared_ptr<BlameFile>(new BlameFile(memory, size, slots, *std::move(suspects)));
}

BlameFile::BlameFile(void* memory, std::size_t size, std::size_t slots, Suspects suspects)
    : memory_(memory),
      size_(size),
      slots_(slots),
      suspects_(std::move(suspects)) {}

BlameFile::~BlameFile() { ::munmap(memory_, size_); }

std::span<BlameFile::Record> BlameFile::records() {
    auto* first = static_cast<std::byte*>(memory_) + sizeof(Header);
    return {reinterpret_cast<Record*>(first), slots_ + suspects_.size()};
}

std::vector<BlameSlot> BlameFile::slots(std::string_view handler) {
    std::vector<BlameSlot> slots;
    for (Record& record : records().first(slots_))
        if (text_in(record.handler) == handler)
            slots.emplace_back(std::shared_ptr<Position>(shared_from_this(), &record.position));
    return slots;
}

void BlameFile::acquit(std::string_view handler, Position position) {
    for (Record& record : records().subspan(slots_))
        if (record.position == position && text_in(record.handler) == handler) record.position = 0;
}

// A flag and not the slots, which workers go on using until the process is gone.
void BlameFile::end_in_order() { static_cast<Header*>(memory_)->has_ended_in_order = 1; }

} // namespace orderhook
