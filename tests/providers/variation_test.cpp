// Whatever a body holds, each of its values is either in the typed payload, or named in the drift.
//
// Runs over every vendor that is built in and has bodies in tests/data. ORDERHOOK_SEED starts it
// elsewhere.
#include "providers/fixtures.hpp"
#include "providers/registry.hpp"
#include "providers/varied_body.hpp"

#include <orderhook/decimal.hpp>
#include <orderhook/json/node.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace orderhook::test {
namespace {

using json::Kind;
using json::Node;

constexpr std::size_t parts = 10; // each a test of its own, so that they run side by side
constexpr std::size_t bodies_of_a_part = 1'000;

bool is_same_scalar(const Node& written, const Node& typed) {
    if (written.kind == Kind::boolean || typed.kind == Kind::boolean) {
        return written.kind == typed.kind && written.text == typed.text;
    }
    if (typed.kind != Kind::string && typed.kind != Kind::number) return false;
    if (written.text == typed.text && (written.kind == typed.kind || typed.kind == Kind::string)) {
        return true;
    }
    const auto decimal = Decimal::from_text(written.text);
    if (decimal && decimal == Decimal::from_text(typed.text)) return true;
    const auto time = Timestamp::from_text(written.text);
    return time && time == Timestamp::from_text(typed.text);
}

/// Null counts as absent.
bool is_scalar(const Node& node) {
    return node.kind == Kind::boolean || node.kind == Kind::number || node.kind == Kind::string;
}

/// The last of that name, which is the one that counts.
const Node* member(const Node* object, std::string_view key) {
    const Node* found = nullptr;
    if (object == nullptr || object->kind != Kind::object) return nullptr;
    for (const Node* at = object->first; at != nullptr; at = at->next) {
        if (at->key == key) found = at;
    }
    return found;
}

const Node* element(const Node* array, std::size_t index) {
    if (array == nullptr || array->kind != Kind::array) return nullptr;
    const Node* at = array->first;
    while (at != nullptr && at->index != index)
        at = at->next;
    return at;
}

/// Looks for a body's values in its typed form.
class Comparison {
public:
    explicit Comparison(const std::vector<Drift>& drift) : drift_(drift) {}

    /// Paths of the scalars that are neither in `typed` nor named.
    [[nodiscard]] std::vector<std::string> lost(const Node& written, const Node* typed) const {
        std::vector<std::string> paths;
        look_for(written, typed, paths);
        return paths;
    }

private:
    [[nodiscard]] bool is_named(const std::string& path) const {
        return std::any_of(drift_.begin(), drift_.end(), [&](const Drift& difference) {
            if (!path.starts_with(difference.path)) return false;
            const char next =
                path.size() == difference.path.size() ? '.' : path[difference.path.size()];
            return next == '.' || next == '[';
        });
    }

    void look_for(const Node& written, const Node* typed, std::vector<std::string>& paths) const {
        if (is_scalar(written)) {
            if (typed != nullptr && is_same_scalar(written, *typed)) return;
            std::string path = path_of(written);
            if (!is_named(path)) paths.push_back(std::move(path));
        } else if (written.kind == Kind::object) {
            look_for_members(written, typed, paths);
        } else {
            look_for_elements(written, typed, paths);
        }
    }

    void look_for_members(const Node& written, const Node* typed, std::vector<std::string>& paths)
        const {
        for (const Node* at = written.first; at != nullptr; at = at->next) {
            if (member(&written, at->key) != at) continue;
            const Node* const found = member(typed, at->key);
            if (found == nullptr && has_other_name(written, *at, typed)) continue;
            look_for(*at, found, paths);
        }
    }

    /// Whether an equal member stands under a name that the body does not have: some fields have
    /// had two.
    [[nodiscard]] bool
    has_other_name(const Node& object, const Node& written, const Node* typed) const {
        if (typed == nullptr || typed->kind != Kind::object) return false;
        for (const Node* at = typed->first; at != nullptr; at = at->next) {
            if (member(&object, at->key) == nullptr && lost(written, at).empty()) return true;
        }
        return false;
    }

    void look_for_elements(const Node& written, const Node* typed, std::vector<std::string>& paths)
        const {
        for (const Node* at = written.first; at != nullptr; at = at->next) {
            std::vector<std::string> missing = lost(*at, element(typed, at->index));
            if (missing.empty()) continue;
            // Elements before it that could not be read are not there; all of them are named.
            std::size_t place = at->index;
            for (const Node* other = written.first; other != at; other = other->next) {
                if (missing.empty() || !is_named(path_of(*other))) continue;
                missing = lost(*at, element(typed, --place));
            }
            paths.insert(paths.end(), missing.begin(), missing.end());
        }
    }

    const std::vector<Drift>& drift_;
};

/// A part of one vendor's bodies.
struct Part {
    std::string_view vendor;
    std::size_t number;

    friend std::ostream& operator<<(std::ostream& out, const Part& part) {
        return out << part.vendor << ' ' << part.number;
    }
};

std::vector<Part> all_parts() {
    std::vector<Part> all;
    for (const ProviderType* type : provider_types()) {
        for (std::size_t number = 0; number < parts; ++number)
            all.push_back({type->name, number});
    }
    return all;
}

std::vector<JsonValue> bodies_of(std::string_view vendor) {
    std::vector<JsonValue> bodies;
    const auto folder = std::filesystem::path(ORDERHOOK_TEST_DATA) / vendor;
    for (const std::string_view name : {"", "variants"}) {
        if (!std::filesystem::exists(folder / name)) continue;
        const std::string path = std::string(vendor) + "/" + std::string(name);
        for (const std::string& file : fixtures_in(path)) {
            bodies.push_back(JsonValue::of(fixture(path + "/" + file + ".json")));
        }
    }
    return bodies;
}

std::uint64_t seed_of(const Part& part) {
    const char* const given = std::getenv("ORDERHOOK_SEED");
    const std::uint64_t seed = given == nullptr ? 20'260'301 : std::strtoull(given, nullptr, 10);
    return seed + part.number;
}

class VariedBodies : public testing::TestWithParam<Part> {
protected:
    VariedBodies() {
        Settings section("source[0]", {{"verify", {std::string("none")}}}, {});
        provider_ = find_provider_type(GetParam().vendor)->create(section).value();
    }

    /// Whether there was a typed payload to look into.
    bool check(const std::string& body) const {
        RawRequest request;
        request.body = body;
        const auto envelope = provider_->identify(request);
        if (!envelope) {
            EXPECT_NE(envelope.error().message.find(": expected "), std::string::npos);
            return false;
        }
        const auto decoded = provider_->decode(*envelope, body);
        EXPECT_TRUE(decoded) << decoded.error().message;
        if (!decoded || !decoded->payload) return false;

        const std::string encoded = decoded->payload.to_json();
        const auto again = provider_->decode(*envelope, encoded);
        EXPECT_EQ(again ? again->payload.to_json() : again.error().message, encoded);

        // What was not noted any more cannot be looked up.
        const bool cut_short =
            !decoded->drift.empty() && decoded->drift.back().expected.starts_with("at most");
        if (cut_short) return false;
        const auto written = json::Document::parse(body).value();
        const auto typed = json::Document::parse(encoded).value();
        EXPECT_EQ(
            Comparison(decoded->drift).lost(written.root(), &typed.root()),
            std::vector<std::string>{}
        );
        return true;
    }

    std::unique_ptr<Provider> provider_;
};

TEST_P(VariedBodies, HaveEveryValueTypedOrNamedInTheDrift) {
    const std::uint64_t seed = seed_of(GetParam());
    const std::vector<JsonValue> originals = bodies_of(GetParam().vendor);
    ASSERT_FALSE(originals.empty());
    BodyVariation variation(seed);
    std::size_t typed = 0;
    for (std::size_t i = 0; i < bodies_of_a_part; ++i) {
        JsonValue varied = originals[variation.below(originals.size())];
        variation.change(varied);
        const std::string body = variation.write(varied);
        typed += check(body) ? 1 : 0;
        if (HasFailure()) {
            FAIL() << "seed " << seed << ", body " << i << ":\n" << body;
        }
    }
    std::cout << "seed " << seed << ": " << typed << " of " << bodies_of_a_part << " typed\n";
    EXPECT_GT(typed, bodies_of_a_part / 4);
}

INSTANTIATE_TEST_SUITE_P(EveryVendor, VariedBodies, testing::ValuesIn(all_parts()));

} // namespace
} // namespace orderhook::test
