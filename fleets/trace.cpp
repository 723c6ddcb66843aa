#include "fleets/trace.hpp"

#include "fleets/line_reader.hpp"
#include "fleets/servegen.hpp"
#include "fleets/trace_csv.hpp"
#include "fleets/trace_json.hpp"

namespace fleetfit {
namespace {

/// The first line that is not blank. Throws BadInput if there is none.
std::string first_line(const std::string& file) {
  Faults faults;
  LineReader lines(file, faults);
  std::string line;
  while (lines.next(line)) {
    if (line.find_first_not_of(" \t\r\n") != std::string::npos) return line;
  }
  if (faults.empty()) {
    faults.add({file, 0}, "", "the file is empty", "give a trace of requests, CSV or JSON lines");
  }
  faults.throw_if_any();
  return line;
}

}  // namespace

std::unique_ptr<Trace> open_trace(const std::string& file, const TraceOptions& options) {
  const std::string line = first_line(file);
  if (is_servegen_rates(line) || line.find("\"dataset\"") != std::string::npos) {
    return open_servegen(file, options);
  }
  const char first = line[line.find_first_not_of(" \t\r\n")];
  if (first == '{' || first == '[') return open_trace_json(file, options);
  return open_trace_table(file, options);
}

}  // namespace fleetfit
