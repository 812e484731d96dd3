// A receiver on 127.0.0.1 that answers as a test tells it, byte for byte.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace orderhook::test {

/// Certificates for 127.0.0.1, made by the openssl command.
class Certificates {
public:
    /// In files of that folder: `ca.pem`, `server.pem`, `client.pem`, each with its `.key`, and
    /// `other.pem`, a CA that signed none of them.
    explicit Certificates(std::filesystem::path folder);

    [[nodiscard]] std::string operator()(const std::string& name) const {
        return (folder_ / name).string();
    }

private:
    std::filesystem::path folder_;
};

/// How a server speaks TLS.
struct ServerTls {
    const Certificates& certificates;
    bool wants_client = false; ///< a certificate of `ca.pem` from the other side
};

/// The other end of a connection.
class Peer {
public:
    Peer(int socket, ssl_ctx_st* tls);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] bool is_open() const noexcept { return open_; }
    /// False when the other side is gone.
    bool send(std::string_view bytes);
    /// Up to as many bytes as fit; none at the end.
    [[nodiscard]] std::string receive();
    /// Reads until the other side has ended the connection.
    void wait_for_end();

private:
    int socket_;
    ssl_st* tls_ = nullptr;
    bool open_ = true;
};

struct Received {
    int connection = 0; ///< 1 for the first
    std::string head;   ///< with its blank line
    std::string body;

    [[nodiscard]] bool says(std::string_view line) const {
        return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
    }
};

class LocalServer {
public:
    /// Called for each request, from a thread of its connection. False ends the connection.
    using Answer = std::function<bool(const Received&, Peer&)>;

    explicit LocalServer(Answer answer, const ServerTls* tls = nullptr);
    ~LocalServer();

    [[nodiscard]] std::string url(const std::string& path = "/hook") const;
    [[nodiscard]] std::vector<Received> received() const;

private:
    void accept_all();
    void serve(int socket, int connection);

    Answer answer_;
    ssl_ctx_st* tls_ = nullptr;
    int listener_ = -1;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<Received> received_;
    std::set<int> sockets_;
    std::vector<std::jthread> threads_;
    std::jthread acceptor_;
};

/// Always answers with these bytes.
[[nodiscard]] LocalServer::Answer always(std::string answer);

/// A whole answer.
[[nodiscard]] std::string
answer_text(int status, std::string_view body = "", std::string_view more_fields = "");

} // namespace orderhook::test
