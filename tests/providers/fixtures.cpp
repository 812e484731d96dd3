#include "providers/fixtures.hpp"

#include <orderhook/decimal.hpp>
#include <orderhook/time.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace orderhook::test {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& leaf) {
    return leaf.is_string() ? leaf.get<std::string>() : leaf.dump();
}

bool is_same_leaf(const Json& written, const Json& typed) {
    if (written == typed && written.type() == typed.type()) return true;
    if (typed.is_structured() || written.is_boolean() || typed.is_boolean()) return false;
    if (!typed.is_string()) return false; // numbers stay numbers, unless they are time or money
    const auto time = Timestamp::from_text(text_of(written));
    if (time && time == Timestamp::from_text(text_of(typed))) return true;
    const auto decimal = Decimal::from_text(text_of(written));
    return decimal && decimal == Decimal::from_text(text_of(typed));
}

void compare(
    const Json& written,
    const Json& typed,
    const std::string& path,
    std::vector<std::string>& missing
) {
    if (written.is_null()) return;
    if (written.is_object()) {
        for (const auto& [key, value] : written.items()) {
            const bool there = typed.is_object() && typed.contains(key);
            compare(value, there ? typed[key] : Json(), path + "." + key, missing);
        }
    } else if (written.is_array()) {
        for (std::size_t i = 0; i < written.size(); ++i) {
            const bool there = typed.is_array() && i < typed.size();
            const std::string element = path + "[" + std::to_string(i) + "]";
            compare(written[i], there ? typed[i] : Json(), element, missing);
        }
    } else if (!is_same_leaf(written, typed)) {
        missing.push_back(path.substr(1) + ": " + written.dump() + ", got " + typed.dump());
    }
}

} // namespace

std::string fixture(std::string_view path) {
    std::ifstream file(std::string(ORDERHOOK_TEST_DATA) + "/" + std::string(path));
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> fixtures_in(std::string_view folder) {
    std::vector<std::string> names;
    const std::filesystem::path root(ORDERHOOK_TEST_DATA);
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> missing_leaves(const Json& written, const Json& typed) {
    std::vector<std::string> missing;
    compare(written, typed, "", missing);
    return missing;
}

std::vector<std::string> to_lines(const std::vector<Drift>& drift) {
    std::vector<std::string> lines;
    for (const Drift& difference : drift) {
        lines.push_back(difference.path + ": " + difference.expected + ", " + difference.found);
    }
    return lines;
}

} // namespace orderhook::test
