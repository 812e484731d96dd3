// A vendor that is easy to talk to: the proof is a header, the body is the event's type.
#pragma once

#include <orderhook/provider.hpp>

namespace orderhook::test {

/// Accepts requests with `X-Proof: right`, or, with its proof in the path, `<path>/right`. A body
/// `order.paid 17` is an event of type `order.paid` of order 17; an empty body is malformed.
class FakeProvider : public Provider {
public:
    explicit FakeProvider(bool proof_in_path = false) : proof_in_path_(proof_in_path) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "fake"; }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time) const override {
        if (proof_in_path_) {
            if (request.target.ends_with("/right")) return Proof{"first"};
            return failure(Errc::unauthenticated, "wrong path secret");
        }
        const std::string* proof = request.headers.find("X-Proof");
        if (proof == nullptr) return failure(Errc::unauthenticated, "no proof");
        if (*proof != "right") return failure(Errc::unauthenticated, "wrong proof");
        return Proof{"first"};
    }

    [[nodiscard]] Result<Envelope> identify(const RawRequest& request) const override {
        const std::string& body = request.body;
        if (body.empty()) return failure(Errc::malformed, "(root): expected text, got nothing");
        const auto blank = body.find(' ');
        Envelope envelope;
        envelope.type = body.substr(0, blank);
        envelope.dedupe_key = body;
        envelope.order_key =
            blank == body.npos ? "event:" + body : "order:" + body.substr(blank + 1);
        return envelope;
    }

    [[nodiscard]] Result<Decoded> decode(const Envelope&, std::string_view) const override {
        return Decoded{};
    }

    [[nodiscard]] Credentials sign(std::string_view, Time) const override {
        if (proof_in_path_) return {{}, "/right"};
        return {{{"X-Proof", "right"}}, {}};
    }

    [[nodiscard]] std::vector<std::string> proof_headers() const override { return {"X-Proof"}; }
    [[nodiscard]] bool proof_in_path() const noexcept override { return proof_in_path_; }

private:
    bool proof_in_path_;
};

} // namespace orderhook::test
