#include "fleets/trace_lines.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

namespace fleetfit {
namespace {

constexpr double most_tokens = std::numeric_limits<std::int32_t>::max() / 4.0;
constexpr double ns_in_a_second = 1e9;
constexpr double longest_ns = 100.0 * 86400.0 * ns_in_a_second;  // the clock of a replay

bool is_length(double tokens) { return tokens >= 1.0 && tokens <= most_tokens; }

}  // namespace

void TraceFile::refuse(int line, std::string key, std::string problem, std::string remedy) {
  constexpr std::int64_t told = 20;
  if (skipped_lines++ < told) {
    fault_list.add({line_reader.file(), line}, std::move(key), std::move(problem),
                   std::move(remedy));
  }
}

void TraceFile::say_given_up(int line) {
  fault_list.add({line_reader.file(), line}, "",
                 fmt::format("{} lines are wrong; the rest is not read", skipped_lines),
                 "mend the file, or cut it before the first wrong line");
}

bool TraceFile::check(int line, double prompt, double output, double arrived_ns) {
  if (!is_length(prompt)) {
    refuse(line, "", fmt::format("a prompt of {:g} tokens", prompt),
           "a prompt has 1 token or more");
  } else if (!is_length(output)) {
    refuse(line, "", fmt::format("an output of {:g} tokens", output),
           "an output has 1 token or more");
  } else if (!(arrived_ns >= 0.0) || arrived_ns > longest_ns) {
    refuse(line, "", fmt::format("it arrives at {:g} s", arrived_ns / ns_in_a_second),
           "times begin at 0 and end within 100 days");
  } else if (arrived_ns < last_ns) {
    refuse(line, "",
           fmt::format("it arrives {:g} s before the line above",
                       (last_ns - arrived_ns) / ns_in_a_second),
           "sort the trace by time of arrival");
  } else {
    last_ns = arrived_ns;
    return true;
  }
  return false;
}

std::optional<std::int64_t> date_time_ns(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  double seconds = 0.0;
  if (std::sscanf(text.c_str(), "%d-%u-%u%*[ T]%d:%d:%lf", &year, &month, &day, &hour, &minute,
                  &seconds) != 6) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
  constexpr std::int64_t day_seconds = 86400;
  constexpr std::int64_t hour_seconds = 3600;
  constexpr std::int64_t minute_seconds = 60;
  constexpr std::int64_t whole = 1'000'000'000;
  return (days * day_seconds + hour * hour_seconds + minute * minute_seconds) * whole +
         std::llround(seconds * ns_in_a_second);
}

}  // namespace fleetfit
