// HTTP as Orderhook's core sees it: values, without a network library.
#pragma once

#include <orderhook/time.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orderhook {

struct Header {
    std::string name;
    std::string value;

    friend bool operator==(const Header&, const Header&) = default;
};

/// ASCII comparison without case, as HTTP names want it.
[[nodiscard]] bool equal_without_case(std::string_view left, std::string_view right) noexcept;

/// Header fields in the order they came; names match without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> fields) : fields_(fields) {}

    void add(std::string name, std::string value);

    /// The first value of that name, or nullptr.
    [[nodiscard]] const std::string* find(std::string_view name) const noexcept;

    /// How many fields have that name. A proof that is given twice is no proof.
    [[nodiscard]] std::size_t count(std::string_view name) const noexcept;

    void erase(std::string_view name);
    template <class Predicate> void erase_if(Predicate predicate) {
        std::erase_if(fields_, std::move(predicate));
    }

    [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
    [[nodiscard]] auto end() const noexcept { return fields_.end(); }
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
    [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }

    friend bool operator==(const Headers&, const Headers&) = default;

private:
    std::vector<Header> fields_;
};

/// A request as received, before anybody vouched for it.
struct RawRequest {
    std::string method;
    std::string target; ///< path and query as sent
    Headers headers;
    std::string body; ///< the exact bytes, transfer coding removed
    std::string peer; ///< address of the connection's other end
    Time received_at;
};

/// The answer to a request.
struct Reply {
    int status = 200;
    Headers headers;
    std::string body; ///< JSON unless `headers` has a Content-Type
    bool close = false;
};

} // namespace orderhook
