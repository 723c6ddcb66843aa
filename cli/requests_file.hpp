#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <string>

#include "engine/replay/trace_replay.hpp"

namespace fleetfit {

/// The CSV of `--requests-out`: a row for each request, in order of arrival. Requests that got no
/// answer have empty times. Written beside the file and renamed when whole; a device or a pipe is
/// written to as it is.
class RequestsFile {
 public:
  /// Throws BadInput where the file cannot be written.
  explicit RequestsFile(std::string file);
  RequestsFile(const RequestsFile&) = delete;
  RequestsFile& operator=(const RequestsFile&) = delete;
  ~RequestsFile();

  void add(const RequestRecord& record);
  /// All rows are there: the file gets its name.
  void finish();

 private:
  [[noreturn]] void cannot_write() const;
  void write_ready();

  std::string file_;
  std::string part_;  // empty: there is none
  std::ofstream out_;
  std::map<std::int64_t, std::string> waiting_;  // rows of later requests
  std::int64_t next_{};
};

}  // namespace fleetfit
