#include "engine/report/calibration_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/fault_list.hpp"
#include "engine/report/validation_json.hpp"
#include "engine/report/validation_tables.hpp"
#include "engine/report/wording.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

/// A fitted parameter and the correction it had before.
struct Move {
  Parameter after;
  double before{};
};

double value_before(const Calibration& before, const Parameter& p) {
  for (const Parameter& q : before.parameters()) {
    if (q.level.term == p.level.term && q.level.scope == p.level.scope && q.key == p.key) {
      return q.value;
    }
  }
  return 0.0;
}

/// Largest change first.
std::vector<Move> moves(const CalibrationReport& report) {
  std::vector<Move> all;
  for (const Parameter& p : report.after.calibration.parameters()) {
    all.push_back({p, value_before(report.before, p)});
  }
  std::stable_sort(all.begin(), all.end(), [](const Move& a, const Move& b) {
    return std::abs(a.after.value - a.before) > std::abs(b.after.value - b.before);
  });
  return all;
}

std::string factor_text(double correction) { return fmt::format("x {:.3g}", std::exp(correction)); }

std::string moves_section(const CalibrationReport& report) {
  constexpr std::size_t most = 15;
  const std::vector<Move> all = moves(report);
  Table table({"term", "scope", "key", "corrects", "before", "now", "sd"}, 4);
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
    const Parameter& p = all[i].after;
    const TermInfo& term = info(p.level.term);
    table.add({term.name, name_of(p.level.scope), p.key,
               term.transform == Transform::odds ? "odds of the part of peak" : "the value",
               factor_text(all[i].before), factor_text(p.value), percent_text(p.posterior_sd)});
  }
  return table.empty() ? ""
                       : fmt::format("\nMoved most: {} of {} corrections\n",
                                     std::min(most, all.size()), all.size()) +
                             table.text();
}

std::string spreads_section(const Calibration& calibration) {
  Table table({"kind", "sd", "values"});
  for (const Spread& s : calibration.spreads()) {
    table.add({s.kind, percent_text(s.sd), count_text(s.rows)});
  }
  return table.empty() ? "" : "\nLeft unexplained on rows that a fit did not see\n" + table.text();
}

const ErrorSummary* of_all(const Validation& validation) {
  for (const ErrorSummary& s : validation.summary) {
    if (s.by == "all") return &s;
  }
  return nullptr;
}

std::string errors_section(const CalibrationReport& report) {
  Table table({"errors on these rows", "values", "median |error|", "P90 |error|", "bias",
               "in 80 % interval"});
  const auto add = [&](const char* when, const Validation& scored) {
    const ErrorSummary* s = of_all(scored);
    if (s == nullptr) return;
    table.add({when, count_text(s->n), percent_text(s->median_abs_error),
               percent_text(s->p90_abs_error), signed_percent_text(s->bias),
               percent_text(s->coverage80)});
  };
  add("before", report.scored_before);
  add("after", report.scored_after);
  return table.empty() ? "" : "\n" + table.text();
}

std::string skipped_section(const Validation& validation) {
  const TitledTable skipped = skipped_table(validation);
  return skipped.table.empty() ? "" : "\n" + skipped.title + "\n" + skipped.table.text();
}

std::string use_text(const std::string& file) {
  if (file.empty()) return "\nNothing is kept: --out FILE writes the calibration.\n";
  return fmt::format("\nWritten to {0}; use it with --calibration {0}\n", file);
}

Json errors_json(const Validation& validation) {
  const ErrorSummary* s = of_all(validation);
  return s == nullptr ? Json(nullptr) : error_summary_json(*s);
}

Json move_json(const Move& move) {
  return {{"term", info(move.after.level.term).name},
          {"scope", name_of(move.after.level.scope)},
          {"key", move.after.key},
          {"before", move.before},
          {"value", move.after.value},
          {"sd", move.after.posterior_sd}};
}

}  // namespace

std::string calibration_text(const CalibrationReport& report) {
  const FitResult& fit = report.after;
  return fmt::format(
             "fleetfit {} · fitted on {} values of {} rows, {} iterations, cost {:.4g} -> {:.4g}\n",
             version, fit.values, fit.rows, fit.iterations, fit.cost_before, fit.cost) +
         errors_section(report) + moves_section(report) + spreads_section(fit.calibration) +
         skipped_section(report.scored_after) + fault_list_text(report.scored_after.faults) +
         use_text(report.file);
}

Json calibration_report_json(const CalibrationReport& report) {
  Json parameters = Json::array();
  for (const Move& move : moves(report)) parameters.push_back(move_json(move));
  Json spreads = Json::array();
  for (const Spread& s : report.after.calibration.spreads()) {
    spreads.push_back({{"kind", s.kind}, {"sd", s.sd}, {"rows", s.rows}});
  }
  Json faults = Json::array();
  for (const Fault& fault : report.scored_after.faults) faults.push_back(text(fault));
  return {{"version", std::string(version)},
          {"rows", report.after.rows},
          {"values", report.after.values},
          {"iterations", report.after.iterations},
          {"cost_before", report.after.cost_before},
          {"cost", report.after.cost},
          {"errors",
           {{"before", errors_json(report.scored_before)},
            {"after", errors_json(report.scored_after)}}},
          {"parameters", parameters},
          {"spreads", spreads},
          {"faults", faults}};
}

}  // namespace fleetfit
