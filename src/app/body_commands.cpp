// decode and sign: the commands that work on one body and no service.
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/lone_provider.hpp"
#include "app/read_file.hpp"
#include "async/clock.hpp"
#include "handlers/event_json.hpp"

#include <cstdio>
#include <iostream>
#include <iterator>

namespace orderhook {

namespace {

Result<std::string> read_body(const std::string& file) {
    if (file == "-") return std::string{std::istreambuf_iterator<char>(std::cin), {}};
    return read_file(file);
}

Result<Event> decode_body(const std::string& provider_name, std::string body) {
    const auto provider = make_reading_provider(provider_name);
    if (!provider) return failure(provider);
    RawRequest request;
    request.body = std::move(body);
    auto envelope = (*provider)->identify(request);
    if (!envelope) return failure(envelope);
    auto decoded = (*provider)->decode(*envelope, request.body);
    if (!decoded) return failure(decoded);

    Event event;
    event.provider = provider_name;
    event.envelope = std::move(*envelope);
    event.body = std::move(request.body);
    event.payload = std::move(decoded->payload);
    event.drift = std::move(decoded->drift);
    return event;
}

} // namespace

int decode(const DecodeOptions& options) {
    auto body = read_body(options.file);
    if (!body) return complain("decode", body.error());
    const auto event = decode_body(options.provider, std::move(*body));
    if (!event) return complain("decode", event.error());
    std::cout << event_json(*event) << '\n';
    return exit_done;
}

int sign(const SignOptions& options) {
    const auto provider = make_signing_provider(options.provider, options.secret, options.source);
    if (!provider) return complain("sign", provider.error());
    const auto body = read_body(options.file);
    if (!body) return complain("sign", body.error());
    const Time when =
        options.timestamp ? Time{std::chrono::seconds{*options.timestamp}} : SystemClock{}.now();
    const Credentials credentials = (*provider)->sign(*body, when);
    for (const Header& header : credentials.headers)
        std::cout << header.name << ": " << header.value << '\n';
    if (!credentials.path_suffix.empty())
        std::cerr << "this scheme has no header: post to <path>" << credentials.path_suffix << '\n';
    return exit_done;
}

} // namespace orderhook
