#include "fleets/date_time.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>

namespace fleetfit {
namespace {

constexpr std::int64_t hour_seconds = 3600;
constexpr std::int64_t minute_seconds = 60;

/// Seconds by which a zone is ahead of UTC: of "", "Z", "+08:00".
std::optional<std::int64_t> zone_seconds(const std::string& zone) {
  if (zone.empty() || zone == "Z") return 0;
  char sign[2] = {};
  unsigned hour = 0;
  unsigned minute = 0;
  int read = 0;
  if (std::sscanf(zone.c_str(), "%1[+-]%2u:%2u%n", sign, &hour, &minute, &read) != 3 ||
      static_cast<std::size_t>(read) != zone.size()) {
    return std::nullopt;
  }
  const std::int64_t ahead = hour * hour_seconds + minute * minute_seconds;
  return sign[0] == '-' ? -ahead : ahead;
}

std::optional<std::int64_t> days_since_1970(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  constexpr int first_year = 1970;
  constexpr int last_year = 2200;  // nanoseconds of a later one do not fit
  if (!date.ok() || year < first_year || year > last_year) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

}  // namespace

std::optional<std::int64_t> date_time_ns(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  double seconds = 0.0;
  int read = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%*1[ T]%2u:%2u:%lf%n", &year, &month, &day, &hour,
                  &minute, &seconds, &read) != 6) {
    return std::nullopt;
  }
  const auto days = days_since_1970(year, month, day);
  const auto zone = zone_seconds(text.substr(static_cast<std::size_t>(read)));
  constexpr double leap_second = 61.0;
  const bool in_day = hour < 24 && minute < 60 && seconds >= 0.0 && seconds < leap_second;
  if (!days || !zone || !in_day) return std::nullopt;
  constexpr std::int64_t day_seconds = 86400;
  constexpr std::int64_t whole = 1'000'000'000;
  return (*days * day_seconds + hour * hour_seconds + minute * minute_seconds - *zone) * whole +
         std::llround(seconds * static_cast<double>(whole));
}

}  // namespace fleetfit
