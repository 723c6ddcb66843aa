#include "engine/report/throughput_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/report/layout_text.hpp"
#include "engine/report/report_json.hpp"
#include "engine/report/table.hpp"
#include "engine/report/wording.hpp"
#include "engine/throughput/calibrated_card.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* operator_names[operator_count] = {
    "projections", "attention",  "dense_ffn",  "experts",  "head",         "activations",
    "launches",    "all_reduce", "all_to_all", "pipeline", "serving_stack"};

constexpr const char* limit_names[] = {"weights do not fit", "KV memory", "TPOT", "TTFT",
                                       "largest batch"};
constexpr const char* format_names[format_count] = {"bf16", "fp8", "int8", "fp4", "int4"};
constexpr const char* role_names[] = {"prefill and decode together", "prefill", "decode"};

constexpr double milli = 1e-3;

const char* limit_name(Limit limit) { return limit_names[static_cast<int>(limit)]; }
const char* role_name(Role role) { return role_names[static_cast<int>(role)]; }
const char* format_name(Format format) { return format_names[static_cast<int>(format)]; }

std::string gib(Bytes size) { return fmt::format("{:.1f} GiB", size / gibi_bytes); }
std::string ms(Seconds time) { return fmt::format("{:.2f} ms", time / (1.0 * milliseconds)); }

std::string limit_text(Seconds limit) {
  return limit.value > 1e9 ? "none" : fmt::format("{:g} ms", limit.value / milli);
}

std::string stack_text(const ThroughputQuestion& q) {
  if (q.calibration.empty()) return "not calibrated";
  const Situation situation = situation_of(q.card, q.llm, q.stack);
  const bool known =
      q.calibration.knows(Scope::stack, situation[static_cast<std::size_t>(Scope::stack)]);
  const std::string generation = q.stack.generation.empty() ? "" : " " + q.stack.generation;
  return q.stack.name + generation + (known ? "" : " (a stack never calibrated)");
}

std::string question_text(const ThroughputQuestion& q, const ThroughputAnswer& a) {
  const Workload& w = q.workload;
  return fmt::format(
      "fleetfit {} · {} on {} · {} · weights {}, arithmetic {}, KV {}\n"
      "{}: {:g} tokens in ({} cached), {:g} out; TTFT limit {}, TPOT limit {}\n",
      version, q.llm.name, q.card.name, stack_text(q), format_name(a.precision.weights),
      format_name(a.precision.compute), format_name(a.precision.kv), w.name, w.input_tokens,
      percent_text(w.cached_share), w.output_tokens, limit_text(w.ttft_limit),
      limit_text(w.tpot_limit));
}

std::string no_layout_text(const ThroughputAnswer& a) {
  std::string text = "\nNO LAYOUT carries this\n";
  for (const LayoutOutcome& outcome : a.layouts) {
    const Bytes needed = outcome.memory.weights + outcome.memory.activations;
    text += outcome.rate.limit == Limit::weights
                ? fmt::format("  {}: weights {} and activations {} in {} a card\n",
                              layout_text(outcome.layout), gib(outcome.memory.weights),
                              gib(outcome.memory.activations), gib(outcome.memory.usable))
                : fmt::format("  {}: {} cannot be kept (weights and activations take {} of {})\n",
                              layout_text(outcome.layout), limit_name(outcome.rate.limit),
                              gib(needed), gib(outcome.memory.usable));
  }
  return text;
}

std::string verdict_text(const ThroughputQuestion& q, const ThroughputAnswer& a) {
  const double requests = a.plan.requests_per_second_per_card;
  std::string text = fmt::format("\n{} tok/s in and {} tok/s out per card (MFU {}, MBU {})\n",
                                 rate_text(requests * q.workload.input_tokens),
                                 rate_text(requests * q.workload.output_tokens),
                                 percent_text(a.plan.mfu), percent_text(a.plan.mbu));
  const Estimate& e = a.requests_per_second_per_card;
  if (e.high > e.low) {
    text += fmt::format(
        "80 % interval: {} to {} tok/s in, {} to {} tok/s out per card{}\n",
        rate_text(e.low * q.workload.input_tokens), rate_text(e.high * q.workload.input_tokens),
        rate_text(e.low * q.workload.output_tokens), rate_text(e.high * q.workload.output_tokens),
        e.extrapolated ? "; EXTRAPOLATED: no run on such a card is published" : "");
  }
  return text;
}

std::string phase_text(const PhaseDetail& d) {
  const ReplicaRate& rate = d.phase.rate;
  const Configuration& c = d.phase.configuration;
  std::string text = fmt::format("\n{}: {}, {} cards a replica; bound by {}\n", role_name(c.role),
                                 layout_text(c.layout), cards(c.layout), limit_name(rate.limit));
  if (rate.sequences > 0.0) {
    text += fmt::format("  batch {:g} a rank, TPOT {}\n", rate.sequences, ms(rate.tpot));
  }
  if (rate.ttft.value > 0.0) {
    text += fmt::format("  TTFT {} at the SLO percentile, prefill load {}\n", ms(rate.ttft),
                        percent_text(rate.load));
  }
  text += fmt::format("  memory of {}: weights {}, activations {}, sequences {}\n",
                      gib(d.memory.usable), gib(d.memory.weights), gib(d.memory.activations),
                      gib(d.memory.sequences));
  constexpr int bar = 24;
  for (int o = 0; o < operator_count; ++o) {
    const Seconds time = d.step.by_operator[o];
    if (time.value == 0.0) continue;
    const double part = time / total(d.step);
    text += fmt::format("  {:<14} {:>11}  {}  {}\n", operator_names[o], ms(time),
                        bar_text(part, bar), percent_text(part));
  }
  return text;
}

std::string layouts_section(const ThroughputQuestion& q, const ThroughputAnswer& a) {
  constexpr std::size_t shown = 10;
  Table table({"layout", "cards", "tok/s out/card", "batch", "TPOT", "bound by", "weights"}, 1);
  for (std::size_t i = 0; i < std::min(shown, a.layouts.size()); ++i) {
    const LayoutOutcome& o = a.layouts[i];
    table.add({layout_text(o.layout), fmt::format("{}", cards(o.layout)),
               rate_text(o.requests_per_second_per_card * q.workload.output_tokens),
               fmt::format("{:g}", o.rate.sequences), ms(o.rate.tpot), limit_name(o.rate.limit),
               gib(o.memory.weights)});
  }
  return fmt::format("\nBest {} of {} layouts, prefill and decode together\n",
                     std::min(shown, a.layouts.size()), a.layouts.size()) +
         table.text();
}

std::string sweep_section(const std::vector<SweepPoint>& sweep) {
  if (sweep.empty()) return "";
  constexpr int bar = 24;
  double most = 0.0;
  for (const SweepPoint& p : sweep) most = std::max(most, p.output_tokens_per_second_per_card);
  Table table({"card", "layout", "batch", "tok/s a user", "TPOT", "TTFT", "tok/s out/card", ""}, 2);
  for (const SweepPoint& p : sweep) {
    table.add({p.card, layout_text(p.layout), fmt::format("{:g}", p.sequences),
               rate_text(1.0 / p.tpot.value), ms(p.tpot), ms(p.ttft),
               rate_text(p.output_tokens_per_second_per_card),
               bar_text(p.output_tokens_per_second_per_card / most, bar)});
  }
  return "\nPareto front: a user's speed against a card's output, without SLO\n" + table.text();
}

Json memory_json(const MemoryUse& m) {
  return {{"usable_bytes", m.usable.value},
          {"weights_bytes", m.weights.value},
          {"activations_bytes", m.activations.value},
          {"sequences_bytes", m.sequences.value}};
}

Json phase_json(const PhaseDetail& d) {
  Json operators = Json::object();
  for (int o = 0; o < operator_count; ++o) {
    operators[operator_names[o]] = d.step.by_operator[o].value;
  }
  const ReplicaRate& rate = d.phase.rate;
  return {{"role", role_name(d.phase.configuration.role)},
          {"layout", layout_json(d.phase.configuration.layout)},
          {"bound_by", limit_name(rate.limit)},
          {"sequences", rate.sequences},
          {"load", rate.load},
          {"ttft_s", rate.ttft.value},
          {"tpot_s", rate.tpot.value},
          {"step_s", rate.step.value},
          {"memory", memory_json(d.memory)},
          {"time_by_operator_s", operators}};
}

}  // namespace

std::string throughput_text(const ThroughputQuestion& question, const ThroughputAnswer& answer,
                            const std::vector<SweepPoint>& sweep) {
  std::string text = question_text(question, answer);
  if (answer.plan.requests_per_second_per_card == 0.0) return text + no_layout_text(answer);
  text += verdict_text(question, answer);
  for (const PhaseDetail& phase : answer.phases) text += phase_text(phase);
  return text + layouts_section(question, answer) + sweep_section(sweep);
}

Json throughput_json(const ThroughputQuestion& question, const ThroughputAnswer& answer,
                     const std::vector<SweepPoint>& sweep) {
  const double requests = answer.plan.requests_per_second_per_card;
  Json phases = Json::array();
  for (const PhaseDetail& phase : answer.phases) phases.push_back(phase_json(phase));
  Json layouts = Json::array();
  for (const LayoutOutcome& o : answer.layouts) {
    layouts.push_back({{"layout", layout_json(o.layout)},
                       {"requests_per_second_per_card", o.requests_per_second_per_card},
                       {"bound_by", limit_name(o.rate.limit)},
                       {"memory", memory_json(o.memory)}});
  }
  Json points = Json::array();
  for (const SweepPoint& p : sweep) {
    points.push_back({{"card", p.card},
                      {"layout", layout_json(p.layout)},
                      {"sequences", p.sequences},
                      {"tpot_s", p.tpot.value},
                      {"ttft_s", p.ttft.value},
                      {"output_tokens_per_second_per_card", p.output_tokens_per_second_per_card}});
  }
  return {{"card", question.card.name},
          {"llm", question.llm.name},
          {"workload", question.workload.name},
          {"version", std::string(version)},
          {"requests_per_second_per_card", requests},
          {"input_tokens_per_second_per_card", requests * question.workload.input_tokens},
          {"output_tokens_per_second_per_card", requests * question.workload.output_tokens},
          {"low_requests_per_second_per_card", answer.requests_per_second_per_card.low},
          {"high_requests_per_second_per_card", answer.requests_per_second_per_card.high},
          {"extrapolated", answer.requests_per_second_per_card.extrapolated},
          {"stack", stack_text(question)},
          {"mfu", answer.plan.mfu},
          {"mbu", answer.plan.mbu},
          {"disaggregated", answer.plan.disaggregated},
          {"phases", phases},
          {"layouts", layouts},
          {"pareto", points}};
}

}  // namespace fleetfit
