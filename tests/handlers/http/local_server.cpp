#include "handlers/http/local_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace orderhook::test {

namespace {

void run(const std::string& command) {
    if (std::system((command + " >/dev/null 2>&1").c_str()) != 0) // NOLINT(cert-env33-c)
        throw std::runtime_error("failed: " + command);
}

SSL_CTX* server_context(const ServerTls& tls) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    const auto& files = tls.certificates;
    if (SSL_CTX_use_certificate_chain_file(context, files("server.pem").c_str()) != 1
        || SSL_CTX_use_PrivateKey_file(context, files("server.key").c_str(), SSL_FILETYPE_PEM) != 1
        || SSL_CTX_load_verify_locations(context, files("ca.pem").c_str(), nullptr) != 1)
        throw std::runtime_error("cannot use the certificates");
    if (tls.wants_client)
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return context;
}

/// A broken connection must not end the test, and a signal of ours not hide one of the sender's.
void block_broken_pipes() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::size_t content_length(std::string head) {
    std::ranges::transform(head, head.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    const std::string name = "\r\ncontent-length: ";
    const auto at = head.find(name);
    return at == head.npos ? 0 : std::stoul(head.substr(at + name.size()));
}

} // namespace

Certificates::Certificates(std::filesystem::path folder) : folder_(std::move(folder)) {
    const auto make = [&](const std::string& name, const std::string& more) {
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
            "/CN="
            + name + " -keyout " + (*this)(name + ".key") + " -out " + (*this)(name + ".pem")
            + more);
    };
    make("ca", "");
    make("other", "");
    const std::string by_ca = " -CA " + (*this)("ca.pem") + " -CAkey " + (*this)("ca.key")
                              + " -addext basicConstraints=critical,CA:FALSE";
    make("server", by_ca + " -addext subjectAltName=IP:127.0.0.1");
    make("client", by_ca);
}

Peer::Peer(int socket, SSL_CTX* tls) : socket_(socket) {
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (tls == nullptr) return;
    tls_ = SSL_new(tls);
    SSL_set_fd(tls_, socket);
    open_ = SSL_accept(tls_) == 1;
}

Peer::~Peer() { SSL_free(tls_); }

bool Peer::send(std::string_view bytes) {
    while (open_ && !bytes.empty()) {
        const auto count = tls_ != nullptr
                               ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return open_ = false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return open_;
}

std::string Peer::receive() {
    char buffer[16384];
    const auto count = tls_ != nullptr ? SSL_read(tls_, buffer, sizeof buffer)
                                       : ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) open_ = false;
    return count <= 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(count));
}

void Peer::wait_for_end() {
    while (!receive().empty()) {
    }
}

LocalServer::LocalServer(Answer answer, const ServerTls* tls) : answer_(std::move(answer)) {
    if (tls != nullptr) tls_ = server_context(*tls);
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any_address = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, any_address, size) != 0 || listen(listener_, 64) != 0
        || getsockname(listener_, any_address, &size) != 0)
        throw std::runtime_error("cannot listen on 127.0.0.1");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread([this] { accept_all(); });
}

LocalServer::~LocalServer() {
    shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int each : sockets_)
            shutdown(each, SHUT_RDWR);
    }
    threads_.clear();
    close(listener_);
    SSL_CTX_free(tls_);
}

std::string LocalServer::url(const std::string& path) const {
    return (tls_ != nullptr ? "https" : "http") + ("://127.0.0.1:" + std::to_string(port_) + path);
}

std::vector<Received> LocalServer::received() const {
    const std::lock_guard lock(mutex_);
    return received_;
}

void LocalServer::accept_all() {
    for (int connection = 1;; ++connection) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const std::lock_guard lock(mutex_);
        sockets_.insert(socket);
        threads_.emplace_back([this, socket, connection] { serve(socket, connection); });
    }
}

void LocalServer::serve(int socket, int connection) {
    block_broken_pipes();
    {
        Peer peer(socket, tls_);
        std::string bytes;
        while (peer.is_open()) {
            const auto end = bytes.find("\r\n\r\n");
            const auto head = end == bytes.npos ? std::string() : bytes.substr(0, end + 4);
            const auto size = head.size() + content_length(head);
            if (head.empty() || bytes.size() < size) {
                bytes += peer.receive();
                continue;
            }
            const Received request{connection, head, bytes.substr(head.size(), size - head.size())};
            bytes.erase(0, size);
            {
                const std::lock_guard lock(mutex_);
                received_.push_back(request);
            }
            if (!answer_(request, peer)) break;
        }
    }
    const std::lock_guard lock(mutex_);
    sockets_.erase(socket);
    close(socket);
}

LocalServer::Answer always(std::string answer) {
    return [text = std::move(answer)](const Received&, Peer& peer) { return peer.send(text); };
}

std::string answer_text(int status, std::string_view body, std::string_view more_fields) {
    return "HTTP/1.1 " + std::to_string(status) + " Reason\r\n" + std::string(more_fields)
           + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

} // namespace orderhook::test
