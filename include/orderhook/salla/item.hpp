// An order's lines. Salla writes them in two shapes.
#pragma once

#include <orderhook/raw_json.hpp>
#include <orderhook/salla/amounts.hpp>
#include <orderhook/salla/product.hpp>

namespace orderhook::salla {

/// A time at which something is to be had.
struct Reservation {
    std::optional<std::int64_t> id;
    std::optional<std::string> from; ///< `01:10`
    std::optional<std::string> to;
    std::optional<Timestamp> date; ///< the day

    friend bool operator==(const Reservation&, const Reservation&) = default;
};
BOOST_DESCRIBE_STRUCT(Reservation, (), (id, from, to, date))

/// A line in the 11 events about an order's content.
struct Item {
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> product_sku_id;
    std::optional<std::string> name;
    std::optional<NumberOrText> sku;
    std::optional<std::int64_t> quantity;
    std::optional<std::int64_t> free_quantity;
    std::optional<std::string> currency;
    std::optional<Decimal> weight;
    std::optional<std::string> weight_label; ///< for people, in the shop's digits: `٠٫٢٥ كجم`
    std::optional<ItemAmounts> amounts;
    std::optional<std::string> notes;
    std::optional<Product> product;
    std::optional<std::vector<Option>> options;
    std::optional<std::vector<RawJson>> images;
    std::optional<std::vector<RawJson>> codes; ///< deprecated, see Order::find_digital_content;
                                               ///< licences, to be kept secret
    std::optional<std::vector<RawJson>> files; ///< deprecated, see Order::find_digital_content
    std::optional<RawJson> reservations;
    std::optional<std::vector<Reservation>> product_reservations;

    friend bool operator==(const Item&, const Item&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Item,
    (),
    (id,
     product_sku_id,
     name,
     sku,
     quantity,
     free_quantity,
     currency,
     weight,
     weight_label,
     amounts,
     notes,
     product,
     options,
     images,
     codes,
     files,
     reservations,
     product_reservations)
)

/// A line in events about shipments and status.
struct ItemSummary {
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> product_id;
    std::optional<std::string> name;
    std::optional<NumberOrText> sku;
    std::optional<std::int64_t> quantity;
    std::optional<Decimal> weight;
    std::optional<ItemAmounts> amounts;

    friend bool operator==(const ItemSummary&, const ItemSummary&) = default;
};
BOOST_DESCRIBE_STRUCT(ItemSummary, (), (id, product_id, name, sku, quantity, weight, amounts))

} // namespace orderhook::salla
