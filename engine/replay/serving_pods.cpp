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

ArrivalStream stream_of(const PlannedService& service, double part) {
  constexpr double all_parts = 65536.0;
  const double cv = service.traffic.arrival_cv;
  ArrivalStream stream{.segment_seconds = service.hour_seconds, .rate_factor = part};
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

/// Whole schedulers of a pod, and the part of the service that they carry.
struct PodShape {
  std::int32_t replicas{};
  std::int32_t prefill_replicas{};
  double part{};
};

PodShape aggregated_shape(double schedulers) {
  const double all = std::max(1.0, std::round(schedulers));
  const double pods = std::max(1.0, std::round(all / schedulers_per_pod));
  const double each = std::ceil(all / pods);
  return {static_cast<std::int32_t>(each), 0, each / schedulers};
}

/// The smallest pod of the usual size or more that keeps the ratio of prefill to decode well, or of
/// at most four times that size the one that keeps it best; the phase that has too few sets what
/// the pod carries.
PodShape disaggregated_shape(double decode, double prefill) {
  constexpr double good = 0.02;
  const double least = std::min<double>(schedulers_per_pod, std::floor(decode + prefill));
  const double most = std::min(4.0 * schedulers_per_pod, std::max(2.0, decode + prefill + 1.0));
  PodShape best{};
  double best_error = 1e9;
  for (double p = 1.0; best_error > good; ++p) {
    const double d = std::max(1.0, std::round(p * decode / prefill));
    if (d + p > most && best.replicas > 0) break;
    const double error = std::abs(d / p / (decode / prefill) - 1.0);
    if (d + p < least || error >= best_error) continue;
    best_error = error;
    best = {static_cast<std::int32_t>(d), static_cast<std::int32_t>(p),
            std::min(d / decode, p / prefill)};
  }
  return best;
}

PodShape shape_of(const PlannedService& service) {
  const ServingPlan& plan = service.plan;
  const double for_prefill = service.cards * prefill_share(plan);
  const double decode = schedulers(service.cards - for_prefill, plan.main);
  if (!plan.disaggregated) return aggregated_shape(decode);
  return disaggregated_shape(decode, schedulers(for_prefill, plan.prefill));
}

}  // namespace

double part_of_pod(const PlannedService& service) { return shape_of(service).part; }

double add_service(ReplayPlan& plan, const PlannedService& service, const ReplaySpan& span) {
  const ServingPlan& serving = service.plan;
  const PodShape shape = shape_of(service);

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
  group.pods = std::max<std::int64_t>(1, std::llround(span.sample / shape.part));
  const std::vector<double> by_hour(service.requests_per_second.begin(),
                                    service.requests_per_second.end());
  group.first_stream =
      plan.add_stream(stream_of(service, shape.part), by_hour,
                      lognormal_lengths(service.traffic.input_tokens, service.traffic.input_cv),
                      lognormal_lengths(service.traffic.output_tokens, service.traffic.output_cv));
  group.share = static_cast<double>(group.pods) * shape.part;
  const double replayed = group.share;
  plan.add_group(std::move(group));
  return replayed;
}

}  // namespace fleetfit
