#include "handlers/http/target.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

namespace orderhook::outgoing {

namespace {

using Path = std::filesystem::path;

Result<void> read_url(Settings& section, Target& target) {
    auto url = section.require<std::string>("url");
    if (!url) return failure(url);
    if (const auto problem = problem_of_url(*url); !problem.empty())
        return section.wrong("url", problem);
    target.connection.url = std::move(*url);
    return {};
}

Result<void> read_shape(Settings& section, Shape& shape) {
    const auto text = section.get<std::string>("format", "original");
    if (!text) return failure(text);
    const auto format = format_from_text(*text);
    if (!format)
        return section.wrong(
            "format",
            "expected \"original\", \"cloudevents-structured\" or \"cloudevents-binary\", got \""
                + *text + '"'
        );
    shape.format = *format;
    auto names = section.get("forward_headers", shape.forward_headers);
    if (!names) return failure(names);
    for (auto name = names->begin(); name != names->end(); ++name) {
        auto problem = problem_of_forwarded(*name, *format);
        if (std::any_of(names->begin(), name, [&](const std::string& before) {
                return equal_without_case(before, *name);
            }))
            problem = *name + " is there twice";
        if (problem.empty()) continue;
        const auto place = std::to_string(name - names->begin());
        return section.wrong("forward_headers[" + place + ']', problem);
    }
    shape.forward_headers = std::move(*names);
    return {};
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= ' ' && letter < 0x7F; });
}

/// When it is live is asked at each attempt.
void keep_life(Settings& section, std::string_view key, Secret secret, Target& target) {
    section.warn_when_expired(key, secret, "nothing is sent");
    secret.text.clear();
    target.authorization_life = std::move(secret);
}

/// Either proof of who sends, as a header; both are noted as what no reason may hold.
Result<void> read_authorization(Settings& section, Target& target) {
    const auto bearer = section.find<Secret>("bearer");
    if (!bearer) return failure(bearer);
    const auto basic = section.find<Secret>("basic");
    if (!basic) return failure(basic);
    if (*bearer && *basic)
        return section.wrong("basic", "expected either bearer or basic, got both");
    auto& secrets = target.verdicts.secrets;
    if (*bearer) {
        const std::string& token = (*bearer)->text;
        if (!is_printable(token) || token.find(' ') != token.npos)
            return section.wrong("bearer", "expected a token of visible ASCII characters");
        target.shape.authorization = "Bearer " + token;
        secrets.push_back(token);
        keep_life(section, "bearer", **bearer, target);
    }
    if (*basic) {
        const std::string& text = (*basic)->text;
        const auto colon = text.find(':');
        if (colon == text.npos) return section.wrong("basic", "expected user:password");
        const std::string encoded = encode_base64(text);
        target.shape.authorization = "Basic " + encoded;
        secrets.push_back(encoded);
        secrets.push_back(text);
        secrets.push_back(text.substr(colon + 1));
        keep_life(section, "basic", **basic, target);
    }
    return {};
}

Result<void> read_verdicts(Settings& section, Verdicts& verdicts) {
    const std::vector<int>& standard = verdicts.reject_statuses;
    const auto statuses =
        section.get("reject_statuses", std::vector<std::int64_t>(standard.begin(), standard.end()));
    if (!statuses) return failure(statuses);
    std::vector<int> chosen;
    for (const std::int64_t status : *statuses) {
        if (status < 300 || status > 599)
            return section.wrong(
                "reject_statuses[" + std::to_string(chosen.size()) + ']',
                "expected 300 to 599, got " + std::to_string(status)
            );
        chosen.push_back(static_cast<int>(status));
    }
    verdicts.reject_statuses = std::move(chosen);
    const auto honour = section.get("honour_retry_after", verdicts.honour_retry_after);
    if (!honour) return failure(honour);
    verdicts.honour_retry_after = *honour;
    return {};
}

/// What stands in the file must at least look like certificates or keys.
Result<void> read_pem_file(Settings& section, std::string_view key, Path& place) {
    const auto path = section.get<Path>(key, {});
    if (!path || path->empty()) return path ? Result<void>() : failure(path);
    std::error_code error;
    if (std::filesystem::is_directory(*path, error))
        return section.wrong(key, "expected a file, got the folder " + path->string());
    errno = 0;
    std::ifstream file(*path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file)
        return section.wrong(
            key,
            "cannot read " + path->string() + ": " + std::generic_category().message(errno)
        );
    if (text.find("-----BEGIN ") == text.npos)
        return section.wrong(key, path->string() + " is no PEM file: no line has -----BEGIN");
    place = *path;
    return {};
}

Result<void> read_client(Settings& section, ConnectionOptions& options) {
    if (auto read = read_pem_file(section, "ca_file", options.ca_file); !read) return read;
    if (auto read = read_pem_file(section, "client_certificate", options.client_certificate); !read)
        return read;
    if (auto read = read_pem_file(section, "client_key", options.client_key); !read) return read;
    if (!options.client_key.empty() && options.client_certificate.empty())
        return section.wrong("client_key", "expected client_certificate beside it");
    return {};
}

Result<void> read_connection(Settings& section, ConnectionOptions& options) {
    if (auto read = read_client(section, options); !read) return read;
    auto proxy = section.find<std::string>("proxy");
    if (!proxy) return failure(proxy);
    if (*proxy && !(*proxy)->empty())
        if (const auto problem = problem_of_url(**proxy); !problem.empty())
            return section.wrong(
                "proxy",
                "expected a URL such as \"http://proxy.internal:3128\", without user and password, "
                "or \"\" for none"
            );
    options.proxy = std::move(*proxy);
    const auto timeout = section.get("connect_timeout", options.connect_timeout);
    if (!timeout) return failure(timeout);
    if (*timeout < std::chrono::milliseconds{1} || *timeout > std::chrono::hours{1})
        return section.wrong("connect_timeout", "expected 1ms to 1h");
    options.connect_timeout = *timeout;
    return {};
}

} // namespace

Result<Target> read_target(Settings& section) {
    Target target;
    if (auto read = read_url(section, target); !read) return failure(read);
    if (auto read = read_shape(section, target.shape); !read) return failure(read);
    if (auto read = read_authorization(section, target); !read) return failure(read);
    if (auto read = read_verdicts(section, target.verdicts); !read) return failure(read);
    if (auto read = read_connection(section, target.connection); !read) return failure(read);
    auto signer = Signer::read(section);
    if (!signer) return failure(signer);
    target.signer = std::move(*signer);
    return target;
}

} // namespace orderhook::outgoing
