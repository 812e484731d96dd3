// send and healthcheck: the commands that talk to a running service.
#include "app/admin_client.hpp"
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/http_client.hpp"
#include "app/lone_provider.hpp"
#include "async/clock.hpp"
#include "providers/sample_text.hpp"

#include <iostream>
#include <thread>
#include <vector>

namespace orderhook {

namespace {

Result<std::vector<Sample>> chosen_samples(const ProviderType& type, const std::string& event) {
    std::vector<Sample> chosen;
    std::string names;
    for (const Sample& sample : type.samples()) {
        names += (names.empty() ? "" : ", ") + std::string(sample.type);
        if (event.empty() || event == sample.type) chosen.push_back(sample);
    }
    if (chosen.empty())
        return failure(
            Errc::misconfigured,
            "event: expected one of " + names + ", got \"" + event + '"'
        );
    return chosen;
}

/// Posts one sample and says whether it was taken. Errors: nobody answers, or signs.
Result<bool> post(HttpClient& client, const Provider& provider, const Sample& sample) {
    const Time now = SystemClock{}.now();
    std::string body = fresh_sample(sample.body, now);
    auto credentials = sign_with(provider, body, now);
    if (!credentials) return failure(credentials);
    credentials->headers.add("Content-Type", "application/json");
    const auto reply =
        client.request("POST", credentials->path_suffix, credentials->headers, std::move(body));
    if (!reply) return failure(reply);
    std::cout << reply->status << ' ' << sample.type << ' ' << reply->body << '\n';
    return reply->status == 200;
}

} // namespace

int send(SendOptions options) {
    const auto type = find_type(options.provider);
    if (!type) return complain("send", type.error());
    const auto provider = make_signing_provider(**type, options.secret, options.source);
    if (!provider) return complain("send", provider.error());
    const auto samples = chosen_samples(**type, options.event);
    if (!samples) return complain("send", samples.error());
    auto url = Url::parse(
        options.url.empty() ? "http://127.0.0.1:8080/hooks/" + options.provider.name : options.url
    );
    if (!url) return complain("send", url.error());

    HttpClient client(std::move(*url));
    bool all_taken = true;
    auto next = std::chrono::steady_clock::now();
    for (std::uint32_t round = 0; round < options.count; ++round) {
        for (const Sample& sample : *samples) {
            std::this_thread::sleep_until(next);
            if (options.rate > 0)
                next += std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / options.rate));
            const auto taken = post(client, **provider, sample);
            if (!taken) return complain("send", taken.error());
            all_taken = *taken && all_taken;
        }
    }
    return all_taken ? exit_done : exit_failed;
}

int healthcheck(const HealthcheckOptions& options) {
    auto url =
        Url::parse(options.url.empty() ? admin_url_of_this_machine() + "/readyz" : options.url);
    if (!url) return complain("healthcheck", url.error());
    const auto reply = HttpClient(std::move(*url)).request("GET", "", {}, {});
    if (!reply) return complain("healthcheck", reply.error());
    std::cout << reply->body << '\n';
    if (reply->status == 404)
        std::cerr << "expected the admin address with /readyz, such as "
                  << admin_url_of_this_machine() << "/readyz\n";
    return reply->status == 200 ? exit_done : exit_failed;
}

} // namespace orderhook
