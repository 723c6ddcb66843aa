#include "engine/report/validation_json.hpp"

#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* left_out_names[] = {"nothing", "llm", "card", "setup"};

Json row_json(const ScoredValue& row) {
  const bool scored = row.skipped.empty();
  const auto number = [&](double value) { return scored ? Json(value) : Json(nullptr); };
  return {{"id", row.id},
          {"metric", row.metric},
          {"measured", number(row.measured)},
          {"predicted", number(row.predicted.value)},
          {"low", number(row.predicted.low)},
          {"high", number(row.predicted.high)},
          {"error", number(row.error)},
          {"skipped", scored ? Json(nullptr) : Json(row.skipped)},
          {"group", row.group},
          {"card", row.card},
          {"llm", row.llm},
          {"stack", row.stack},
          {"scenario", row.scenario},
          {"extrapolated", scored ? Json(row.predicted.extrapolated) : Json(nullptr)}};
}

}  // namespace

Json error_summary_json(const ErrorSummary& summary) {
  return {{"by", summary.by},
          {"key", summary.key},
          {"n", summary.n},
          {"median_abs_error", summary.median_abs_error},
          {"p90_abs_error", summary.p90_abs_error},
          {"bias", summary.bias},
          {"coverage80", summary.coverage80}};
}

Json validation_json(const Validation& validation) {
  Json rows = Json::array();
  for (const ScoredValue& row : validation.rows) rows.push_back(row_json(row));
  Json summary = Json::array();
  for (const ErrorSummary& s : validation.summary) summary.push_back(error_summary_json(s));
  Json faults = Json::array();
  for (const Fault& fault : validation.faults) faults.push_back(text(fault));
  return {{"rows", rows},
          {"summary", summary},
          {"left_out", left_out_names[static_cast<int>(validation.left_out)]},
          {"without", validation.without ? Json(info(*validation.without).name) : Json()},
          {"version", std::string(version)},
          {"faults", faults}};
}

}  // namespace fleetfit
