// Enumerations to which a vendor may add values without telling.
#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace orderhook {

/// A value of E, or one that E does not name. What the vendor sent is always kept.
///
/// E is described by BOOST_DESCRIBE_ENUM. The vendor sends its enumerators' names (less one
/// trailing `_`); or their numbers, when E's namespace says so:
///
///     constexpr bool json_as_number(std::type_identity<E>) { return true; }
template <class E> class OpenEnum {
public:
    static constexpr bool is_number = requires { json_as_number(std::type_identity<E>{}); };
    using Sent = std::conditional_t<is_number, std::int64_t, std::string>;

    OpenEnum() = default;
    OpenEnum(E value) : sent_(sent_for(value)) {} // NOLINT: a value of E is one of these
    [[nodiscard]] static OpenEnum from_sent(Sent sent) {
        OpenEnum result;
        result.sent_ = std::move(sent);
        return result;
    }

    /// What the vendor sent.
    [[nodiscard]] const Sent& sent() const noexcept { return sent_; }

    /// Nothing when E has no name for it.
    [[nodiscard]] std::optional<E> known() const {
        std::optional<E> found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
            if (sent_ == sent_for(enumerator.value)) found = enumerator.value;
        });
        return found;
    }

    friend bool operator==(const OpenEnum&, const OpenEnum&) = default;
    friend bool operator==(const OpenEnum& left, E right) { return left.sent_ == sent_for(right); }

private:
    static Sent sent_for(E value) {
        if constexpr (is_number) {
            return static_cast<std::int64_t>(value);
        } else {
            Sent name;
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator
                                                                               ) {
                if (enumerator.value == value) name = enumerator.name;
            });
            if (name.ends_with('_')) name.pop_back();
            return name;
        }
    }

    Sent sent_{};
};

} // namespace orderhook
