#include "engine/replay/serving_pods.hpp"

#include <algorithm>
#include <cmath>

#include "engine/replay/length_table.hpp"

namespace fleetfit {
namespace {

constexpr std::int32_t usual_block = 16;  // tokens: vLLM's default
constexpr double hour_seconds = 3600.0;

Replica replica_of(const PlannedService& service, const Configuration& configuration,
                   double token_budget) {
  return {.deployment = {.card = service.card,
                         .llm = service.llm,
                         .layout = configuration.layout,
                         .precision = configuration.precision},
          .traffic = service.traffic,
          .token_budget = token_budget};
}

double schedulers_of(const Layout& layout) { return replica_parts::batches_in_flight(layout); }

/// Schedulers of a role, from cards.
double schedulers(double card_count, const Phase& phase) {
  const Layout& layout = phase.configuration.layout;
  return card_count / cards(layout) * schedulers_of(layout);
}

ReplicaRules rules_of(const Replica& replica, Role role, double max_sequences) {
  ReplicaRules rules;
  rules.max_sequences = std::max(1, static_cast<std::int32_t>(std::floor(max_sequences)));
  rules.token_budget =
      std::max(static_cast<std::int32_t>(replica.token_budget), rules.max_sequences);
  rules.block_tokens = usual_block;
  rules.kv_blocks = kv_blocks_of(replica, usual_block);
  rules.max_waiting = longest_queue;
  rules.role = role;
  rules.first_token_overhead = to_time(replica.deployment.card.efficiency.first_token_overhead);
  return rules;
}

ArrivalStream stream_of(const PlannedService& service, double pods) {
  constexpr double all_parts = 65536.0;
  const double cv = service.traffic.arrival_cv;
  ArrivalStream stream{.segment_seconds = hour_seconds, .rate_factor = 1.0 / pods};
  if (cv > 0.0 && cv != 1.0) {
    stream.gaps = Gaps::gamma;
    stream.shape = 1.0 / (cv * cv);
    stream.gap_scale = cv * cv;
  }
  stream.cached_parts = static_cast<std::uint32_t>(service.traffic.cached_share * all_parts);
  stream.cache_block = usual_block;
  stream.workload = service.workload_index;
  return stream;
}

/// How many pods, and what is in each.
struct PodShape {
  double pods{};  // of the whole service
  std::int32_t replicas{};
  std::int32_t prefill_replicas{};
};

/// Whole schedulers in whole pods, the ratio of prefill to decode kept as well as a pod of at most
/// four times the usual size keeps it.
PodShape shape_of(double decode, double prefill) {
  const double all = std::max(1.0, std::round(decode));
  if (prefill <= 0.0) {
    const double pods = std::max(1.0, std::round(all / schedulers_per_pod));
    return {pods, static_cast<std::int32_t>(std::ceil(all / pods)), 0};
  }
  PodShape best{};
  double best_error = 1e9;
  for (std::int32_t p = 1; p <= 4 * schedulers_per_pod; ++p) {
    const auto d = static_cast<std::int32_t>(std::max(1.0, std::round(p * decode / prefill)));
    if (d + p > 4 * schedulers_per_pod && best.replicas > 0) break;
    const double error = std::abs(d / static_cast<double>(p) / (decode / prefill) - 1.0);
    if (error < 0.98 * best_error) {
      best_error = error;
      best = {std::max(1.0, std::round(decode / d)), d, p};
    }
  }
  return best;
}

}  // namespace

double add_service(ReplayPlan& plan, const PlannedService& service, const ReplaySpan& span) {
  const ServingPlan& serving = service.plan;
  const double for_prefill = service.cards * prefill_share(serving);
  const double decode = schedulers(service.cards - for_prefill, serving.main);
  const double prefill = serving.disaggregated ? schedulers(for_prefill, serving.prefill) : 0.0;
  const PodShape shape = shape_of(decode, prefill);

  PlannedGroup group{.name = service.name};
  group.replica = replica_of(service, serving.main.configuration, service.token_budget);
  PodRules& rules = group.group.rules;
  rules.replica = rules_of(group.replica, serving.disaggregated ? Role::decode : Role::aggregated,
                           serving.main.rate.sequences);
  rules.replicas = shape.replicas;
  rules.router = Router::least_outstanding;
  group.cost = plan.add_cost(group.replica, rules.replica);
  if (serving.disaggregated) {
    constexpr double prefill_sequences = 256.0;
    group.prefill_replica =
        replica_of(service, serving.prefill.configuration, serving.prefill.rate.chunk);
    rules.prefill_replica = rules_of(group.prefill_replica, Role::prefill, prefill_sequences);
    rules.prefill_replicas = shape.prefill_replicas;
    group.prefill_cost = plan.add_cost(group.prefill_replica, rules.prefill_replica);
    const Seconds latency = service.card.efficiency.network_latency;
    const Seconds whole = replica_parts::kv_transfer_time(group.prefill_replica);
    rules.transfer_latency = to_time(latency);
    rules.transfer_per_token = to_time((whole - latency) / service.traffic.input_tokens);
  }
  rules.warm_up = to_time(Seconds{span.warm_up_seconds});
  rules.drain = to_time(Seconds{span.hours * hour_seconds + span.drain_seconds});
  rules.seed = span.seed;
  group.group.end_seconds = span.hours * hour_seconds;
  group.group.first_entity = static_cast<std::int64_t>(plan.groups.size()) << 24U;
  group.pods = std::max<std::int64_t>(1, std::llround(shape.pods * span.sample));
  const std::vector<double> by_hour(service.requests_per_second.begin(),
                                    service.requests_per_second.end());
  group.first_stream =
      plan.add_stream(stream_of(service, shape.pods), by_hour,
                      lognormal_lengths(service.traffic.input_tokens, service.traffic.input_cv),
                      lognormal_lengths(service.traffic.output_tokens, service.traffic.output_cv));
  if (span.sample < 1.0) group.share = static_cast<double>(group.pods) / shape.pods;
  const double replayed = group.share;
  plan.add_group(std::move(group));
  return replayed;
}

}  // namespace fleetfit
