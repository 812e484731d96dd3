// The catalogue's side of an order's line.
#pragma once

#include <orderhook/raw_json.hpp>
#include <orderhook/salla/values.hpp>

#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace orderhook::salla {

struct Promotion {
    std::optional<std::string> title;
    std::optional<std::string> sub_title;

    friend bool operator==(const Promotion&, const Promotion&) = default;
};
BOOST_DESCRIBE_STRUCT(Promotion, (), (title, sub_title))

struct ProductFeatures {
    std::optional<RawJson> availability_notify;
    std::optional<bool> show_rating;

    friend bool operator==(const ProductFeatures&, const ProductFeatures&) = default;
};
BOOST_DESCRIBE_STRUCT(ProductFeatures, (), (availability_notify, show_rating))

/// The product as the catalogue has it, priced in the shop's currency.
struct Product {
    std::optional<std::int64_t> id;
    std::optional<std::string> type; ///< `product`, `food`, `digital`, `codes`, ...
    std::optional<Promotion> promotion;
    std::optional<std::int64_t> quantity; ///< none when stock is not counted
    std::optional<std::string> status;
    std::optional<bool> is_available;
    std::optional<NumberOrText> sku;
    std::optional<std::string> name;
    std::optional<Money> price;
    std::optional<Money> sale_price;
    std::optional<Money> regular_price;
    std::optional<RawJson> starting_price;
    std::optional<std::string> currency;
    std::optional<std::string> url;
    std::optional<std::string> thumbnail;
    std::optional<bool> has_special_price;
    std::optional<std::string> calories;
    std::optional<std::string> mpn;
    std::optional<std::string> gtin;
    std::optional<std::string> description;
    std::optional<RawJson> favorite;
    std::optional<ProductFeatures> features;

    friend bool operator==(const Product&, const Product&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Product,
    (),
    (id,
     type,
     promotion,
     quantity,
     status,
     is_available,
     sku,
     name,
     price,
     sale_price,
     regular_price,
     starting_price,
     currency,
     url,
     thumbnail,
     has_special_price,
     calories,
     mpn,
     gtin,
     description,
     favorite,
     features)
)

/// One of an option's choices.
struct OptionValue {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<Money> price;
    std::optional<std::string> option_value;

    friend bool operator==(const OptionValue&, const OptionValue&) = default;
};
BOOST_DESCRIBE_STRUCT(OptionValue, (), (id, name, price, option_value))

/// What the customer chose or wrote for a product's option.
struct Option {
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> product_option_id;
    std::optional<std::string> name;
    std::optional<std::string> type; ///< `checkbox`, `radio`, `text`, ...
    /// Several choices for a checkbox, one for a radio button, else what was written.
    std::optional<std::variant<std::vector<OptionValue>, OptionValue, NumberOrText>> value;

    /// The choices, whichever form they have; none for what was written.
    [[nodiscard]] std::span<const OptionValue> choices() const noexcept {
        if (!value) return {};
        if (const auto* several = std::get_if<0>(&*value)) return *several;
        if (const auto* one = std::get_if<1>(&*value)) return {one, 1};
        return {};
    }

    friend bool operator==(const Option&, const Option&) = default;
};
BOOST_DESCRIBE_STRUCT(Option, (), (id, product_option_id, name, type, value))

} // namespace orderhook::salla
