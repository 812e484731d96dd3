#include "json/parser.hpp"

#include <bit>
#include <cassert>
#include <cstdint>

namespace orderhook::json {
namespace {

/// One bit for each path of a scan.
using Paths = std::uint64_t;

class ScanSink final : public Sink {
public:
    explicit ScanSink(std::span<const std::string_view> paths) : found_(paths.size()) {
        assert(paths.size() <= 64);
        segments_.reserve(4 * paths.size());
        paths_.reserve(paths.size());
        for (const std::string_view path : paths)
            add(path);
        reachable_.reserve(max_depth + 1);
        at_value_ = paths.size() == 64 ? ~Paths{0} : (Paths{1} << paths.size()) - 1;
    }

    bool key(std::string_view name) override {
        const std::size_t depth = reachable_.size();
        Paths matching = 0;
        for (Paths left = reachable_.back(); left != 0; left &= left - 1) {
            const auto path = static_cast<std::size_t>(std::countr_zero(left));
            if (length_of(path) < depth || segments_[paths_[path].first + depth - 1] != name)
                continue;
            matching |= Paths{1} << path;
            // What an earlier member of the same name had is gone.
            found_[path].reset();
        }
        at_value_ = matching;
        return true;
    }

    bool scalar(Kind kind, std::string_view text) override {
        if (reachable_.empty()) return refuse_root(kind);
        keep(kind, kind == Kind::null ? std::string_view() : text);
        return true;
    }

    bool open(Kind kind) override {
        if (reachable_.empty() && kind != Kind::object) return refuse_root(kind);
        keep(kind, {});
        reachable_.push_back(kind == Kind::object ? at_value_ : 0);
        at_value_ = 0;
        return true;
    }

    bool close() override {
        reachable_.pop_back();
        at_value_ = 0;
        return true;
    }

    [[nodiscard]] std::optional<Kind> refused_root() const { return refused_root_; }
    [[nodiscard]] std::vector<std::optional<Scalar>> take() { return std::move(found_); }

private:
    /// Where the segments of a path stand.
    struct Path {
        std::size_t first = 0;
        std::size_t end = 0;
    };

    void add(std::string_view path) {
        const std::size_t first = segments_.size();
        for (std::size_t dot = path.find('.'); dot != path.npos; dot = path.find('.')) {
            segments_.push_back(path.substr(0, dot));
            path.remove_prefix(dot + 1);
        }
        segments_.push_back(path);
        paths_.push_back({first, segments_.size()});
    }

    [[nodiscard]] std::size_t length_of(std::size_t path) const {
        return paths_[path].end - paths_[path].first;
    }

    void keep(Kind kind, std::string_view text) {
        const std::size_t depth = reachable_.size();
        for (Paths left = at_value_; left != 0; left &= left - 1) {
            const auto path = static_cast<std::size_t>(std::countr_zero(left));
            if (length_of(path) == depth) found_[path] = Scalar{kind, std::string(text)};
        }
    }

    bool refuse_root(Kind kind) {
        refused_root_ = kind;
        return false;
    }

    std::vector<std::string_view> segments_; ///< of all paths
    std::vector<Path> paths_;
    std::vector<std::optional<Scalar>> found_;
    std::vector<Paths> reachable_; ///< for each open level, the paths that may lie in it
    Paths at_value_ = 0;           ///< the paths that lead to or through the value to come
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
