#pragma once

#include <memory>
#include <string>

#include "fleets/fault.hpp"

namespace fleetfit {

/// The lines of a text file, plain or gzip, one at a time, without a byte order mark.
class LineReader {
 public:
  /// A file that cannot be read is a fault, and has no lines.
  LineReader(std::string file, Faults& faults);

  /// The next line with its line end, if it has one. False at the end, or at what cannot be read.
  bool next(std::string& line);
  /// Gives the line of the last next() once more.
  void again(std::string line);

  const std::string& file() const { return file_; }
  int line() const { return line_; }       // of the last next(), from 1
  bool broken() const { return broken_; }  // ended by a fault, not by the end of the file

 private:
  struct Close {
    void operator()(void* stream) const;
  };
  bool fill();
  void end_of_data();
  bool refuse(std::string problem, std::string remedy);

  std::string file_;
  Faults& faults_;
  std::unique_ptr<void, Close> stream_;
  std::string buffer_;
  std::size_t begin_{};
  std::string again_;
  int line_{};
  bool broken_{};
};

}  // namespace fleetfit
