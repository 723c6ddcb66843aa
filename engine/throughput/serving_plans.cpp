#include "engine/throughput/serving_plans.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <set>
#include <span>
#include <stdexcept>

#include "engine/throughput/layouts.hpp"
#include "engine/throughput/plan_bounds.hpp"
#include "engine/throughput/plan_uncertainty.hpp"
#include "engine/throughput/precision.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

constexpr std::size_t role_count = 3;

template <class Id, class T>
Id position_of(const std::vector<T>& all, const T& value) {
  return static_cast<Id>(std::distance(all.begin(), std::find(all.begin(), all.end(), value)));
}

template <class Id, class T>
Id position_or_append(std::vector<T>& all, const T& value) {
  const Id id = position_of<Id>(all, value);
  if (static_cast<std::size_t>(id) == all.size()) all.push_back(value);
  return id;
}

std::span<const Role> roles(const ServingRules& rules) {
  static constexpr Role all[] = {Role::aggregated, Role::prefill, Role::decode};
  return rules.disaggregation ? std::span{all} : std::span{all}.first(1);
}

/// The most requests a second and card; of equals the smaller replica.
bool better(const Phase& a, const Phase& b) {
  if (per_card(a) != per_card(b)) return per_card(a) > per_card(b);
  return cards(a.configuration.layout) < cards(b.configuration.layout);
}

/// E59: the same, planned for prompts as long as the SLO percentile of lognormal ones.
Traffic with_long_prompts(Traffic traffic) {
  const double sigma = std::sqrt(std::log1p(traffic.input_cv * traffic.input_cv));
  const double share = 1.0 - exp(-traffic.tail);
  traffic.long_prompt = std::max(1.0, exp(sigma * normal(share) - 0.5 * sigma * sigma));
  return traffic;
}

/// The best phase found so far, by role.
using BestPhases = std::array<Phase, role_count>;

}  // namespace

ServingRules serving_rules(const Scenario& scenario) {
  return {scenario.disaggregation, scenario.token_budget, scenario.largest_replica};
}

Stack stack_of(const Scenario& scenario) { return {scenario.stack, scenario.stack_generation}; }

Traffic traffic_of(const Workload& w) {
  return {.input_tokens = w.input_tokens,
          .input_cv = w.input_cv,
          .output_tokens = w.output_tokens,
          .output_cv = w.output_cv,
          .cached_share = w.cached_share,
          .arrival_cv = w.arrival_cv,
          .ttft_limit = w.ttft_limit,
          .tpot_limit = w.tpot_limit,
          .tail = -log(1.0 - w.slo_percentile)};
}

ServingPlans::Key ServingPlans::intern(const World& world, std::size_t card, std::size_t llm,
                                       std::size_t workload) {
  position_or_append<CardId>(tables_.cards,
                             cards_(world.cards[card], world.llms[llm], stack_of(world.scenario)));
  position_or_append<LlmId>(tables_.llms, world.llms[llm].llm);
  position_or_append<TrafficId>(tables_.traffics, traffic_of(world.workloads[workload]));
  return find(world, card, llm, workload);
}

ServingPlans::Key ServingPlans::find(const World& world, std::size_t card, std::size_t llm,
                                     std::size_t workload) const {
  return {
      .card = position_of<CardId>(
          tables_.cards, cards_(world.cards[card], world.llms[llm], stack_of(world.scenario))),
      .llm = position_of<LlmId>(tables_.llms, world.llms[llm].llm),
      .traffic = position_of<TrafficId>(tables_.traffics, traffic_of(world.workloads[workload])),
      .precision = choose_precision(world.cards[card].card, world.llms[llm]),
      .rules = serving_rules(world.scenario)};
}

const ServingPlan& ServingPlans::plan(const World& world, std::size_t card, std::size_t llm,
                                      std::size_t workload) const {
  const auto found = plans_.find(find(world, card, llm, workload));
  if (found == plans_.end()) throw std::logic_error("ServingPlans::plan before prepare");
  return found->second;
}

void ServingPlans::add_missing(const World& world, std::set<Key>& missing) {
  for (const Pool& pool : world.pools) {
    if (!world.cards[pool.card].llm_capable) continue;
    for (const MixPart& part : world.mix) {
      const Key key = intern(world, pool.card, part.llm, part.workload);
      if (!plans_.contains(key)) missing.insert(key);
    }
  }
}

void ServingPlans::prepare(const std::vector<const World*>& worlds) {
  std::set<Key> missing;
  for (const World* world : worlds) add_missing(*world, missing);
  const std::vector<Key> keys(missing.begin(), missing.end());
  std::vector<ServingPlan> plans = make(keys);
  fill_bounds(device_, tables_, plans);
  if (rates_) replace_rates(keys, plans);
  for (std::size_t i = 0; i < keys.size(); ++i) plans_.insert_or_assign(keys[i], plans[i]);
  if (cards_.calibration().empty()) return;
  for (const World* world : worlds) fill_uncertainties(*world);
}

std::vector<double> ServingPlans::found_rates(const std::vector<Key>& keys,
                                              const std::vector<ServingPlan>& plans) const {
  std::vector<PlanCase> cases;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Key& key = keys[i];
    cases.push_back({.card = tables_.cards[static_cast<std::size_t>(key.card)],
                     .llm = tables_.llms[static_cast<std::size_t>(key.llm)],
                     .traffic = tables_.traffics[static_cast<std::size_t>(key.traffic)],
                     .plan = plans[i],
                     .token_budget = key.rules.token_budget});
  }
  return rates_(cases);
}

void ServingPlans::replace_rates(const std::vector<Key>& keys, std::vector<ServingPlan>& plans) {
  const std::vector<double> rates = found_rates(keys, plans);
  std::vector<double> closed_form;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    double& rate = plans[i].requests_per_second_per_card;
    closed_form.push_back(rate);
    if (rate > 0.0) plans[i].simulated_part = rates[i] / rate;
    rate = rates[i];
  }
  plan_for_long_prompts(keys, closed_form, plans);
}

void ServingPlans::plan_for_long_prompts(const std::vector<Key>& keys,
                                         const std::vector<double>& closed_form,
                                         std::vector<ServingPlan>& plans) {
  constexpr double far_below = 0.9;  // the closed form
  std::vector<std::size_t> owner;
  std::vector<Key> keys_again;
  std::vector<Key> for_long_prompts;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Traffic traffic = tables_.traffics[static_cast<std::size_t>(keys[i].traffic)];
    if (plans[i].simulated_part >= far_below || traffic.tail == 0.0) continue;
    owner.push_back(i);
    keys_again.push_back(keys[i]);
    for_long_prompts.push_back(keys[i]);
    for_long_prompts.back().traffic =
        position_or_append<TrafficId>(tables_.traffics, with_long_prompts(traffic));
  }
  if (owner.empty()) return;
  std::vector<ServingPlan> others = make(for_long_prompts);
  fill_bounds(device_, tables_, others);
  const std::vector<double> rates = found_rates(keys_again, others);
  for (std::size_t j = 0; j < owner.size(); ++j) {
    ServingPlan& plan = plans[owner[j]];
    if (rates[j] <= plan.requests_per_second_per_card) continue;
    others[j].simulated_part = rates[j] / closed_form[owner[j]];
    others[j].requests_per_second_per_card = rates[j];
    plan = others[j];
  }
}

void ServingPlans::fill_uncertainties(const World& world) {
  for (const Pool& pool : world.pools) {
    const CardEntry& card = world.cards[pool.card];
    if (!card.llm_capable) continue;
    for (const MixPart& part : world.mix) {
      const Key key = find(world, pool.card, part.llm, part.workload);
      ServingPlan& plan = plans_.at(key);
      if (plan.rate_sd > 0.0 || plan.requests_per_second_per_card == 0.0) continue;
      const LlmEntry& llm = world.llms[part.llm];
      const auto replica = [&](const Phase& phase) {
        return Replica{.deployment = {.card = tables_.cards[static_cast<std::size_t>(key.card)],
                                      .llm = llm.llm,
                                      .layout = phase.configuration.layout,
                                      .precision = key.precision},
                       .traffic = tables_.traffics[static_cast<std::size_t>(key.traffic)],
                       .token_budget = static_cast<double>(key.rules.token_budget)};
      };
      const Stack stack = stack_of(world.scenario);
      fill_uncertainty(plan, {.calibration = &cards_.calibration(),
                              .situation = situation_of(card, llm, stack),
                              .efficiency = used_efficiency(card, stack),
                              .main = replica(plan.main),
                              .prefill = replica(plan.prefill),
                              .compute_sd = card.compute_sd,
                              .bandwidth_sd = card.bandwidth_sd});
    }
  }
}

std::vector<ServingPlan> ServingPlans::make(const std::vector<Key>& keys) const {
  std::vector<Configuration> configurations;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Key& key = keys[i];
    const Card& card = tables_.cards[static_cast<std::size_t>(key.card)];
    const Llm& llm = tables_.llms[static_cast<std::size_t>(key.llm)];
    for (const Layout& layout : layouts(card, llm, key.rules.largest_replica)) {
      for (const Role role : roles(key.rules)) {
        configurations.push_back({key.card, key.llm, key.traffic, role, layout, key.precision,
                                  static_cast<float>(key.rules.token_budget)});
        owner.push_back(i);
      }
    }
  }
  const std::vector<ReplicaRate> rates = size_replicas(device_, tables_, configurations);

  std::vector<BestPhases> best(keys.size());
  for (std::size_t c = 0; c < configurations.size(); ++c) {
    const Phase phase{configurations[c], rates[c]};
    Phase& held = best[owner[c]][static_cast<std::size_t>(phase.configuration.role)];
    if (better(phase, held)) held = phase;
  }
  std::vector<ServingPlan> plans;
  plans.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& [aggregated, prefill, decode] = best[i];
    plans.push_back(choose_plan(aggregated, prefill, decode));
    fill_utilisation(plans.back(), tables_.cards[static_cast<std::size_t>(keys[i].card)],
                     keys[i].precision);
  }
  return plans;
}

}  // namespace fleetfit
