#include "engine/report/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fleetfit {
namespace {

std::string grouped(std::string digits) {
  for (auto i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3) {
    digits.insert(static_cast<std::size_t>(i), ",");
  }
  return digits;
}

}  // namespace

std::string month_text(Month month) {
  constexpr int months_per_year = 12;
  return fmt::format("{:04}-{:02}", month.index / months_per_year,
                     month.index % months_per_year + 1);
}

std::string until_text(std::optional<Month> month, bool fits) {
  if (month) return month_text(*month);
  return fits ? "no end in 20 years" : "no month";
}

std::string percent_text(double ratio) {
  const double percent = 100.0 * ratio;
  // Thresholds lie where rounding would add a digit: 99.96 reads "100", not "100.0".
  constexpr double three_digits = 99.95;
  constexpr double two_digits = 9.995;
  const double size = std::abs(percent);
  const int digits = size >= three_digits ? 0 : (size >= two_digits ? 1 : 2);
  return fmt::format("{:.{}f} %", percent, digits);
}

std::string signed_percent_text(double ratio) {
  return (ratio >= 0.0 ? "+" : "") + percent_text(ratio);
}

std::string tokens_per_day_text(double value) {
  constexpr double tera = 1e12;
  constexpr double giga = 1e9;
  if (value < tera) return fmt::format("{:.1f} G/day", value / giga);
  return fmt::format("{:.{}f} T/day", value / tera, value < 100.0 * tera ? 2 : 0);
}

std::string count_text(double value) { return grouped(fmt::format("{:.0f}", value)); }

std::string rate_text(double value) {
  return value < 100.0 ? fmt::format("{:.1f}", value) : count_text(value);
}

std::string bar_text(double part, int width) {
  const auto filled = static_cast<int>(std::lround(std::clamp(part, 0.0, 1.0) * width));
  std::string bar;
  for (int i = 0; i < width; ++i) bar += i < filled ? "█" : "·";
  return bar;
}

}  // namespace fleetfit
