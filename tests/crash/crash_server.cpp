// The whole service with one more handler, which notes each call and fails now and then.
#include <orderhook/handler.hpp>
#include <orderhook/server.hpp>
#include <orderhook/settings.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <random>

namespace orderhook {
namespace {

class FlakyHandler final : public Handler {
public:
    FlakyHandler(std::string name, std::filesystem::path path)
        : name_(std::move(name)),
          path_(std::move(path)) {}

    static Result<std::unique_ptr<Handler>> create(std::string name, Settings& section) {
        auto path = section.require<std::filesystem::path>("path");
        if (!path) return failure(path);
        return std::make_unique<FlakyHandler>(std::move(name), std::move(*path));
    }

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] bool accepts(const Event&) const override { return true; }

    [[nodiscard]] Result<void> open() override {
        file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
        if (file_ < 0) return failure(Errc::unavailable, path_.string() + ": cannot be opened");
        return {};
    }

    [[nodiscard]] Outcome handle(const Event& event, const Attempt&) override {
        thread_local std::minstd_rand random{std::random_device{}()};
        const bool fails = random() % 16 == 0;
        const std::string line = event.envelope.dedupe_key + (fails ? " retry\n" : " done\n");
        if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            return Retry{"cannot write"};
        if (fails) return Retry{"as it happens"};
        return Done{};
    }

private:
    std::string name_;
    std::filesystem::path path_;
    int file_ = -1;
};

} // namespace
} // namespace orderhook

int main(int count, char** arguments) {
    orderhook::Extensions own;
    own.add_handler<orderhook::FlakyHandler>("flaky");
    return orderhook::run(count, arguments, own);
}
