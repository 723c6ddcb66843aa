#include "fleets/row_reader.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <cmath>

namespace fleetfit {

namespace {

constexpr double largest_count = 1e6;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// "16/32" for two phases, "~15-30 (short prompts)": said with care, but not one number.
bool holds_several_numbers(std::string_view text) {
  const std::size_t first = text.starts_with('~') ? 1 : 0;
  const std::size_t end = text.find_first_not_of("0123456789.", first);
  return end != std::string_view::npos && end > first && end + 1 < text.size() &&
         (text[end] == '/' || text[end] == '-') && is_digit(text[end + 1]);
}

}  // namespace

std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('~')) text.remove_prefix(1);
  double number = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  if (!rest.empty() && !rest.starts_with(" (")) return std::nullopt;
  return number;
}

void RowReader::skip(const std::string& reason) {
  if (skipped_.empty()) skipped_ = reason;
}

void RowReader::refuse(std::string_view column, const std::string& problem, std::string remedy) {
  faults_.add(position(), std::string(column), problem, std::move(remedy));
  skip(fmt::format("{}: {}", column, problem));
}

/// The number of a field that is not empty.
std::optional<double> RowReader::read(std::string_view column, const char* wanted) {
  const std::string& field = row_[column];
  const auto number = number_in(field);
  if (number) return number;
  if (holds_several_numbers(field)) {
    skip(fmt::format("{} holds '{}', not one number", column, field));
  } else {
    refuse(column, fmt::format("'{}' is not a number", field), wanted);
  }
  return std::nullopt;
}

double RowReader::needed(std::string_view column) {
  const char* wanted = "give a number above 0";
  if (row_[column].empty()) {
    skip(fmt::format("{} is not stated", column));
    return 0.0;
  }
  const auto number = read(column, wanted);
  if (number && *number <= 0.0) {
    refuse(column, fmt::format("{} is not above 0", row_[column]), wanted);
  }
  return number.value_or(0.0);
}

double RowReader::stated(std::string_view column) {
  if (row_[column].empty()) return 0.0;
  const auto number = read(column, "give 0 or more, or leave it empty");
  if (number && *number < 0.0) {
    refuse(column, fmt::format("{} is negative", row_[column]), "give 0 or more");
  }
  return number.value_or(0.0);
}

int RowReader::whole(std::string_view column, int otherwise) {
  if (row_[column].empty()) return otherwise;
  const char* wanted = "give a whole number from 1, or leave it empty";
  const auto number = read(column, wanted);
  if (!number) return otherwise;
  if (*number >= 1.0 && *number <= largest_count && std::floor(*number) == *number) {
    return static_cast<int>(*number);
  }
  refuse(column, fmt::format("{} is not a whole number from 1 to 1,000,000", row_[column]), wanted);
  return otherwise;
}

}  // namespace fleetfit
