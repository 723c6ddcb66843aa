#include "engine/report/report_json.hpp"

#include <cmath>
#include <optional>

#include "engine/report/wording.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <class Range, class Function>
Json list(const Range& range, Function function) {
  Json all = Json::array();
  for (const auto& one : range) all.push_back(function(one));
  return all;
}

Json month_or_null(std::optional<Month> month) {
  return month ? Json(month_text(*month)) : Json(nullptr);
}

Json idle_json(const IdleCards& idle) {
  return {{"pool", idle.pool}, {"cards", idle.cards}, {"reason", idle.reason}};
}

Json binding_json(const Binding& binding) {
  return {{"month", month_text(binding.month)}, {"hour", binding.hour},
          {"constraint", binding.constraint},   {"pool", binding.pool},
          {"workload", binding.workload},       {"idle", list(binding.idle, idle_json)}};
}

Json reading_json(const ReadingResult& result) {
  const auto& [path, value] = result.reading.settings.front();
  Json settings = Json::object();
  for (const auto& [key, text] : result.reading.settings) settings[key] = text;
  return {{"path", path},
          {"value", value},
          {"headroom", number(result.headroom)},
          {"label", result.reading.label},
          {"settings", settings},
          {"flips", result.flips}};
}

Json readings_json(const Answer& answer, bool only_flips) {
  Json all = Json::array();
  for (const ReadingResult& result : answer.readings) {
    if (result.flips || !only_flips) all.push_back(reading_json(result));
  }
  return all;
}

Json growth_json(const Projection& projection) {
  Json all = Json::array();
  for (const GrowthDate& date : projection.growth_dates) {
    all.push_back({{"growth_per_month", date.growth}, {"until", month_or_null(date.until)}});
  }
  return all;
}

Json domestic_json(const Answer& answer) {
  static constexpr const char* names[share_bases] = {"cards", "tokens", "flops", "memory", "money"};
  const Scenario& scenario = answer.world.scenario;
  const DomesticShare& domestic = answer.projection.domestic;
  if (scenario.domestic_target == 0.0) return nullptr;
  Json shares = Json::object();
  for (int basis = 0; basis < share_bases; ++basis) shares[names[basis]] = domestic.share[basis];
  return {{"target", scenario.domestic_target},
          {"basis", names[static_cast<int>(scenario.share_basis)]},
          {"holds", domestic.holds},
          {"purchased_cards", domestic.purchased_cards},
          {"share", shares}};
}

Json verdict_json(const Answer& answer) {
  const Projection& projection = answer.projection;
  return {{"fits", projection.fits},
          {"until", month_or_null(projection.until)},
          {"headroom", number(projection.headroom)},
          {"implied_use", number(projection.implied_use)},
          {"flips", readings_json(answer, true)},
          {"binding", binding_json(projection.binding)},
          {"max_train_share", projection.largest_train_share},
          {"fits_without_training", projection.fits_without_training},
          {"other_work_break_even", projection.other_work_break_even},
          {"until_at_growth", growth_json(projection)},
          {"domestic", domestic_json(answer)}};
}

Json month_json(const MonthResult& month) {
  return {{"month", month_text(month.month)},
          {"demand_tokens_per_day", number(month.demand_tokens_per_day)},
          {"capacity_tokens_per_day", number(month.capacity_tokens_per_day)},
          {"headroom", number(month.headroom)},
          {"fits", month.fits},
          {"mean_cards", number(month.mean_cards)},
          {"peak_cards", number(month.peak_cards)},
          {"mean_nodes", number(month.mean_nodes)},
          {"peak_nodes", number(month.peak_nodes)},
          {"binding", binding_json(month.binding)}};
}

Json pool_json(const World& world, const PoolResult& result) {
  const Pool& pool = world.pools[result.pool];
  return {{"month", month_text(result.month)},
          {"pool", pool.name},
          {"card", world.cards[pool.card].name},
          {"region", pool.region},
          {"cards", result.cards},
          {"serving_cards", result.serving_cards},
          {"assigned_cards", result.assigned_cards},
          {"tokens_per_day", number(result.tokens_per_day)},
          {"share", result.share},
          {"utilisation", number(result.utilisation)},
          {"mfu", result.mfu},
          {"mbu", result.mbu},
          {"tokens_per_second_per_card", result.tokens_per_second_per_card},
          {"low_tokens_per_second_per_card", result.low_tokens_per_second_per_card},
          {"high_tokens_per_second_per_card", result.high_tokens_per_second_per_card},
          {"extrapolated", result.extrapolated}};
}

Json phase_json(const Phase& phase) {
  return {{"layout", layout_json(phase.configuration.layout)},
          {"sequences", phase.rate.sequences},
          {"load", phase.rate.load},
          {"step_s", phase.rate.step.value},
          {"ttft_s", phase.rate.ttft.value},
          {"tpot_s", phase.rate.tpot.value}};
}

Json assignment_json(const World& world, const Assignment& assignment) {
  Json json = {
      {"pool", world.pools[assignment.pool].name},
      {"workload", part_name(world, assignment.part)},
      {"cards", assignment.cards},
      {"share", assignment.share},
      {"tokens_per_second_per_card", assignment.tokens_per_second_per_card},
      {"part_of_closed_form", assignment.plan.simulated_part},
      {"mfu", assignment.plan.mfu},
      {"mbu", assignment.plan.mbu},
      {"disaggregated", assignment.plan.disaggregated},
      {assignment.plan.disaggregated ? "decode" : "aggregated", phase_json(assignment.plan.main)}};
  if (assignment.plan.disaggregated) json["prefill"] = phase_json(assignment.plan.prefill);
  return json;
}

Json input_json(const Input& input) {
  Json json = {{"path", input.path},
               {"value", input.value},
               {"unit", input.unit},
               {"tag", input.tag},
               {"source", input.source}};
  if (input.low) json["low"] = *input.low;
  if (input.high) json["high"] = *input.high;
  return json;
}

}  // namespace

Json layout_json(const Layout& layout) {
  return {{"tp", layout.tp}, {"dp", layout.dp}, {"pp", layout.pp}, {"ep", layout.ep}};
}

nlohmann::ordered_json report_json(const Answer& answer) {
  const World& world = answer.world;
  const Projection& projection = answer.projection;
  Json settings = Json::object();
  for (const auto& [path, value] : answer.settings) settings[path] = value;
  return {{"scenario", world.scenario.name},
          {"version", std::string(version)},
          {"scenario_hash", answer.hash},
          {"calibration_hash", answer.calibration},
          {"stack", world.scenario.stack + " " + world.scenario.stack_generation},
          {"seed", world.scenario.seed},
          {"device", std::string(to_string(answer.device))},
          {"settings", settings},
          {"verdict", verdict_json(answer)},
          {"months", list(projection.months, month_json)},
          {"pools", list(projection.pools, [&](const auto& p) { return pool_json(world, p); })},
          {"waterfall", list(answer.waterfall,
                             [](const auto& step) {
                               return Json{{"step", step.name},
                                           {"factor", number(step.factor)},
                                           {"tokens_per_day", number(step.tokens_per_day)},
                                           {"meaning", step.meaning}};
                             })},
          {"assignments",
           list(projection.assignments, [&](const auto& a) { return assignment_json(world, a); })},
          {"readings", readings_json(answer, false)},
          {"inputs", list(world.inputs, input_json)},
          {"notes", world.notes}};
}

}  // namespace fleetfit
