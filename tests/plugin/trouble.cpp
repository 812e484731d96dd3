// Handlers that misbehave at the orders whose id begins with `bad`, and note all others; and a
// vendor whose code throws.
#include <orderhook/plugin.hpp>
#include <orderhook/settings.hpp>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stdexcept>

namespace {

using namespace orderhook;

class Trouble : public Handler {
public:
    Trouble(std::string name, std::filesystem::path path)
        : name_(std::move(name)),
          path_(std::move(path)) {}

    std::string_view name() const noexcept final { return name_; }
    bool accepts(const Event&) const final { return true; }

    Outcome handle(const Event& event, const Attempt&) final {
        if (event.envelope.order_key.starts_with("order:bad")) misbehave();
        const std::lock_guard lock(mutex_);
        std::ofstream(path_, std::ios::app) << event.envelope.order_key << std::endl;
        return Done{};
    }

protected:
    virtual void misbehave() = 0;

private:
    const std::string name_;
    const std::filesystem::path path_;
    std::mutex mutex_;
};

/// Made from the key `path`.
template <class T> struct Made final : T {
    using T::T;
    static Result<std::unique_ptr<Handler>> create(std::string name, Settings& section) {
        auto path = section.require<std::filesystem::path>("path");
        if (!path) return failure(path);
        return std::make_unique<Made>(std::move(name), std::move(*path));
    }
};

struct Throwing : Trouble {
    using Trouble::Trouble;
    void misbehave() override { throw std::runtime_error("the roof is on fire"); }
};

struct Blocking : Trouble {
    using Trouble::Trouble;
    void misbehave() override {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable().wait(lock, [] { return false; });
    }
};

struct Aborting : Trouble {
    using Trouble::Trouble;
    void misbehave() override { std::abort(); }
};

class Reckless final : public Provider {
public:
    std::string_view name() const noexcept override { return "reckless"; }
    Result<Proof> verify(const RawRequest&, Time) const override { throw 1; }
    Result<Envelope> identify(const RawRequest&) const override { throw 1; }
    Result<Decoded> decode(const Envelope&, std::string_view) const override { throw 1; }
    Credentials sign(std::string_view, Time) const override { throw 1; }
    std::vector<std::string> proof_headers() const override {
        throw std::runtime_error("the roof is on fire");
    }

    static Result<std::unique_ptr<Provider>> create(Settings& section) {
        if (const auto secrets = source_secrets(section); !secrets) return failure(secrets);
        return std::make_unique<Reckless>();
    }
};

std::span<const Sample> reckless_samples() {
    static constexpr Sample all[] = {{"order", "{}"}};
    return all;
}

} // namespace

ORDERHOOK_PLUGIN(own) {
    own.add_provider({"reckless", &Reckless::create, &reckless_samples});
    own.add_handler<Made<Throwing>>("throwing");
    own.add_handler<Made<Blocking>>("blocking");
    own.add_handler<Made<Aborting>>("aborting");
}
