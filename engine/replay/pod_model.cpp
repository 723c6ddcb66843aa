#include "engine/replay/pod_model.hpp"

#include <fmt/format.h>

#include <cassert>
#include <cmath>

#include "engine/report/layout_text.hpp"
#include "engine/throughput/calibrated_card.hpp"
#include "engine/throughput/precision.hpp"
#include "fleets/speculation.hpp"
#include "fleets/stated_precision.hpp"
#include "fleets/world_reader.hpp"

namespace fleetfit {
namespace {

// What attention costs depends on what prompts attend to; a trace may bring anything.
constexpr double usual_input = 2048.0;
constexpr double usual_output = 512.0;

Time from_us(double us) { return std::llround(us * static_cast<double>(clock::microsecond)); }
Time from_seconds(double count) { return to_time(Seconds{count}); }

StepCost affine_cost(const StatedStepCost& stated, const ReplicaRules& rules) {
  return {.fixed = from_us(stated.fixed_us),
          .per_request = from_us(stated.per_request_us),
          .per_token = from_us(stated.per_token_us),
          .per_kv = from_us(stated.per_kv_token_us) / kv_scale(rules),
          .kv_scale = kv_scale(rules)};
}

Replica replica_of(const StatedReplica& stated, const Catalog& catalog,
                   const Calibration& calibration, std::vector<std::string>& notes) {
  const CardEntry card = load_card(catalog, stated.card);
  LlmEntry llm = load_llm(catalog, stated.llm);
  if (!stated.dtype.empty()) {
    const auto precision = read_precision({.weights = stated.dtype, .llm = stated.llm});
    assert(precision);  // read_replica_file refuses other words
    llm.checkpoint = precision->precision.weights;
    llm.expert_checkpoint = precision->precision.expert_weights;
  }
  const CalibratedCards cards(calibration);
  notes.push_back(fmt::format("step cost of {} on {} {}, {}", llm.name, card.name,
                              layout_text(stated.layout),
                              calibration.empty() ? "not calibrated" : "calibrated"));
  return {.deployment = {.card = cards(card, llm, {stated.stack, stated.stack_generation}),
                         .llm = llm.llm,
                         .layout = stated.layout,
                         .precision = choose_precision(card.card, llm)},
          .traffic = {.input_tokens = usual_input, .output_tokens = usual_output},
          .token_budget = static_cast<double>(stated.token_budget),
          .speculation = speculation_yielding(stated.accepted_tokens)};
}

ReplicaRules rules_of(const StatedReplica& stated, const std::optional<Replica>& replica,
                      const StatedPod& pod, const std::string& file) {
  ReplicaRules rules{
      .token_budget = stated.token_budget,
      .max_sequences = stated.max_sequences,
      .kv_blocks = stated.kv_blocks,
      .block_tokens = stated.block_tokens,
      .max_waiting = pod.max_waiting,
      .decode_parts = static_cast<std::int32_t>(std::lround(stated.accepted_tokens * token_parts)),
      .swap_time = from_seconds(pod.swap_s)};
  const Time timeout = from_seconds(pod.timeout_s);
  for (Time& one : rules.timeout) one = timeout;
  if (replica) {
    rules.first_token_overhead = to_time(replica->deployment.card.efficiency.first_token_overhead);
    if (rules.kv_blocks == 0) rules.kv_blocks = kv_blocks_of(*replica, rules.block_tokens);
  }
  if (rules.kv_blocks == 0) {
    throw BadInput({{.file = file,
                     .line = 0,
                     .key = "layout",
                     .problem = fmt::format("{} {} cannot hold {}", stated.card,
                                            layout_text(stated.layout), stated.llm),
                     .remedy = "spread it over more cards, as layout: tp8"}});
  }
  rules.watermark_blocks = static_cast<std::int32_t>(std::ceil(stated.watermark * rules.kv_blocks));
  return rules;
}

}  // namespace

PodModel::PodModel(const StatedPod& stated, const Catalog& catalog, const Calibration& calibration,
                   const std::string& file) {
  if (!stated.replica.card.empty()) {
    replica_ = replica_of(stated.replica, catalog, calibration, notes_);
  }
  rules_.replica = rules_of(stated.replica, replica_, stated, file);
  rules_.costs = make_costs(stated.replica, replica_, rules_.replica, stated.llms);
  rules_.replicas = stated.replicas;
  rules_.router = stated.router;
  double cards = replica_ ? fleetfit::cards(replica_->deployment.layout) : 1;
  if (stated.prefill) {
    if (!stated.prefill->card.empty()) {
      prefill_replica_ = replica_of(*stated.prefill, catalog, calibration, notes_);
    }
    rules_.replica.role = Role::decode;
    rules_.prefill_replicas = stated.prefill_replicas;
    rules_.prefill_replica = rules_of(*stated.prefill, prefill_replica_, stated, file);
    rules_.prefill_replica.role = Role::prefill;
    rules_.prefill_costs =
        make_costs(*stated.prefill, prefill_replica_, rules_.prefill_replica, stated.llms);
    constexpr double us_in_a_ms = 1000.0;
    rules_.transfer_latency = from_us(stated.transfer_ms * us_in_a_ms);
    rules_.transfer_per_token = from_us(stated.transfer_us_per_token);
  }
  if (stated.failing_cards > 0) cards = stated.failing_cards;
  constexpr double hour_seconds = 3600.0;
  rules_.failures_per_second = stated.failures_per_card_hour * cards / hour_seconds;
  rules_.repair = from_seconds(stated.repair_s);
  rules_.autoscaling = stated.autoscaling;
  rules_.warm_up = from_seconds(stated.warm_up_s);
  rules_.seed = stated.seed;
}

const StepCost* PodModel::make_costs(const StatedReplica& stated,
                                     const std::optional<Replica>& replica,
                                     const ReplicaRules& rules, std::int32_t llms) {
  StepCost cost;
  if (replica) {
    tables_.push_back(std::make_unique<StepCostTables>(*replica, rules));
    cost = tables_.back()->cost();
  } else {
    cost = affine_cost(*stated.step_cost, rules);
  }
  costs_.push_back(std::make_unique<std::vector<StepCost>>(static_cast<std::size_t>(llms), cost));
  return costs_.back()->data();
}

}  // namespace fleetfit
