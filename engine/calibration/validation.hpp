#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/calibration/calibration.hpp"
#include "engine/calibration/estimate.hpp"
#include "engine/calibration/progress.hpp"
#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

/// One measured value and what the calibrated engine says of it.
struct ScoredValue {
  std::string id;
  std::string group;
  std::string metric;  // as the column: "per_card_out_tok_s", "tpot_ms"; empty: the row has none
  std::string card, llm, stack, scenario;  // catalogue names; scenario is the RunKind's word
  std::string source;
  double measured{};
  Estimate predicted{};
  double error{};       // predicted / measured - 1
  std::string skipped;  // why it is not scored; empty: it is
};

/// Errors of the values that share a key. Errors are relative: 0.1 is 10 %.
struct ErrorSummary {
  std::string by;  // "all", "group", "card", "llm", "stack", "scenario", "metric"
  std::string key;
  int n{};
  double median_abs_error{};
  double p90_abs_error{};
  double bias{};        // median of predicted / measured, less 1
  double coverage80{};  // part of the values inside their 80 % interval
};

/// Which rows a fit must not see when it scores a row: those of its llm, of its card, or of a tenth
/// of all set-ups, its own among them (one card, number of cards, llm, format, layout and
/// generation of a stack, at whatever lengths and load).
enum class LeaveOut { nothing, llm, card, setup };

struct Validation {
  LeaveOut left_out{};
  std::optional<Term> without{};
  std::vector<ScoredValue> rows;
  std::vector<ErrorSummary> summary;
  std::vector<Fault> faults;  // of the file
};

/// Scores the rows with the given calibration; with `left_out` each llm's (card's, tenth of the
/// set-ups') rows are scored by a fit of `fitted_on` that saw none of it. `without` holds one term
/// where it starts in all fits, and fits once where nothing is left out: what that term removes.
struct ValidationQuestion {
  const Catalog* catalog{};
  Measurements scored;
  Measurements fitted_on;  // for `left_out` and `without`
  LeaveOut left_out{};
  std::optional<Term> without{};
  Progress progress;
};
Validation validate(const ValidationQuestion& question, const Calibration& calibration);

}  // namespace fleetfit
