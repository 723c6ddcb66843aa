#include "engine/throughput/serving_plan.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <span>
#include <stdexcept>

#include "engine/throughput/layouts.hpp"
#include "engine/throughput/precision.hpp"

namespace fleetfit {
namespace {

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

double per_card(const Phase& phase) {
  return phase.rate.requests_per_second / cards(phase.configuration.layout);
}

/// The most requests a second and card; of equals the smaller replica.
bool better(const Phase& a, const Phase& b) {
  if (per_card(a) != per_card(b)) return per_card(a) > per_card(b);
  return cards(a.configuration.layout) < cards(b.configuration.layout);
}

/// E34: cards in series: a request needs 1/a of a card in one phase and 1/b in the other.
double in_series(double a, double b) {
  return a > 0.0 && b > 0.0 ? 1.0 / (1.0 / a + 1.0 / b) : 0.0;
}

ServingPlan choose(const Phase& aggregated, const Phase& prefill, const Phase& decode) {
  const double apart = in_series(per_card(prefill), per_card(decode));
  ServingPlan plan{};
  plan.disaggregated = apart > per_card(aggregated);
  plan.main = plan.disaggregated ? decode : aggregated;
  plan.prefill = plan.disaggregated ? prefill : Phase{};
  plan.requests_per_second_per_card = std::max(apart, per_card(aggregated));
  return plan;
}

/// E35: arithmetic of one request: two operations a weight and token, and attention.
Flops arithmetic_of_request(const Llm& llm, const Traffic& t) {
  const double prompt_parameters = active_parameters(llm) - llm.head_parameters;
  double sum =
      2.0 * (prompt_parameters * uncached_tokens(t) + active_parameters(llm) * t.output_tokens);
  for (const AttentionLayers& a : llm.attention) {
    const double prompt_token = attended(a, prefill_context(t)) * a.prefill_flops_per_pair +
                                prefill_context(t) * a.index_flops_per_pair + a.flops_per_token;
    const double output_token = attended(a, decode_context(t)) * a.decode_flops_per_pair +
                                decode_context(t) * a.index_flops_per_pair + a.flops_per_token;
    sum += a.layers * (uncached_tokens(t) * prompt_token + t.output_tokens * output_token);
  }
  return Flops{sum};
}

Card with_datasheet_peaks(Card card) {
  card.efficiency = Efficiency{};
  return card;
}

Traffic without_limits(Traffic traffic) {
  constexpr Seconds never{std::numeric_limits<double>::infinity()};
  traffic.ttft_limit = never;
  traffic.tpot_limit = never;
  traffic.tail = 0.0;
  return traffic;
}

Traffic without_queues(Traffic traffic) {
  traffic.tail = 0.0;
  return traffic;
}

/// Share of a plan's cards that its prefill phase takes.
double prefill_cards_share(const ServingPlan& plan) {
  if (!plan.disaggregated) return 0.0;
  return plan.requests_per_second_per_card / per_card(plan.prefill);
}

/// The faster of the formats in which dense layers and experts multiply.
FlopsPerSecond fastest_peak(const Card& card, const Precision& precision) {
  return max(card.compute[static_cast<int>(precision.compute)],
             card.compute[static_cast<int>(precision.expert_compute)]);
}

}  // namespace

void fill_utilisation(ServingPlan& plan, const Card& card, const Precision& precision) {
  const double share = prefill_cards_share(plan);
  const FlopsPerSecond useful =
      share * plan.prefill.rate.useful + (1.0 - share) * plan.main.rate.useful;
  const BytesPerSecond traffic =
      share * plan.prefill.rate.traffic + (1.0 - share) * plan.main.rate.traffic;
  plan.mfu = useful / fastest_peak(card, precision);
  plan.mbu = traffic / card.memory_bandwidth;
}

ServingRules serving_rules(const Scenario& scenario) {
  return {scenario.disaggregation, scenario.token_budget, scenario.largest_replica};
}

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
  position_or_append<CardId>(tables_.cards, world.cards[card].card);
  position_or_append<LlmId>(tables_.llms, world.llms[llm].llm);
  position_or_append<TrafficId>(tables_.traffics, traffic_of(world.workloads[workload]));
  return find(world, card, llm, workload);
}

ServingPlans::Key ServingPlans::find(const World& world, std::size_t card, std::size_t llm,
                                     std::size_t workload) const {
  return {
      .card = position_of<CardId>(tables_.cards, world.cards[card].card),
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

void ServingPlans::prepare(const World& world) {
  std::set<Key> missing;
  for (const Pool& pool : world.pools) {
    if (!world.cards[pool.card].llm_capable) continue;
    for (const MixPart& part : world.mix) {
      const Key key = intern(world, pool.card, part.llm, part.workload);
      if (!plans_.contains(key)) missing.insert(key);
    }
  }
  const std::vector<Key> keys(missing.begin(), missing.end());
  make(keys);
  make_bounds(keys);
}

void ServingPlans::make(const std::vector<Key>& keys) {
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

  std::vector<Phase> best(keys.size() * 3);
  for (std::size_t c = 0; c < configurations.size(); ++c) {
    const Phase phase{configurations[c], rates[c]};
    Phase& held = best[owner[c] * 3 + static_cast<std::size_t>(phase.configuration.role)];
    if (better(phase, held)) held = phase;
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    ServingPlan plan = choose(best[3 * i], best[3 * i + 1], best[3 * i + 2]);
    fill_utilisation(plan, tables_.cards[static_cast<std::size_t>(keys[i].card)],
                     keys[i].precision);
    plans_.insert_or_assign(keys[i], plan);
  }
}

/// Sizes the chosen layouts again under fewer restrictions; the tables of this launch hold each
/// plan's card with datasheet peaks beside the real one, and its traffic without limits and without
/// queues.
void ServingPlans::make_bounds(const std::vector<Key>& keys) {
  enum Variant : std::size_t { roofline, efficiency, slo, variants };
  ReplicaTables tables{.cards = {}, .llms = tables_.llms, .traffics = {}};
  for (const Card& card : tables_.cards) {
    tables.cards.push_back(card);
    tables.cards.push_back(with_datasheet_peaks(card));
  }
  for (const Traffic& traffic : tables_.traffics) {
    tables.traffics.push_back(without_queues(traffic));
    tables.traffics.push_back(without_limits(traffic));
  }
  const auto variant_of = [](Configuration c, bool datasheet, bool unlimited) {
    c.card = static_cast<CardId>(2 * static_cast<int>(c.card) + (datasheet ? 1 : 0));
    c.traffic = static_cast<TrafficId>(2 * static_cast<int>(c.traffic) + (unlimited ? 1 : 0));
    return c;
  };
  std::vector<Configuration> configurations;
  for (const Key& key : keys) {
    const ServingPlan& plan = plans_.at(key);
    for (const Phase* phase : {&plan.main, &plan.prefill}) {
      configurations.push_back(variant_of(phase->configuration, true, true));
      configurations.push_back(variant_of(phase->configuration, false, true));
      configurations.push_back(variant_of(phase->configuration, false, false));
    }
  }
  const std::vector<ReplicaRate> rates = size_replicas(device_, tables, configurations);

  for (std::size_t i = 0; i < keys.size(); ++i) {
    ServingPlan& plan = plans_.at(keys[i]);
    if (plan.requests_per_second_per_card == 0.0) continue;
    const auto bound = [&](Variant v) {
      const std::size_t main = i * 2 * variants + v;
      const Phase first{plan.main.configuration, rates[main]};
      const Phase second{plan.prefill.configuration, rates[main + variants]};
      return plan.disaggregated ? in_series(per_card(second), per_card(first)) : per_card(first);
    };
    const auto card = static_cast<std::size_t>(keys[i].card);
    plan.bounds = {.nameplate = fastest_peak(tables_.cards[card], keys[i].precision) /
                                arithmetic_of_request(
                                    tables_.llms[static_cast<std::size_t>(keys[i].llm)],
                                    tables_.traffics[static_cast<std::size_t>(keys[i].traffic)]) /
                                PerSecond{1.0},
                   .roofline = bound(roofline),
                   .efficiency = bound(efficiency),
                   .slo = bound(slo)};
  }
}

}  // namespace fleetfit
