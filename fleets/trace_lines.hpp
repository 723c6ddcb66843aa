#pragma once

#include <string>
#include <vector>

#include "fleets/line_reader.hpp"
#include "fleets/trace.hpp"

namespace fleetfit {

/// What all traces refuse, line by line.
class TraceFile : public Trace {
 public:
  /// A file that cannot be read is a fault.
  explicit TraceFile(const std::string& file) : lines(file, about.faults) {}

 protected:
  /// A fault of the current line, which is skipped; the first ones are told in full.
  void refuse(int line, std::string key, std::string problem, std::string remedy);
  void refuse(const Position& at, std::string key, std::string problem, std::string remedy);
  bool given_up() const { return about.skipped >= most_wrong_lines; }
  /// Says so, if the trace is given up.
  void say_if_given_up(int line);

  /// Whether lengths and time can be replayed; a fault if not.
  bool check(int line, double prompt, double output, double arrived_ns);
  /// Likewise where times count from the begin of the request's session.
  bool check(int line, double prompt, double output, double since_begin_ns, double begins_ns);

  LineReader lines;

 private:
  double last_ns_{};
  bool said_given_up_{};
};

/// What a trace may last: a replay's clock must tell its requests' ends, too.
inline constexpr double longest_trace_ns = 20.0 * 86400.0 * 1e9;

/// Tokens that one request may have, either way.
inline constexpr double most_tokens = 1e8;

/// Requests of sessions that overlap, in order of arrival.
void sort_by_arrival(std::vector<TraceRequest>& requests);

}  // namespace fleetfit
