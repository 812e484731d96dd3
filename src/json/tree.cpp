#include "json/parser.hpp"

#include <orderhook/json/node.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <vector>

namespace orderhook::json {

class TreeSink final : public Sink {
    static constexpr std::size_t usual_bytes_of_a_node = 16;
    static constexpr std::size_t usual_depth = 8;

public:
    // No text in the tree is longer than it was written, so one block of that size takes all.
    TreeSink(Document& document, std::size_t size)
        : document_(document),
          free_(new char[size]),
          free_end_(free_ + size),
          block_size_(std::clamp(size / usual_bytes_of_a_node, std::size_t{4}, std::size_t{1024})) {
        document_.text_.reset(free_);
        add_block();
        open_.reserve(usual_depth);
    }

    bool key(std::string_view name) override {
        key_ = keep(name);
        return true;
    }

    bool scalar(Kind kind, std::string_view text) override {
        add(kind).text = kind == Kind::null ? std::string_view() : keep(text);
        return true;
    }

    bool open(Kind kind) override {
        Node& node = add(kind);
        open_.push_back({&node, nullptr});
        return true;
    }

    bool close() override {
        open_.pop_back();
        return true;
    }

private:
    struct OpenNode {
        Node* node;
        Node* last; ///< its last value so far
    };

    Node& add(Kind kind) {
        Node& node = next_node();
        node.kind = kind;
        if (open_.empty()) return node;
        auto& [parent, last] = open_.back();
        node.parent = parent;
        node.key = parent->kind == Kind::object ? key_ : std::string_view();
        if (last == nullptr) {
            parent->first = &node;
        } else {
            node.index = last->index + 1;
            last->next = &node;
        }
        last = &node;
        return node;
    }

    void add_block() {
        document_.blocks_.push_back(std::make_unique<Node[]>(block_size_));
        used_ = 0;
    }

    Node& next_node() {
        if (used_ == block_size_) {
            block_size_ *= 2;
            add_block();
        }
        return document_.blocks_.back()[used_++];
    }

    std::string_view keep(std::string_view text) {
        assert(text.size() <= static_cast<std::size_t>(free_end_ - free_));
        if (text.empty()) return {};
        std::memcpy(free_, text.data(), text.size());
        const std::string_view kept(free_, text.size());
        free_ += text.size();
        return kept;
    }

    Document& document_;
    char* free_;
    char* free_end_;
    std::size_t block_size_; ///< in nodes, of the last block
    std::size_t used_ = 0;   ///< of the last block
    std::string_view key_;
    std::vector<OpenNode> open_;
};

namespace {

// Recursion is bounded by `max_depth`.
void append_raw(const Node& node, std::string& out) {
    if (node.kind == Kind::null) {
        out += "null";
    } else if (node.kind == Kind::string) {
        append_quoted(out, node.text);
    } else if (node.kind == Kind::array || node.kind == Kind::object) {
        const bool object = node.kind == Kind::object;
        out += object ? '{' : '[';
        for (const Node* at = node.first; at != nullptr; at = at->next) {
            if (at != node.first) out += ',';
            if (object) {
                append_quoted(out, at->key);
                out += ':';
            }
            append_raw(*at, out);
        }
        out += object ? '}' : ']';
    } else {
        out += node.text;
    }
}

} // namespace

Result<Document> Document::parse(std::string_view text) {
    Document document;
    TreeSink sink(document, text.size());
    const auto complete = json::parse(text, sink);
    if (!complete) return failure(complete);
    return document;
}

Result<Document> Document::parse(std::string_view text, const Node& place) {
    auto document = parse(text);
    if (!document) return document;
    Node& root = document->blocks_.front()[0];
    root.parent = place.parent;
    root.key = place.key;
    root.index = place.index;
    return document;
}

std::string path_of(const Node& node) {
    std::vector<const Node*> steps;
    for (const Node* at = &node; at->parent != nullptr; at = at->parent)
        steps.push_back(at);
    std::string path;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if ((*step)->parent->kind == Kind::array) {
            path += "[" + std::to_string((*step)->index) + "]";
        } else {
            append_member(path, (*step)->key);
        }
    }
    return path.empty() ? "(root)" : path;
}

RawJson raw_json(const Node& node) {
    RawJson raw{{}};
    append_raw(node, raw.text);
    return raw;
}

} // namespace orderhook::json
