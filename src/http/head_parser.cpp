#include "http/head_parser.hpp"

#include <boost/beast/http/basic_parser.hpp>

namespace orderhook::http {

namespace {

namespace beast = boost::beast;

// A field costs us more memory than its bytes do.
constexpr std::size_t max_fields = 128;

/// Beast's parser, writing into our own types. It reads the head only: it accepts bodies (and, in
/// Boost 1.81, combinations of framing fields) that we refuse.
class BeastHeadParser final : public beast::http::basic_parser<true> {
public:
    explicit BeastHeadParser(ParsedHead& head) : head_(head) { skip(true); }

private:
    void
    on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, beast::error_code&)
        override {
        head_.request.method.assign(method.data(), method.size());
        head_.request.target.assign(target.data(), target.size());
        head_.http_1_0 = version == 10;
    }

    void on_field_impl(
        beast::http::field,
        beast::string_view name,
        beast::string_view value,
        beast::error_code& error
    ) override {
        if (head_.request.headers.size() == max_fields)
            error = beast::http::error::header_limit;
        else
            head_.request.headers.add(
                std::string(name.data(), name.size()),
                std::string(value.data(), value.size())
            );
    }

    void on_header_impl(beast::error_code&) override {}
    void on_finish_impl(beast::error_code&) override {}

    // What follows belongs to responses and bodies, which this parser never sees.
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    std::size_t on_body_impl(beast::string_view, beast::error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, beast::error_code&) override {
        return 0;
    }

    ParsedHead& head_;
};

} // namespace

tl::expected<ParsedHead, Refusal> parse_head(std::string_view block) {
    ParsedHead head;
    BeastHeadParser parser(head);
    parser.header_limit(static_cast<std::uint32_t>(block.size()));
    beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(block), error);
    if (error == beast::http::error::header_limit)
        return tl::unexpected<Refusal>(Refusal{431, "too many header fields"});
    if (error || used != block.size() || !parser.is_header_done())
        return tl::unexpected<Refusal>(Refusal{400, "malformed head"});
    return head;
}

} // namespace orderhook::http
