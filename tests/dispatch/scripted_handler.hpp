// Handlers that do what a test says, and what a test needs around them.
#pragma once

#include <orderhook/handler.hpp>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace orderhook::test {

/// A door that starts closed; who passes waits until it is opened.
class Door {
public:
    void open() {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return is_open_; });
    }
    /// Waits until so many have come to the door.
    void await(int count = 1) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ >= count; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_open_ = false;
    int waiting_ = 0;
};

/// What a scripted handler does and has seen. Shared with its test, since the handler belongs to
/// the part under test.
struct Script {
    std::function<Outcome(const Event&, const Attempt&)> handle = [](const Event&, const Attempt&) {
        return Done{};
    };
    std::function<bool(const Event&)> accepts = [](const Event&) { return true; };
    std::function<Result<void>()> sync = [] { return Result<void>{}; };
    std::function<Result<void>()> open = [] { return Result<void>{}; };
    int reopened = 0;
    Door destroyed;

    void record(const Event& event) {
        const std::lock_guard lock(mutex);
        seen.push_back(event.body);
    }
    std::vector<std::string> bodies() {
        const std::lock_guard lock(mutex);
        return seen;
    }

private:
    std::mutex mutex;
    std::vector<std::string> seen;
};

class ScriptedHandler final : public Handler {
public:
    ScriptedHandler(std::string name, std::shared_ptr<Script> script)
        : name_(std::move(name)),
          script_(std::move(script)) {}
    ~ScriptedHandler() override { script_->destroyed.open(); }

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] Result<void> open() override { return script_->open(); }
    [[nodiscard]] bool accepts(const Event& event) const override {
        return script_->accepts(event);
    }
    [[nodiscard]] Outcome handle(const Event& event, const Attempt& attempt) override {
        script_->record(event);
        return script_->handle(event, attempt);
    }
    [[nodiscard]] Result<void> sync() override { return script_->sync(); }
    void reopen() override { ++script_->reopened; }

private:
    std::string name_;
    std::shared_ptr<Script> script_;
};

} // namespace orderhook::test
