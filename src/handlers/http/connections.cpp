#include "handlers/http/connections.hpp"

#include "handlers/http/answer_reader.hpp"
#include "handlers/http/plain_text.hpp"

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <new>
#include <stdexcept>

namespace orderhook::outgoing {

namespace {

using SteadyClock = std::chrono::steady_clock;

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Multi = std::unique_ptr<CURLM, FreeMulti>;
using List = std::unique_ptr<curl_slist, FreeList>;

void initialise_once() {
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
}

template <class Value> void set(const Easy& easy, CURLoption option, Value value) {
    const CURLcode result = curl_easy_setopt(easy.get(), option, value);
    if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
}

void set_path(const Easy& easy, CURLoption option, const std::filesystem::path& path) {
    if (!path.empty()) set(easy, option, path.c_str());
}

void append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)list.release(); // `longer` begins with it
    list.reset(longer);
}

List list_of(const Headers& headers) {
    List list;
    // A name without value takes curl's own header away.
    append(list, "Expect:");
    if (headers.find("Content-Type") == nullptr) append(list, "Content-Type:");
    for (const auto& [name, value] : headers)
        append(list, value.empty() ? name + ';' : name + ": " + value);
    return list;
}

std::size_t take_head_line(char* line, std::size_t, std::size_t size, void* reader) {
    return static_cast<AnswerReader*>(reader)->head_line({line, size}) ? size : 0;
}

std::size_t take_body(char* bytes, std::size_t, std::size_t size, void* reader) {
    return static_cast<AnswerReader*>(reader)->body({bytes, size}) ? size : size + 1;
}

long milliseconds(Duration duration) {
    return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

std::string stopped_after(SteadyClock::duration time) {
    const auto count = std::chrono::round<std::chrono::milliseconds>(time).count();
    return "stopped after "
           + (count < 10'000 ? std::to_string(count) + "ms" : std::to_string(count / 1000) + "s")
           + " without an answer";
}

tl::unexpected<Error> no_answer(std::string_view why) {
    return failure(Errc::unavailable, "no answer: " + plain_text(why));
}

} // namespace

class Connections::Connection {
public:
    explicit Connection(const ConnectionOptions& options);

    [[nodiscard]] Result<Answer>
    post(const Headers& headers, std::string_view body, const std::stop_token& stop);

private:
    /// The transfer belongs to the multi as long as this lives.
    struct Membership {
        CURLM* multi;
        CURL* easy;
        ~Membership() { curl_multi_remove_handle(multi, easy); }
    };

    void set_security(const ConnectionOptions& options) const;
    [[nodiscard]] Result<Answer> run(AnswerReader& reader, const std::stop_token& stop);
    [[nodiscard]] std::string failure_text() const;

    const Duration drain_time_;
    Multi multi_; // one of its own: it keeps the connection, and can be woken
    Easy easy_;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
};

Connections::Connection::Connection(const ConnectionOptions& options)
    : drain_time_(options.drain_time) {
    initialise_once();
    multi_.reset(curl_multi_init());
    easy_.reset(curl_easy_init());
    if (!multi_ || !easy_) throw std::bad_alloc();
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, 1L);
    set(easy_, CURLOPT_URL, options.url.c_str());
    set(easy_, CURLOPT_POST, 1L);
    set(easy_, CURLOPT_USERAGENT, "Orderhook");
    set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy_, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy_, CURLOPT_NOSIGNAL, 1L);
    set(easy_, CURLOPT_QUICK_EXIT, 1L); // a name server that hangs does not hold a stop
    set(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
    set(easy_, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.connect_timeout));
    set(easy_, CURLOPT_ERRORBUFFER, error_text_.data());
    set(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy_, CURLOPT_HEADERFUNCTION, &take_head_line);
    set(easy_, CURLOPT_WRITEFUNCTION, &take_body);
    if (options.proxy) set(easy_, CURLOPT_PROXY, options.proxy->c_str());
    set_security(options);
}

void Connections::Connection::set_security(const ConnectionOptions& options) const {
    set(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy_, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    if (!options.ca_file.empty()) {
        set(easy_, CURLOPT_CAINFO, options.ca_file.c_str());
        set<const char*>(easy_, CURLOPT_CAPATH, nullptr); // else the system's are trusted too
    }
    set_path(easy_, CURLOPT_SSLCERT, options.client_certificate);
    set_path(easy_, CURLOPT_SSLKEY, options.client_key);
    set(easy_, CURLOPT_KEYPASSWD, ""); // else an encrypted key is asked for on the terminal
}

Result<Answer> Connections::Connection::post(
    const Headers& headers,
    std::string_view body,
    const std::stop_token& stop
) {
    if (stop.stop_requested()) return failure(Errc::unavailable, "stopped before it was sent");
    const List list = list_of(headers);
    AnswerReader reader;
    error_text_[0] = '\0';
    set(easy_, CURLOPT_HTTPHEADER, list.get());
    set(easy_, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(easy_, CURLOPT_HEADERDATA, &reader);
    set(easy_, CURLOPT_WRITEDATA, &reader);

    const CURLMcode added = curl_multi_add_handle(multi_.get(), easy_.get());
    if (added != CURLM_OK) return no_answer(curl_multi_strerror(added));
    const Membership membership{multi_.get(), easy_.get()};
    const std::stop_callback wake(stop, [this] { curl_multi_wakeup(multi_.get()); });
    return run(reader, stop);
}

Result<Answer> Connections::Connection::run(AnswerReader& reader, const std::stop_token& stop) {
    constexpr std::chrono::minutes longest_wait{1};
    const auto started_at = SteadyClock::now();
    std::optional<SteadyClock::time_point> answered_at;
    while (true) {
        int running = 0;
        const CURLMcode result = curl_multi_perform(multi_.get(), &running);
        if (result != CURLM_OK) return no_answer(curl_multi_strerror(result));
        const bool is_over = running == 0 || stop.stop_requested();
        const auto now = SteadyClock::now();
        if (reader.has_answer() && !answered_at) answered_at = now;
        const auto left = answered_at
                              ? std::chrono::ceil<Duration>(*answered_at - now) + drain_time_
                              : Duration(longest_wait);
        // The receiver has decided; what is missing of the body changes nothing.
        if (answered_at && (is_over || left <= Duration::zero())) return reader.take_answer();
        if (running == 0) return no_answer(failure_text());
        if (is_over)
            return failure(Errc::unavailable, stopped_after(SteadyClock::now() - started_at));
        const int wait = static_cast<int>(milliseconds(left));
        if (const auto polled = curl_multi_poll(multi_.get(), nullptr, 0, wait, nullptr);
            polled != CURLM_OK)
            return no_answer(curl_multi_strerror(polled));
    }
}

std::string Connections::Connection::failure_text() const {
    if (error_text_[0] != '\0') return error_text_.data();
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
    return message == nullptr ? "unknown error" : curl_easy_strerror(message->data.result);
}

Connections::Connections(ConnectionOptions options) : options_(std::move(options)) {}
Connections::~Connections() = default;

Result<Answer>
Connections::post(const Headers& headers, std::string_view body, const std::stop_token& stop) {
    auto connection = take();
    auto answer = connection->post(headers, body, stop);
    give_back(std::move(connection));
    return answer;
}

std::unique_ptr<Connections::Connection> Connections::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
    }
    return std::make_unique<Connection>(options_);
}

void Connections::give_back(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
}

} // namespace orderhook::outgoing
