#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "fleets/catalog.hpp"
#include "fleets/stated_layout.hpp"
#include "kernels/replay/pod_rules.hpp"

namespace fleetfit {

/// A step cost of one's own, microseconds.
struct StatedStepCost {
  double fixed_us{};
  double per_request_us{};
  double per_token_us{};
  double per_kv_token_us{};
};

/// One kind of replica as a file describes it; 0 or empty: not stated.
struct StatedReplica {
  std::optional<StatedStepCost> step_cost;  // else by card and llm
  std::string card{};
  std::string llm{};
  Layout layout{};
  std::string dtype{};
  std::string stack{"sglang"};
  std::string stack_generation{};
  std::int32_t token_budget{2048};
  std::int32_t max_sequences{256};
  std::int32_t kv_blocks{};
  std::int32_t block_tokens{16};
  double watermark{};
  double accepted_tokens{1.0};
};

enum class PrefixCache { none, hashes };

/// A router and its replicas as a file describes them.
struct StatedPod {
  StatedReplica replica;
  std::int32_t replicas{1};
  Router router{};
  std::int32_t max_waiting{65536};
  PrefixCache prefix_cache{};
  double prefix_hit{};
  double timeout_s{std::numeric_limits<double>::infinity()};
  double swap_s{};
  std::int32_t llms{1};
  std::optional<StatedReplica> prefill;
  std::int32_t prefill_replicas{};
  double transfer_ms{};
  double transfer_us_per_token{};
  double failures_per_card_hour{};
  std::int32_t failing_cards{};  // of a replica
  double repair_s{};
  Autoscaling autoscaling{};
  double ttft_limit_ms{std::numeric_limits<double>::infinity()};
  double tpot_limit_ms{std::numeric_limits<double>::infinity()};
  double warm_up_s{};
  std::uint64_t seed{1};
};

/// Reads the file of `fleetfit replay --replica`, checked against schemas/replica.schema.json.
/// Throws BadInput with every fault.
StatedPod read_replica_file(const std::string& file, const Catalog& catalog);

}  // namespace fleetfit
