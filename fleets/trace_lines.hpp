#pragma once

#include <optional>
#include <string>

#include "fleets/line_reader.hpp"
#include "fleets/trace.hpp"

namespace fleetfit {

/// What all traces refuse, line by line.
class TraceFile : public Trace {
 public:
  explicit TraceFile(const std::string& file) : line_reader(file, fault_list) {}

 protected:
  /// A fault of the current line, which is skipped; the first ones are told in full.
  void refuse(int line, std::string key, std::string problem, std::string remedy);
  bool given_up() const { return skipped_lines >= most_wrong_lines; }
  /// Says so once, where too many lines are wrong.
  void say_given_up(int line);

  /// Whether lengths and time can be replayed; a fault if not.
  bool check(int line, double prompt, double output, double arrived_ns);

  LineReader line_reader;
  double last_ns{};
};

/// Whole nanoseconds of "2023-11-16 18:15:46.6805900"; nothing if it is no such time.
std::optional<std::int64_t> date_time_ns(const std::string& text);

}  // namespace fleetfit
