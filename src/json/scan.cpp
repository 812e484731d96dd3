#include "json/parser.hpp"

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>

namespace orderhook::json {
namespace {

/// One bit for each path of a scan.
using Paths = std::uint64_t;

class ScanSink final : public Sink {
public:
    explicit ScanSink(std::span<const std::string_view> paths)
        : paths_(paths),
          found_(paths.size()) {
        assert(paths.size() <= 64);
        at_value_.paths = paths.size() == 64 ? ~Paths{0} : (Paths{1} << paths.size()) - 1;
    }

    bool key(std::string_view name) override {
        const Reach& object = levels_[depth_ - 1];
        at_value_ = {0, object.length + name.size() + 1};
        for (Paths left = object.paths; left != 0; left &= left - 1) {
            const auto path = static_cast<std::size_t>(std::countr_zero(left));
            if (!goes_on(paths_[path], object.length, name)) continue;
            at_value_.paths |= Paths{1} << path;
            // What an earlier member of the same name had is gone.
            found_[path].reset();
        }
        return true;
    }

    bool scalar(Kind kind, std::string_view text) override {
        if (depth_ == 0) return refuse_root(kind);
        keep(kind, kind == Kind::null ? std::string_view() : text);
        return true;
    }

    bool open(Kind kind) override {
        if (depth_ == 0 && kind != Kind::object) return refuse_root(kind);
        if (depth_ > 0) keep(kind, {});
        levels_[depth_++] = kind == Kind::object ? at_value_ : Reach{};
        at_value_ = {};
        return true;
    }

    bool close() override {
        --depth_;
        at_value_ = {};
        return true;
    }

    [[nodiscard]] std::optional<Kind> refused_root() const { return refused_root_; }
    [[nodiscard]] std::vector<std::optional<Scalar>> take() { return std::move(found_); }

private:
    /// The paths that lead to or through a value. They share what stands before its members' names.
    struct Reach {
        Paths paths = 0;
        std::size_t length = 0; ///< of what they share, the dot behind it included
    };

    /// Whether that name is the path's next one. Most are not for their length alone.
    static bool goes_on(std::string_view path, std::size_t begin, std::string_view name) {
        const std::size_t end = begin + name.size();
        const bool fits = path.size() == end || (path.size() > end && path[end] == '.');
        return fits && path.substr(begin, name.size()) == name && name.find('.') == name.npos;
    }

    [[nodiscard]] bool ends(std::size_t path, const Reach& at) const {
        return paths_[path].size() + 1 == at.length;
    }

    void keep(Kind kind, std::string_view text) {
        for (Paths left = at_value_.paths; left != 0; left &= left - 1) {
            const auto path = static_cast<std::size_t>(std::countr_zero(left));
            if (ends(path, at_value_)) found_[path] = Scalar{kind, std::string(text)};
        }
    }

    bool refuse_root(Kind kind) {
        refused_root_ = kind;
        return false;
    }

    std::span<const std::string_view> paths_;
    std::vector<std::optional<Scalar>> found_;
    std::array<Reach, max_depth> levels_; ///< of the open arrays and objects
    std::size_t depth_ = 0;
    Reach at_value_; ///< of the value to come
    std::optional<Kind> refused_root_;
};

} // namespace

Result<std::vector<std::optional<Scalar>>>
scan(std::string_view body, std::span<const std::string_view> paths) {
    ScanSink sink(paths);
    const auto complete = parse(body, sink);
    if (!complete) return failure(complete);
    if (sink.refused_root()) {
        return failure(
            Errc::malformed,
            "(root): expected JSON object, got " + std::string(to_text(*sink.refused_root()))
        );
    }
    return sink.take();
}

} // namespace orderhook::json
