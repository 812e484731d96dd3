// A parsed JSON text: a small tree that keeps every number as it was written.
#pragma once

#include <orderhook/json/text.hpp>
#include <orderhook/raw_json.hpp>
#include <orderhook/result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook::json {

/// One value. Lives as long as its Document.
struct Node {
    Kind kind = Kind::null;
    std::uint32_t index = 0; ///< its place among the parent's values
    std::string_view key;    ///< the member's name, empty for elements and the root
    std::string_view text;   ///< as of Scalar
    const Node* parent = nullptr;
    const Node* first = nullptr; ///< the first value inside
    const Node* next = nullptr;  ///< the parent's next value

    [[nodiscard]] bool empty() const noexcept { return first == nullptr; }
};

/// `data.items[1].total`, `(root)` for the root.
[[nodiscard]] std::string path_of(const Node& node);

/// The value without blanks; of duplicate keys all are kept.
[[nodiscard]] RawJson raw_json(const Node& node);

class Document {
public:
    /// Errors as of `scan`, but any value may stand at the root.
    [[nodiscard]] static Result<Document> parse(std::string_view text);

    /// The same for a text that is itself a value of another document: paths go on from there.
    [[nodiscard]] static Result<Document> parse(std::string_view text, const Node& place);

    [[nodiscard]] const Node& root() const noexcept { return blocks_.front()[0]; }

private:
    friend class TreeSink;
    Document() = default;

    std::vector<std::unique_ptr<Node[]>> blocks_; // of nodes, which stay in place
    std::unique_ptr<char[]> text_;
};

} // namespace orderhook::json
