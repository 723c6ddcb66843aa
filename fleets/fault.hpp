#pragma once

#include <compare>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fleetfit {

/// Where a value was written: a file and its line; line 0 for the command line.
struct Position {
  std::string file;
  int line{};
};

/// One thing wrong in the input: where, what, and what would be right.
struct Fault {
  std::string file;
  int line{};
  std::string key;  // path as --set takes it; empty for the file as a whole
  std::string problem;
  std::string remedy;

  friend auto operator<=>(const Fault&, const Fault&) = default;
};

/// "fleets/operators/x.yaml:12: pools.h20.count: -5 card is negative; give 0 or more".
std::string text(const Fault& fault);

/// Thrown once, with every fault of the input.
class BadInput : public std::invalid_argument {
 public:
  explicit BadInput(std::vector<Fault> faults);
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::vector<Fault> faults_;
};

/// Collects the faults of a run, so that all are reported together.
class Faults {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void add(const Position& at, std::string key, std::string problem, std::string remedy);
  void add(const std::vector<Fault>& faults);

  bool empty() const { return faults_.empty(); }
  /// Whether something at or below this path is wrong already.
  bool under(std::string_view path) const;
  /// By file and line; of several faults of one key the first, which the others follow from.
  std::vector<Fault> sorted() const;
  /// Throws BadInput unless there is none.
  void throw_if_any() const;

 private:
  std::vector<Fault> faults_;
};

}  // namespace fleetfit
