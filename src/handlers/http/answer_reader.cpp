#include "handlers/http/answer_reader.hpp"

#include <orderhook/http.hpp>

#include <charconv>

namespace orderhook::outgoing {

namespace {

/// 0 when the line has none.
int status_of(std::string_view line) {
    int status = 0;
    const auto blank = line.find(' ');
    if (blank == line.npos) return 0;
    const char* begin = line.data() + blank + 1;
    const auto [end, error] = std::from_chars(begin, line.data() + line.size(), status);
    return error == std::errc{} && end == begin + 3 ? status : 0;
}

} // namespace

bool AnswerReader::head_line(std::string_view line) {
    if (has_answer_) return true; // a trailer
    head_bytes_ += line.size();
    if (head_bytes_ > most_head) return false;
    while (line.ends_with('\n') || line.ends_with('\r'))
        line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        answer_ = {.status = status_of(line)};
        return true;
    }
    if (line.empty()) {
        has_answer_ = answer_.status >= 200;
        return true;
    }
    const auto colon = line.find(':');
    if (colon != line.npos && !answer_.retry_after
        && equal_without_case(line.substr(0, colon), "Retry-After"))
        answer_.retry_after = line.substr(colon + 1);
    return true;
}

bool AnswerReader::body(std::string_view bytes) {
    answer_.front += bytes.substr(0, Answer::most_kept - answer_.front.size());
    body_bytes_ += bytes.size();
    return body_bytes_ <= most_body;
}

} // namespace orderhook::outgoing
