// How a Nexway order was paid, and paid back.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/nexway/naming.hpp>
#include <orderhook/open_enum.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace orderhook::nexway {

/// Spelled as Nexway sends it.
enum class PaymentStatus { COMPLETED, FAILED };
BOOST_DESCRIBE_ENUM(PaymentStatus, COMPLETED, FAILED)

struct PaymentError {
    std::string code;
    std::optional<std::string> message;

    friend bool operator==(const PaymentError&, const PaymentError&) = default;
};
BOOST_DESCRIBE_STRUCT(PaymentError, (), (code, message))

/// One attempt to pay.
struct Payment {
    std::optional<std::string> id;
    std::optional<OpenEnum<PaymentStatus>> status;
    std::optional<std::string> method; ///< `visa`, `sepa`, `boleto`, ...
    std::optional<Decimal> amount;     ///< in the order's currency
    std::optional<Timestamp> transition_payment_date;
    std::optional<bool> automatic_billing;
    std::optional<bool> silent_on_failure;
    std::optional<std::string> external_context;
    std::optional<PaymentError> last_error;

    friend bool operator==(const Payment&, const Payment&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Payment,
    (),
    (id,
     status,
     method,
     amount,
     transition_payment_date,
     automatic_billing,
     silent_on_failure,
     external_context,
     last_error)
)

struct RefundedItem {
    std::optional<std::string> product_id;
    std::optional<std::string> product_name;
    std::optional<Decimal> initial_amount;
    std::optional<Decimal> refund_amount;
    std::optional<Decimal> ratio; ///< 1 for all of it
    std::optional<std::string> refund_method;

    friend bool operator==(const RefundedItem&, const RefundedItem&) = default;
};
BOOST_DESCRIBE_STRUCT(
    RefundedItem,
    (),
    (product_id, product_name, initial_amount, refund_amount, ratio, refund_method)
)

struct Refund {
    std::optional<Decimal> total_amount_refunded;
    std::optional<std::vector<RefundedItem>> line_items;

    friend bool operator==(const Refund&, const Refund&) = default;
};
BOOST_DESCRIBE_STRUCT(Refund, (), (total_amount_refunded, line_items))

} // namespace orderhook::nexway
