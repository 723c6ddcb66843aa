#include "engine/report/report_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "engine/report/layout_text.hpp"
#include "engine/report/table.hpp"
#include "engine/report/wording.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

std::string_view constraint_text(const std::string& constraint) {
  if (constraint == "cards") return "every card that could serve it is busy";
  if (constraint == "region") return "no card of a region that may serve it is left";
  if (constraint == "slo") return "no card keeps its SLO";
  return "rarely called llms alone need more cards than there are";
}

std::string_view tenants_text(const Scenario& scenario) {
  switch (scenario.tenant_access) {
    case TenantAccess::none:
      return "tenant cards serve none of the operator's tokens";
    case TenantAccess::used:
      return "the used part of the tenant cards serves the operator's tokens";
    case TenantAccess::all:
      return "all tenant cards, idle ones too, serve the operator's tokens";
  }
  return "";
}

std::string growth_text(const Projection& projection) {
  std::string text;
  for (const GrowthDate& date : projection.growth_dates) {
    text += fmt::format("{}{} at {} a month", text.empty() ? "" : ", ",
                        until_text(date.until, projection.months.front().fits),
                        percent_text(date.growth));
  }
  return text;
}

std::string header(const Answer& answer) {
  const Scenario& scenario = answer.world.scenario;
  std::string text =
      fmt::format("fleetfit {} · {} · {}\n", version, scenario.name, answer.world.operator_name);
  text += scenario.question + "\n";
  for (const auto& [path, value] : answer.settings)
    text += fmt::format("  set {} = {}\n", path, value);
  return text;
}

std::string idle_text(const Binding& binding) {
  std::string text;
  for (const IdleCards& idle : binding.idle) {
    text += fmt::format(
        "{}{} of {} ({})", text.empty() ? "" : ", ", count_text(idle.cards), idle.pool,
        idle.reason == "region" ? "may not serve that region" : "cannot hold it or keep its SLO");
  }
  return text;
}

constexpr std::string_view share_names[share_bases] = {"cards", "tokens served", "FLOP/s", "memory",
                                                       "money"};

std::string domestic_text(const Answer& answer) {
  const Scenario& scenario = answer.world.scenario;
  const DomesticShare& domestic = answer.projection.domestic;
  std::string text = fmt::format(
      "target of {} of the {} {}; of {} bought cards domestic by",
      percent_text(scenario.domestic_target), share_names[static_cast<int>(scenario.share_basis)],
      domestic.holds ? "HOLDS" : "DOES NOT HOLD", count_text(domestic.purchased_cards));
  for (int basis = 0; basis < share_bases; ++basis) {
    text += fmt::format("{} {} {}", basis == 0 ? "" : ",", share_names[basis],
                        percent_text(domestic.share[basis]));
  }
  return text;
}

std::string verdict_lines(const Answer& answer) {
  const Projection& p = answer.projection;
  const Binding& binding = p.binding;
  std::string text = "\n" + verdict_line(answer) + "\n";
  text += fmt::format("  binds          {} at {:02}:00 in {}; {}; one more card in {} helps most\n",
                      binding.workload, binding.hour, month_text(binding.month),
                      constraint_text(binding.constraint), binding.pool);
  if (!binding.idle.empty()) {
    text += fmt::format("  idle then      {}\n", idle_text(binding));
  }
  text += fmt::format("  implied use    the demand of {} explains {} of the inference cards\n",
                      month_text(p.months.front().month), percent_text(p.implied_use));
  text += p.fits_without_training
              ? fmt::format("  training       up to {} of the cards may train (now {})\n",
                            percent_text(p.largest_train_share),
                            percent_text(answer.world.scenario.train_share))
              : std::string("  training       does not fit even if no card trains\n");
  text += fmt::format("  other work     may take up to {} of the inference cards (now {})\n",
                      percent_text(p.other_work_break_even),
                      percent_text(answer.world.scenario.other_work_share));
  text += fmt::format("  tenants        {}\n", tenants_text(answer.world.scenario));
  if (answer.world.scenario.domestic_target > 0.0) {
    text += fmt::format("  domestic       {}\n", domestic_text(answer));
  }
  if (!p.growth_dates.empty()) text += fmt::format("  until          {}\n", growth_text(p));
  return text;
}

std::string months_section(const Projection& projection) {
  Table table({"month", "demand", "capacity", "headroom", "fits", "cards mean", "cards peak",
               "nodes mean"});
  for (const MonthResult& m : projection.months) {
    table.add({month_text(m.month), tokens_per_day_text(m.demand_tokens_per_day),
               tokens_per_day_text(m.capacity_tokens_per_day), signed_percent_text(m.headroom),
               m.fits ? "yes" : "NO", count_text(m.mean_cards), count_text(m.peak_cards),
               count_text(m.mean_nodes)});
  }
  return "\nMonths (capacity at the busiest hour; cards that carry the demand)\n" + table.text();
}

std::string interval_text(const PoolResult& r) {
  if (r.high_tokens_per_second_per_card <= r.low_tokens_per_second_per_card) return "-";
  return fmt::format("{} to {}", rate_text(r.low_tokens_per_second_per_card),
                     rate_text(r.high_tokens_per_second_per_card));
}

std::string pools_section(const Answer& answer) {
  const Projection& projection = answer.projection;
  const Month last = projection.months.back().month;
  Table table({"pool", "card", "region", "cards", "may serve", "tokens", "share", "utilisation",
               "MFU", "MBU", "tok/s/card", "80 % interval", "known"},
              3);
  for (const PoolResult& r : projection.pools) {
    if (r.month != last) continue;
    const Pool& pool = answer.world.pools[r.pool];
    table.add({pool.name, answer.world.cards[pool.card].name, pool.region, count_text(r.cards),
               count_text(r.serving_cards), tokens_per_day_text(r.tokens_per_day),
               percent_text(r.share), percent_text(r.utilisation), percent_text(r.mfu),
               percent_text(r.mbu), rate_text(r.tokens_per_second_per_card), interval_text(r),
               r.extrapolated ? "extrapolated" : "calibrated"});
  }
  return fmt::format(
             "\nPools in {} (utilisation: mean of the day; MFU, MBU, tok/s: at full load)\n",
             month_text(last)) +
         table.text();
}

std::string assignments_section(const Answer& answer) {
  constexpr std::size_t shown = 12;
  std::vector<Assignment> all = answer.projection.assignments;
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.cards > b.cards; });
  std::vector<std::string> head = {"workload on llm",
                                   "pool",
                                   "layout (prefill | decode)",
                                   "cards",
                                   "tok/s/card",
                                   "batch",
                                   "TPOT",
                                   "TTFT"};
  if (answer.simulated_capacity) head.push_back("of closed form");
  Table table(head, 3);
  for (std::size_t i = 0; i < std::min(shown, all.size()); ++i) {
    const Assignment& a = all[i];
    const ReplicaRate& first = a.plan.disaggregated ? a.plan.prefill.rate : a.plan.main.rate;
    const std::string main = layout_text(a.plan.main.configuration.layout);
    std::vector<std::string> row = {
        part_name(answer.world, a.part),
        answer.world.pools[a.pool].name,
        a.plan.disaggregated ? layout_text(a.plan.prefill.configuration.layout) + " | " + main
                             : main,
        count_text(a.cards),
        rate_text(a.tokens_per_second_per_card),
        fmt::format("{:.0f}", a.plan.main.rate.sequences),
        fmt::format("{:.1f} ms", 1e3 * a.plan.main.rate.tpot.value),
        fmt::format("{:.2f} s", first.ttft.value)};
    if (answer.simulated_capacity) row.push_back(percent_text(a.plan.simulated_part));
    table.add(row);
  }
  return fmt::format("\nLargest {} of {} assignments at full load\n", std::min(shown, all.size()),
                     all.size()) +
         table.text();
}

std::string waterfall_section(const Answer& answer) {
  constexpr int bar = 30;
  const double nameplate = answer.waterfall.front().tokens_per_day;
  std::string text = fmt::format("\nWaterfall in {}: from nameplate to deliverable tokens\n",
                                 month_text(answer.projection.binding.month));
  for (const WaterfallStep& step : answer.waterfall) {
    const double part = nameplate > 0.0 ? step.tokens_per_day / nameplate : 0.0;
    text +=
        fmt::format("  {:<14} x {:<7.4f} {:>12}  {}  {}\n", step.name, step.factor,
                    tokens_per_day_text(step.tokens_per_day), bar_text(part, bar), step.meaning);
  }
  return text;
}

std::string readings_section(const Answer& answer) {
  if (answer.readings.empty()) return "";
  Table table({"reading", "set", "headroom", "fits", "verdict"}, 2);
  for (const ReadingResult& r : answer.readings) {
    std::string set;
    for (const auto& [path, value] : r.reading.settings) {
      set += fmt::format("{}{}={}", set.empty() ? "" : " ", path, value);
    }
    table.add({r.reading.label, set, signed_percent_text(r.headroom),
               r.headroom >= 0.0 ? "yes" : "NO", r.flips ? "FLIPS" : "stands"});
  }
  return "\nOther readings of the source\n" + table.text();
}

std::string assumed_section(const World& world) {
  std::size_t count = 0;
  std::string text;
  for (const Input& input : world.inputs) {
    if (input.tag != "assumed") continue;
    ++count;
    std::string range;
    if (input.low && input.high) range = fmt::format(" ({:g}..{:g})", *input.low, *input.high);
    text += fmt::format("  {} = {:g}{} {} · {}\n", input.path, input.value, range, input.unit,
                        input.source);
  }
  return fmt::format("\nAssumed inputs: {} of {}\n", count, world.inputs.size()) + text;
}

std::string notes_section(const World& world) {
  std::string text;
  for (const std::string& note : world.notes) text += "  " + note + "\n";
  return text.empty() ? text : "\nNotes\n" + text;
}

}  // namespace

std::string verdict_line(const Answer& answer) {
  const Projection& p = answer.projection;
  const std::string interval =
      p.high_headroom > p.low_headroom
          ? fmt::format(" ({} to {} at 80 %)", signed_percent_text(p.low_headroom),
                        signed_percent_text(p.high_headroom))
          : "";
  const std::string headroom = fmt::format("headroom {}{} in {}", signed_percent_text(p.headroom),
                                           interval, month_text(p.binding.month));
  if (p.fits && !p.until) return fmt::format("FITS, {}: {}", until_text(p.until, true), headroom);
  if (p.fits) return fmt::format("FITS until {}: {}", until_text(p.until, true), headroom);
  return fmt::format("DOES NOT FIT ({}): {}",
                     p.until ? "last month that fits: " + month_text(*p.until) : "no month fits",
                     headroom);
}

std::string report_text(const Answer& answer) {
  return header(answer) + verdict_lines(answer) + months_section(answer.projection) +
         pools_section(answer) + assignments_section(answer) + waterfall_section(answer) +
         readings_section(answer) + notes_section(answer.world) + assumed_section(answer.world);
}

}  // namespace fleetfit
