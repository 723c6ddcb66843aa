#include "fleets/trace_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fleetfit {
namespace {

constexpr double ns_in_a_second = 1e9;

/// False for what is no number, too.
bool is_length(double tokens) {
  return tokens >= 1.0 && tokens <= most_tokens && std::floor(tokens) == tokens;
}

}  // namespace

void TraceFile::refuse(int line, std::string key, std::string problem, std::string remedy) {
  refuse(Position{lines.file(), line}, std::move(key), std::move(problem), std::move(remedy));
}

void TraceFile::refuse(const Position& at, std::string key, std::string problem,
                       std::string remedy) {
  constexpr std::int64_t told = 20;
  if (about.skipped++ < told)
    about.faults.add(at, std::move(key), std::move(problem), std::move(remedy));
}

void TraceFile::say_if_given_up(int line) {
  if (!given_up() || said_given_up_) return;
  said_given_up_ = true;
  about.faults.add({lines.file(), line}, "",
                   fmt::format("{} lines are wrong; the rest is not read", about.skipped),
                   "mend the file, or cut it before the first wrong line");
}

bool TraceFile::check(int line, double prompt, double output, double arrived_ns) {
  const char* lengths = "give a whole number of tokens from 1 to 100 million";
  if (!is_length(prompt)) {
    refuse(line, "", fmt::format("a prompt of {} tokens", prompt), lengths);
  } else if (!is_length(output)) {
    refuse(line, "", fmt::format("an output of {} tokens", output), lengths);
  } else if (!(arrived_ns >= 0.0) || arrived_ns > longest_trace_ns) {
    refuse(line, "", fmt::format("it arrives at {:g} s", arrived_ns / ns_in_a_second),
           "times begin at 0 and end within 20 days");
  } else if (arrived_ns < last_ns_) {
    refuse(line, "",
           fmt::format("it arrives {:g} s before the line above",
                       (last_ns_ - arrived_ns) / ns_in_a_second),
           "sort the trace by time of arrival");
  } else {
    last_ns_ = arrived_ns;
    return true;
  }
  return false;
}

bool TraceFile::check(int line, double prompt, double output, double since_begin_ns,
                      double begins_ns) {
  last_ns_ = 0.0;  // sessions overlap
  if (!check(line, prompt, output, since_begin_ns)) return false;
  if (begins_ns + since_begin_ns <= longest_trace_ns) return true;
  refuse(line, "",
         fmt::format("its session begins at {:g} s, so that it arrives after 20 days",
                     begins_ns / ns_in_a_second),
         "let more sessions begin in a second (--rate)");
  return false;
}

void sort_by_arrival(std::vector<TraceRequest>& requests) {
  std::stable_sort(
      requests.begin(), requests.end(),
      [](const TraceRequest& a, const TraceRequest& b) { return a.arrived_ns < b.arrived_ns; });
}

}  // namespace fleetfit
