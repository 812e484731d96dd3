#include "handlers/http/answer_reader.hpp"
#include "handlers/http/retry_after.hpp"
#include "handlers/http/verdict.hpp"

#include <gtest/gtest.h>

namespace orderhook::outgoing {
namespace {

using namespace std::chrono_literals;

Answer answer(int status, std::string front = "") {
    return {.status = status, .front = std::move(front)};
}

Outcome outcome(const Answer& of) { return outcome_of(of, {}, {}); }

std::string reason(const Outcome& of) {
    if (const auto* retry = std::get_if<Retry>(&of)) return "retry: " + retry->reason;
    if (const auto* reject = std::get_if<Reject>(&of)) return "reject: " + reject->reason;
    return "done";
}

TEST(Verdict, FollowsTheStatus) {
    for (const int status : {200, 201, 202, 204, 206, 299})
        EXPECT_EQ(reason(outcome(answer(status))), "done");
    for (const int status : {400, 410, 413, 415, 422})
        EXPECT_EQ(reason(outcome(answer(status))), "reject: answered " + std::to_string(status));
    for (const int status : {300, 301, 302, 307, 401, 403, 404, 405, 408, 409, 429, 500, 503, 599})
        EXPECT_EQ(reason(outcome(answer(status))), "retry: answered " + std::to_string(status));
}

TEST(Verdict, RejectsWhatItIsToldTo) {
    const Verdicts verdicts{.reject_statuses = {404}, .honour_retry_after = true};
    EXPECT_EQ(reason(outcome_of(answer(404), verdicts, {})), "reject: answered 404");
    EXPECT_EQ(reason(outcome_of(answer(400), verdicts, {})), "retry: answered 400");
}

TEST(Verdict, ShowsTheFrontOfTheAnswerAsOneLine) {
    EXPECT_EQ(
        reason(outcome(answer(503, "\r\n<h1>try\tlater</h1>\n\xff\x1b[31m\r\n"))),
        "retry: answered 503: <h1>try later</h1> \uFFFD [31m"
    );
    EXPECT_EQ(reason(outcome(answer(503, " \n "))), "retry: answered 503");
    const auto cut = reason(outcome(answer(503, std::string(511, 'x') + "\u00e9y")));
    EXPECT_EQ(cut, "retry: answered 503: " + std::string(511, 'x'));
}

TEST(Verdict, NeverRepeatsASecret) {
    const Verdicts verdicts{.secrets = {"s3cret", ""}};
    EXPECT_EQ(
        reason(outcome_of(answer(500, "s3cret, Bearer s3cret!"), verdicts, {})),
        "retry: answered 500: ***, Bearer ***!"
    );
    // Each one hidden makes room, until the half of one at the end would be seen.
    std::string echo;
    while (echo.size() < Answer::most_kept)
        echo += "s3cret";
    echo.resize(Answer::most_kept);
    EXPECT_EQ(reason(outcome_of(answer(500, echo), verdicts, {})).find("s3"), std::string::npos);
    const Verdicts longer{.secrets = {std::string(1000, 'k')}};
    const auto shown = reason(outcome_of(answer(500, std::string(4096, 'k')), longer, {}));
    EXPECT_EQ(shown.find('k'), std::string::npos);
}

TEST(Verdict, WaitsAsLongAsTheReceiverSays) {
    Answer busy = answer(503);
    busy.retry_after = "120";
    const auto delay = [&](const Verdicts& verdicts) {
        return std::get<Retry>(outcome_of(busy, verdicts, {})).delay;
    };
    EXPECT_EQ(delay({}), 120s);
    EXPECT_EQ(delay({.honour_retry_after = false}), std::nullopt);
    busy.retry_after = "soon";
    EXPECT_EQ(delay({}), std::nullopt);
}

TEST(RetryAfter, IsSecondsOrADate) {
    const Time now = *parse_rfc3339("1994-11-06T08:49:00Z");
    EXPECT_EQ(parse_retry_after("1", now), 1s);
    EXPECT_EQ(parse_retry_after(" 3600\t", now), 1h);
    EXPECT_EQ(parse_retry_after("99999999999999999999999", now), std::chrono::days{365});
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), 37s);
    EXPECT_EQ(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), std::chrono::days{365});
}

TEST(RetryAfter, IsIgnoredWhenItIsSomethingElse) {
    const Time now = *parse_rfc3339("1994-11-06T08:49:37Z");
    for (const char* value :
         {"",
          " ",
          "0",
          "-5",
          "+5",
          "1.5",
          "5s",
          "soon",
          "Sun, 06 Nov 1994 08:49:37 GMT", // now
          "Sun, 06 Nov 1994 08:49:36 GMT",
          "Sun, 06 Foo 1995 08:49:37 GMT",
          "Sun, 31 Feb 1995 08:49:37 GMT",
          "Sun, 06 Nov 1995 08:49:37 CET",
          "Sun, 06 Nov 1995 08:49:3x GMT",
          "Sunday, 06-Nov-95 08:49:37 GMT",
          "Sun Nov  6 08:49:37 1995"})
        EXPECT_EQ(parse_retry_after(value, now), std::nullopt) << value;
}

bool read(AnswerReader& reader, std::initializer_list<std::string_view> lines) {
    bool goes_on = true;
    for (const auto line : lines)
        goes_on = goes_on && reader.head_line(line);
    return goes_on;
}

TEST(AnswerReader, PassesOverInterimAnswersAndTrailers) {
    AnswerReader reader;
    EXPECT_TRUE(read(reader, {"HTTP/1.1 103 Early\r\n", "retry-after: 9\r\n", "\r\n"}));
    EXPECT_FALSE(reader.has_answer());
    EXPECT_TRUE(read(reader, {"HTTP/1.1 503\r\n", "RETRY-after: 7\r\n", "Retry-After: 8\r\n"}));
    EXPECT_FALSE(reader.has_answer());
    EXPECT_TRUE(read(reader, {"\r\n"}));
    EXPECT_TRUE(reader.has_answer());
    EXPECT_TRUE(reader.body("later"));
    EXPECT_TRUE(read(reader, {"HTTP/1.1 200 a trailer\r\n"}));
    const Answer taken = reader.take_answer();
    EXPECT_EQ(taken.status, 503);
    EXPECT_EQ(taken.retry_after, " 7");
    EXPECT_EQ(taken.front, "later");
}

TEST(AnswerReader, BoundsWhatItReads) {
    AnswerReader endless;
    EXPECT_TRUE(read(endless, {"HTTP/1.1 200 OK\r\n"}));
    const std::string line = "x: " + std::string(1000, 'y') + "\r\n";
    int lines = 0;
    while (endless.head_line(line))
        ++lines;
    EXPECT_EQ(lines, 65);

    AnswerReader huge;
    EXPECT_TRUE(read(huge, {"HTTP/1.1 200 OK\r\n", "\r\n"}));
    EXPECT_TRUE(huge.body(std::string(AnswerReader::most_body, 'x')));
    EXPECT_FALSE(huge.body("x"));
    EXPECT_EQ(huge.take_answer().front.size(), Answer::most_kept);
}

TEST(AnswerReader, TakesNoLineWithoutStatusForAnAnswer) {
    for (const char* line : {"HTTP/1.1\r\n", "HTTP/1.1 abc\r\n", "HTTP/1.1 20\r\n", "x: y\r\n"}) {
        AnswerReader reader;
        EXPECT_TRUE(read(reader, {line, "\r\n"}));
        EXPECT_FALSE(reader.has_answer()) << line;
    }
}

} // namespace
} // namespace orderhook::outgoing
