// decode and sign: the commands that work on one body and no service.
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/lone_provider.hpp"
#include "app/read_file.hpp"
#include "async/clock.hpp"
#include "handlers/event_json.hpp"
#include "providers/read_event.hpp"

#include <cstdio>
#include <iostream>
#include <iterator>

namespace orderhook {

namespace {

Result<std::string> read_body(const std::string& file) {
    if (file == "-") return std::string{std::istreambuf_iterator<char>(std::cin), {}};
    return read_file(file);
}

Result<Event> decode_body(const ProviderType& type, std::string body) {
    const auto provider = make_reading_provider(type);
    if (!provider) return failure(provider);
    return read_event(**provider, std::move(body));
}

} // namespace

int decode(DecodeOptions options) {
    const auto type = find_type(options.provider);
    if (!type) return complain("decode", type.error());
    auto body = read_body(options.file);
    if (!body) return complain("decode", body.error());
    const auto event = decode_body(**type, std::move(*body));
    if (!event) return complain("decode", event.error());
    std::cout << event_json(*event) << '\n';
    return exit_done;
}

int sign(SignOptions options) {
    const auto type = find_type(options.provider);
    if (!type) return complain("sign", type.error());
    const auto provider = make_signing_provider(**type, options.secret, options.source);
    if (!provider) return complain("sign", provider.error());
    const auto body = read_body(options.file);
    if (!body) return complain("sign", body.error());
    const Time when =
        options.timestamp ? Time{std::chrono::seconds{*options.timestamp}} : SystemClock{}.now();
    const auto credentials = sign_with(**provider, *body, when);
    if (!credentials) return complain("sign", credentials.error());
    for (const Header& header : credentials->headers)
        std::cout << header.name << ": " << header.value << '\n';
    if (!credentials->path_suffix.empty())
        std::cerr << "this scheme has no header: post to <path>" << credentials->path_suffix
                  << '\n';
    return exit_done;
}

} // namespace orderhook
