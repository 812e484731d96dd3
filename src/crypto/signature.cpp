// OpenSSL's plain SHA-256 contexts are values: copying a keyed one is thread-safe and allocates
// nothing. EVP_MAC_CTX_dup and EVP_Digest cost two to three times as much for a body of 700 bytes.

#include <orderhook/signature.hpp>

#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace orderhook {

namespace {

constexpr std::size_t sha256_block = SHA256_CBLOCK;
using KeyBlock = std::array<std::uint8_t, sha256_block>;

SHA256_CTX started_with(const KeyBlock& key, std::uint8_t pad) {
    KeyBlock padded = key;
    for (std::uint8_t& byte : padded)
        byte ^= pad;
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, padded.data(), padded.size());
    OPENSSL_cleanse(padded.data(), padded.size());
    return context;
}

Sha256 finished(SHA256_CTX& context) {
    Sha256 digest;
    SHA256_Final(digest.data(), &context);
    return digest;
}

} // namespace

Sha256 sha256(std::string_view bytes) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, bytes.data(), bytes.size());
    return finished(context);
}

struct HmacSha256::Keyed {
    SHA256_CTX inner;
    SHA256_CTX outer;

    ~Keyed() { OPENSSL_cleanse(this, sizeof *this); }
};

HmacSha256::HmacSha256(std::string_view key) {
    KeyBlock block{};
    if (key.size() > block.size()) {
        const Sha256 digest = sha256(key);
        std::copy(digest.begin(), digest.end(), block.begin());
    } else {
        std::copy(key.begin(), key.end(), block.begin());
    }
    keyed_.reset(new Keyed{started_with(block, 0x36), started_with(block, 0x5c)});
    OPENSSL_cleanse(block.data(), block.size());
}

HmacSha256::HmacSha256(HmacSha256&&) noexcept = default;
HmacSha256& HmacSha256::operator=(HmacSha256&&) noexcept = default;
HmacSha256::~HmacSha256() = default;

Sha256 HmacSha256::operator()(std::initializer_list<std::string_view> parts) const {
    SHA256_CTX inner = keyed_->inner;
    for (const std::string_view part : parts)
        SHA256_Update(&inner, part.data(), part.size());
    const Sha256 digest = finished(inner);
    SHA256_CTX outer = keyed_->outer;
    SHA256_Update(&outer, digest.data(), digest.size());
    return finished(outer);
}

bool equal_in_constant_time(std::string_view given, std::string_view secret) noexcept {
    // Volatile, so that the compiler cannot leave the loop at the first difference.
    const volatile char* theirs = given.data();
    const volatile char* ours = secret.empty() ? "" : secret.data();
    std::size_t difference = given.size() ^ secret.size();
    for (std::size_t place = 0; place < given.size(); ++place) {
        const auto inside = static_cast<std::size_t>(place < secret.size());
        difference |= static_cast<unsigned char>(theirs[place] ^ ours[place * inside]);
    }
    return difference == 0;
}

bool equal_in_constant_time(const Sha256& left, const Sha256& right) noexcept {
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace orderhook
