#include "engine/replay/replay_plan.hpp"

#include <algorithm>
#include <cmath>

namespace fleetfit {
namespace {

template <class T>
std::size_t append(std::vector<T>& all, const std::vector<T>& more) {
  const std::size_t place = all.size();
  all.insert(all.end(), more.begin(), more.end());
  return place;
}

/// Whether tables of the two would be equal.
bool same_cost(const Replica& a, const ReplicaRules& a_rules, const Replica& b,
               const ReplicaRules& b_rules) {
  const Deployment& x = a.deployment;
  const Deployment& y = b.deployment;
  return x.card == y.card && x.llm == y.llm && x.layout == y.layout && x.precision == y.precision &&
         a.traffic == b.traffic && a.token_budget == b.token_budget &&
         a_rules.token_budget == b_rules.token_budget &&
         a_rules.max_sequences == b_rules.max_sequences &&
         a_rules.decode_parts == b_rules.decode_parts;
}

}  // namespace

std::size_t ReplayPlan::add_cost(const Replica& replica, const ReplicaRules& rules) {
  for (std::size_t i = 0; i < costs_.size(); ++i) {
    if (same_cost(costs_[i].replica, costs_[i].rules, replica, rules)) return i;
  }
  const StepCostTables tables(replica, rules);
  costs_.push_back({.replica = replica,
                    .rules = rules,
                    .cost = tables.cost(),
                    .decode = append(decode, tables.decode()),
                    .prefill = append(prefill, tables.prefill())});
  return costs_.size() - 1;
}

std::size_t ReplayPlan::add_stream(ArrivalStream stream, const std::vector<double>& by_segment,
                                   const std::vector<std::int32_t>& prompts,
                                   const std::vector<std::int32_t>& outputs) {
  stream.segments = static_cast<std::int32_t>(by_segment.size());
  streams_.push_back({.stream = stream,
                      .rates = append(rates, by_segment),
                      .prompts = append(lengths, prompts),
                      .outputs = append(lengths, outputs)});
  return streams_.size() - 1;
}

void ReplayPlan::clear_groups() {
  groups.clear();
  streams_.clear();
  rates.clear();
  lengths.clear();
}

ReplayPlan::Addresses ReplayPlan::addresses() const {
  return {decode.data(), prefill.data(), rates.data(), lengths.data()};
}

std::vector<StepCost> ReplayPlan::linked_costs(const Addresses& at) const {
  std::vector<StepCost> linked;
  for (const Cost& cost : costs_) {
    linked.push_back(cost.cost);
    linked.back().decode = at.decode + cost.decode;
    linked.back().prefill = at.prefill + cost.prefill;
  }
  return linked;
}

std::vector<ArrivalStream> ReplayPlan::linked_streams(const Addresses& at) const {
  std::vector<ArrivalStream> linked;
  for (const StreamPlace& place : streams_) {
    linked.push_back(place.stream);
    linked.back().rate = at.rates + place.rates;
    linked.back().prompts = at.lengths + place.prompts;
    linked.back().outputs = at.lengths + place.outputs;
  }
  return linked;
}

std::vector<PodGroup> ReplayPlan::linked_groups(const StepCost* costs,
                                                const ArrivalStream* streams) const {
  std::vector<PodGroup> linked;
  std::int64_t first = 0;
  for (const PlannedGroup& planned : groups) {
    PodGroup group = planned.group;
    group.rules.costs = costs + planned.cost;
    group.rules.prefill_costs = costs + planned.prefill_cost;
    group.streams = streams + planned.first_stream;
    group.first_pod = first;
    first += planned.pods;
    linked.push_back(group);
  }
  return linked;
}

std::int32_t ReplayPlan::minute_count() const {
  constexpr double minute_seconds = 60.0;
  double longest = 0.0;
  for (const PlannedGroup& planned : groups) longest = std::max(longest, planned.group.end_seconds);
  return static_cast<std::int32_t>(std::ceil(longest / minute_seconds)) + 1;
}

}  // namespace fleetfit
