#include <orderhook/decimal.hpp>
#include <orderhook/json.hpp>

#include <gtest/gtest.h>

namespace orderhook::json {
namespace {

struct Part {
    std::string name;
    std::optional<std::int32_t> count;

    static std::optional<Part> from_text(std::string_view text) {
        return Part{std::string(text), std::nullopt};
    }
    friend bool operator==(const Part&, const Part&) = default;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, count))

enum class Level { low = 1, high = 2 };
BOOST_DESCRIBE_ENUM(Level, low, high)
constexpr bool json_as_number(std::type_identity<Level>) { return true; }

enum class Origin { store, default_ };
BOOST_DESCRIBE_ENUM(Origin, store, default_)

struct Named {
    std::optional<std::string> id;
    friend bool operator==(const Named&, const Named&) = default;
};
BOOST_DESCRIBE_STRUCT(Named, (), (id))
constexpr std::true_type is_payload(const Named*) { return {}; }

struct Everything : Named {
    std::optional<bool> flag;
    std::optional<std::int32_t> small;
    std::optional<std::int64_t> large;
    std::optional<std::string> text;
    std::optional<Decimal> amount;
    std::optional<Timestamp> at;
    std::optional<RawJson> raw;
    std::optional<Part> part;
    std::optional<std::vector<Part>> parts;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::map<std::string, RawJson>> extra;
    std::optional<std::variant<std::int64_t, Named>> either;
    std::optional<OpenEnum<Level>> level;
    std::optional<OpenEnum<Origin>> origin;
    std::optional<std::string> private_;
    friend bool operator==(const Everything&, const Everything&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Everything,
    (Named),
    (flag,
     small,
     large,
     text,
     amount,
     at,
     raw,
     part,
     parts,
     tags,
     extra,
     either,
     level,
     origin,
     private_)
)

struct Nested {
    std::optional<std::vector<Named>> list;
};
BOOST_DESCRIBE_STRUCT(Nested, (), (list))

/// `expected` and `found` of the only difference, `none` without any.
std::string drift_of(const std::vector<Drift>& drift) {
    std::string text;
    for (const Drift& difference : drift) {
        text += (text.empty() ? "" : "; ") + difference.path + ": " + difference.expected + ", "
                + difference.found;
    }
    return text.empty() ? "none" : text;
}

struct Case {
    std::string_view body;
    std::string_view encoded;
    std::string_view drift;

    friend std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.body; }
};

class Decode : public testing::TestWithParam<Case> {};

TEST_P(Decode, ConvertsWithoutLossAndNotesDifferences) {
    const auto typed = decode<Everything>(GetParam().body);
    ASSERT_TRUE(typed) << typed.error().message;
    std::string encoded;
    encode(typed->value, encoded);
    EXPECT_EQ(encoded, GetParam().encoded) << GetParam().body;
    EXPECT_EQ(drift_of(typed->drift), GetParam().drift) << GetParam().body;
    EXPECT_EQ(decode<Everything>(encoded)->value, typed->value);
}

INSTANTIATE_TEST_SUITE_P(
    Documented,
    Decode,
    testing::Values(
        Case{R"({})", R"({})", "none"},
        Case{
            R"({"id":"a","flag":true,"private":"p"})",
            R"({"id":"a","flag":true,"private":"p"})",
            "none"},
        Case{
            R"({"small":-7,"large":3187825903901094400})",
            R"({"small":-7,"large":3187825903901094400})",
            "none"},
        Case{R"({"amount":12.10})", R"({"amount":"12.10"})", "none"},
        Case{
            R"({"amount":"12345678901234567.89"})",
            R"({"amount":"12345678901234567.89"})",
            "none"},
        Case{R"({"at":1622589211})", R"({"at":"2021-06-01T23:13:31Z"})", "none"},
        Case{R"({"at":"1622589211"})", R"({"at":"2021-06-01T23:13:31Z"})", "none"},
        Case{R"({"at":"2021-06-15"})", R"({"at":"2021-06-15"})", "none"},
        Case{R"({"raw":{"b":1.50,"a":[ null ]}})", R"({"raw":{"b":1.50,"a":[null]}})", "none"},
        Case{R"({"raw":null,"text":null})", R"({"raw":null})", "none"},
        Case{R"({"part":[]})", R"({"part":{"name":""}})", "part.name: string, nothing"},
        Case{
            R"({"parts":[{"name":"a","count":2},{"name":"b"}]})",
            R"({"parts":[{"name":"a","count":2},{"name":"b"}]})",
            "none"},
        Case{
            R"({"extra":{"x":1.0,"y":{"z":"w"}}})",
            R"({"extra":{"x":1.0,"y":{"z":"w"}}})",
            "none"},
        Case{R"({"extra":[],"tags":{}})", R"({"tags":[],"extra":{}})", "none"},
        Case{R"({"either":5})", R"({"either":5})", "none"},
        Case{R"({"either":{"id":"x"}})", R"({"either":{"id":"x"}})", "none"},
        Case{R"({"either":[]})", R"({"either":{}})", "none"},
        Case{R"({"level":2,"origin":"default"})", R"({"level":2,"origin":"default"})", "none"},
        Case{R"({"text":"a","text":"b"})", R"({"text":"b"})", "none"}
    )
);

INSTANTIATE_TEST_SUITE_P(
    Convertible,
    Decode,
    testing::Values(
        Case{R"({"small":"12"})", R"({"small":12})", R"(small: 32-bit integer, "12")"},
        Case{R"({"large":"0012"})", R"({"large":12})", R"(large: integer, "0012")"},
        Case{R"({"large":12.0})", R"({"large":12})", "large: integer, 12.0"},
        Case{R"({"large":1e3})", R"({"large":1000})", "large: integer, 1e3"},
        Case{R"({"flag":1})", R"({"flag":true})", "flag: boolean, 1"},
        Case{R"({"flag":"false"})", R"({"flag":false})", R"(flag: boolean, "false")"},
        Case{R"({"text":12.10})", R"({"text":"12.10"})", "text: string, 12.10"},
        Case{
            R"({"id":12345678901234567890})",
            R"({"id":"12345678901234567890"})",
            "id: string, 12345678901234567890"},
        Case{R"({"amount":"٠٫٢٥"})", R"({"amount":"0.25"})", "amount: decimal, string"},
        Case{R"({"amount":" 7.50 "})", R"({"amount":"7.50"})", R"(amount: decimal, " 7.50 ")"},
        Case{
            R"({"at":1622589211.0})",
            R"({"at":"2021-06-01T23:13:31Z"})",
            "at: time, 1622589211.0"},
        Case{R"({"part":"bolt"})", R"({"part":{"name":"bolt"}})", "part: object, string"},
        Case{
            R"({"parts":"bolt,nut"})",
            R"({"parts":[{"name":"bolt"},{"name":"nut"}]})",
            "parts: array, string; parts: object, string; parts: object, string"},
        Case{R"({"tags":"a,b"})", R"({"tags":["a","b"]})", "tags: array, string"},
        Case{R"({"tags":""})", R"({"tags":[]})", "tags: array, string"},
        Case{R"({"parts":{"name":"a"}})", R"({"parts":[{"name":"a"}]})", "parts: array, object"},
        Case{R"({"extra":"{\"x\":1.0}"})", R"({"extra":{"x":1.0}})", "extra: object, string"},
        Case{
            R"({"level":7,"origin":"new"})",
            R"({"level":7,"origin":"new"})",
            "level: known value, 7; origin: known value, \"new\""},
        Case{R"({"level":"2"})", R"({"level":2})", R"(level: integer, "2")"},
        Case{R"({"either":"5"})", R"({"either":5})", R"(either: integer, "5")"}
    )
);

INSTANTIATE_TEST_SUITE_P(
    Unconvertible,
    Decode,
    testing::Values(
        Case{R"({"small":1.5})", R"({})", "small: 32-bit integer, 1.5"},
        Case{R"({"small":99999999999})", R"({})", "small: 32-bit integer, 99999999999"},
        Case{R"({"small":"99999999999"})", R"({})", R"(small: 32-bit integer, "99999999999")"},
        Case{R"({"large":9223372036854775808})", R"({})", "large: integer, 9223372036854775808"},
        Case{R"({"large":""})", R"({})", R"(large: integer, "")"},
        Case{R"({"large":true})", R"({})", "large: integer, true"},
        Case{R"({"flag":2})", R"({})", "flag: boolean, 2"},
        Case{R"({"flag":"yes"})", R"({})", R"(flag: boolean, "yes")"},
        Case{R"({"text":{}})", R"({})", "text: string, object"},
        Case{R"({"amount":{"amount":1}})", R"({})", "amount: decimal, object"},
        Case{R"({"amount":"undefined"})", R"({})", R"(amount: decimal, "undefined")"},
        Case{R"({"amount":"<script>"})", R"({})", "amount: decimal, string"},
        Case{R"({"at":"yesterday"})", R"({})", R"(at: time, "yesterday")"},
        Case{R"({"part":[1]})", R"({})", "part: object, array"},
        Case{
            R"({"tags":null,"parts":5})",
            R"({"parts":[{"name":"5"}]})",
            "parts: array, 5; parts: object, 5"},
        Case{
            R"({"tags":[1,[],"b"]})",
            R"({"tags":["1","b"]})",
            "tags[0]: string, 1; tags[1]: string, array"},
        Case{R"({"extra":"{"})", R"({})", "extra: object, string"},
        Case{
            R"({"parts":[{"name":null,"count":"x"}]})",
            R"({"parts":[{"name":""}]})",
            "parts[0].name: string, null; parts[0].count: 32-bit integer, \"x\""}
    )
);

INSTANTIATE_TEST_SUITE_P(
    Unknown,
    Decode,
    testing::Values(
        Case{
            R"({"token":"secret","n":5,"o":{"x":1},"z":null})",
            R"({})",
            "token: known field, string; n: known field, 5; o: known field, object; "
            "z: known field, null"},
        Case{
            R"({"parts":[{"name":"a","size":true}]})",
            R"({"parts":[{"name":"a"}]})",
            "parts[0].size: known field, true"}
    )
);

TEST(DecodeErrors, AreOfSyntaxBoundsAndRootAlone) {
    EXPECT_EQ(
        decode<Everything>("[]").error(),
        (Error{Errc::malformed, "(root): expected JSON object, got array"})
    );
    EXPECT_EQ(decode<Everything>("{").error().code, Errc::malformed);
    const std::string deep = "{\"raw\":" + std::string(500'000, '[');
    EXPECT_EQ(decode<Everything>(deep).error().code, Errc::too_large);
}

TEST(DecodeErrors, DriftIsCappedAndSaysHowMuchIsMissing) {
    std::string body = "{";
    for (int i = 0; i < 50; ++i)
        body += "\"x" + std::to_string(i) + "\":0,";
    const auto typed = decode<Everything>(body + "\"id\":\"a\"}");
    ASSERT_TRUE(typed);
    ASSERT_EQ(typed->drift.size(), 21u);
    EXPECT_EQ(typed->drift.back(), (Drift{"(root)", "at most 20 differences", "30 more"}));
}

TEST(DecodeErrors, PathsGoOnInsideOfText) {
    const auto typed = decode<Nested>(R"({"list":["{\"other\":1}"]})");
    ASSERT_TRUE(typed);
    EXPECT_EQ(drift_of(typed->drift), "list[0]: object, string; list[0].other: known field, 1");
}

} // namespace

namespace camel {

struct Line {
    std::string order_id;
    std::optional<std::string> user_agent;
    std::optional<Decimal> vat_rate;
    std::optional<std::string> plan;
};
BOOST_DESCRIBE_STRUCT(Line, (), (order_id, user_agent, vat_rate, plan))

template <class T> constexpr Naming json_naming(std::type_identity<T>) {
    return Naming::camel_case;
}
constexpr auto json_names(std::type_identity<Line>) {
    return std::array{
        Name{.member = "user_agent", .key = "user-agent"},
        Name{.member = "vat_rate", .key = "VATRate"},
        Name{.member = "plan", .key = "discountPlan", .alias = "DiscountPlan"}};
}

struct Odd {
    std::string member;
};
BOOST_DESCRIBE_STRUCT(Odd, (), (member))
constexpr auto json_names(std::type_identity<Odd>) {
    return std::array{Name{.member = "member", .key = "a \"b\" \\ ü"}};
}

TEST(Naming, FollowsTheVendorsSpellingAndAliases) {
    const auto typed =
        decode<Line>(R"({"orderId":"o","user-agent":"curl","VATRate":0.1,"DiscountPlan":"half"})");
    ASSERT_TRUE(typed);
    EXPECT_TRUE(typed->drift.empty());
    std::string encoded;
    encode(typed->value, encoded);
    EXPECT_EQ(
        encoded,
        R"({"orderId":"o","user-agent":"curl","VATRate":"0.1","discountPlan":"half"})"
    );
}

TEST(Naming, QuotesWhatTheVendorPutIntoAKey) {
    std::string encoded;
    encode(Odd{"x"}, encoded);
    EXPECT_EQ(encoded, R"({"a \"b\" \\ ü":"x"})");
}

TEST(PayloadOf, IsFoundAsItselfAndAsItsBases) {
    Everything everything;
    everything.id = "x";
    const Payload payload = payload_of<Everything, Named>(everything);
    ASSERT_NE(payload.get_if<Everything>(), nullptr);
    ASSERT_NE(payload.get_if<Named>(), nullptr);
    EXPECT_EQ(payload.get_if<Named>()->id, "x");
    EXPECT_EQ(payload.get_if<Line>(), nullptr);
    EXPECT_EQ(payload.to_json(), R"({"id":"x"})");
    EXPECT_EQ(Payload().to_json(), "null");
}

} // namespace camel
} // namespace orderhook::json
