#include <orderhook/http.hpp>

#include <algorithm>

namespace orderhook {

namespace {

constexpr std::size_t usual_fields = 8;

// Not std::tolower: HTTP names must not depend on the process's locale.
constexpr char lower_ascii(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

auto named(std::string_view name) {
    return [name](const Header& field) { return equal_without_case(field.name, name); };
}

} // namespace

bool equal_without_case(std::string_view left, std::string_view right) noexcept {
    return std::ranges::equal(left, right, {}, lower_ascii, lower_ascii);
}

void Headers::add(std::string name, std::string value) {
    if (fields_.empty()) fields_.reserve(usual_fields);
    fields_.push_back({std::move(name), std::move(value)});
}

const std::string* Headers::find(std::string_view name) const noexcept {
    const auto found = std::ranges::find_if(fields_, named(name));
    return found == fields_.end() ? nullptr : &found->value;
}

std::size_t Headers::count(std::string_view name) const noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(fields_, named(name)));
}

void Headers::erase(std::string_view name) { std::erase_if(fields_, named(name)); }

} // namespace orderhook
