#include "fleets/replica_file.hpp"

#include <fmt/format.h>

#include <cmath>

#include "fleets/choice.hpp"
#include "fleets/include.hpp"
#include "fleets/schema.hpp"
#include "fleets/stack.hpp"
#include "fleets/stated_precision.hpp"

namespace fleetfit {
namespace {

constexpr Choices<Router, 5> routers{{{"round_robin", Router::round_robin},
                                      {"random", Router::random},
                                      {"least_outstanding", Router::least_outstanding},
                                      {"power_of_two", Router::power_of_two},
                                      {"prefix_affinity", Router::prefix_affinity}}};

constexpr Choices<PrefixCache, 2> prefix_caches{
    {{"none", PrefixCache::none}, {"hashes", PrefixCache::hashes}}};

void read_number(const Node& node, double& value) { value = node.number(value); }

void read_whole(const Node& node, std::int32_t& value) {
  value = static_cast<std::int32_t>(node.number(value));
}

void read_text(const Node& node, std::string& value) { value = node.text(value); }

Time to_time(const Node& node, double seconds) {
  return static_cast<Time>(std::llround(node.number(seconds) * static_cast<double>(clock::second)));
}

void read_layout(const Node& node, StatedReplica& replica, Faults& faults) {
  if (!node) return;
  const auto stated = parse_stated_layout(node.text());
  if (!stated) {
    faults.add(node.fault(node.text() + " is not a layout", "write it as tp8, tp4pp2 or dp8ep8"));
  } else if (stated->replicas > 1.0) {
    faults.add(node.fault(fmt::format("{} is {:g} replicas", node.text(), stated->replicas),
                          "leave dp out and state `replicas`; with experts, write dp8ep8"));
  } else {
    replica.layout = stated->layout;
  }
}

void check_dtype(const Node& node, const StatedReplica& replica, Faults& faults) {
  if (!node || read_precision({.weights = replica.dtype, .llm = replica.llm})) return;
  faults.add(
      node.fault(replica.dtype + " is no format of weights", "give bf16, fp8, int8, fp4 or int4"));
}

void read_stack(const Node& node, StatedReplica& replica, Faults& faults) {
  const Node generation = node["stack_generation"];
  const std::string inherited = node["stack"] ? "" : replica.stack_generation;
  read_text(node["stack"], replica.stack);
  const std::string text = generation.text(inherited);
  const auto stated = stated_generation(replica.stack, text);
  replica.stack_generation = stated.value_or("");
  if (stated) return;
  faults.add(generation.fault(fmt::format("{} has no generation {}", replica.stack, text),
                              how_to_name_generation(replica.stack)));
}

void read_step_cost(const Node& node, StatedReplica& replica) {
  if (!node) return;
  StatedStepCost cost;
  read_number(node["fixed_us"], cost.fixed_us);
  read_number(node["per_request_us"], cost.per_request_us);
  read_number(node["per_token_us"], cost.per_token_us);
  read_number(node["per_kv_token_us"], cost.per_kv_token_us);
  replica.step_cost = cost;
}

/// What must hold between the values of one kind of replica.
void check(const Node& node, const StatedReplica& replica, Faults& faults) {
  if (replica.step_cost && !replica.card.empty()) {
    faults.add(node["card"].fault("stands beside a step_cost",
                                  "keep one of the two: the step's cost follows from either"));
  }
  if (!replica.card.empty() && replica.llm.empty()) {
    faults.add(node["card"].fault("stands without an llm", "name the llm that it serves"));
  }
  if (replica.step_cost && replica.kv_blocks == 0) {
    faults.add(node.fault("kv_blocks is missing", "a step_cost says nothing of memory: state it"));
  }
  if (replica.token_budget < replica.max_sequences) {
    faults.add(node["token_budget"].fault(
        fmt::format("{} tokens a step are fewer than {} sequences", replica.token_budget,
                    replica.max_sequences),
        "each decoding sequence takes a token: give at least max_sequences"));
  }
}

void read_replica(const Node& node, StatedReplica& replica, Faults& faults) {
  read_step_cost(node["step_cost"], replica);
  read_text(node["card"], replica.card);
  read_text(node["llm"], replica.llm);
  read_layout(node["layout"], replica, faults);
  read_text(node["dtype"], replica.dtype);
  check_dtype(node["dtype"], replica, faults);
  read_stack(node, replica, faults);
  read_whole(node["token_budget"], replica.token_budget);
  read_whole(node["max_sequences"], replica.max_sequences);
  read_whole(node["kv_blocks"], replica.kv_blocks);
  read_whole(node["block_tokens"], replica.block_tokens);
  read_number(node["watermark"], replica.watermark);
  read_number(node["accepted_tokens"], replica.accepted_tokens);
  check(node, replica, faults);
}

void read_prefill(const Node& node, StatedPod& pod, Faults& faults) {
  if (!node) return;
  StatedReplica prefill = pod.replica;
  if (node["card"] || node["llm"] || node["layout"]) prefill.kv_blocks = 0;  // another memory
  if (node["step_cost"]) prefill.card.clear();
  if (node["card"]) prefill.step_cost.reset();
  read_replica(node, prefill, faults);
  read_whole(node["replicas"], pod.prefill_replicas);
  pod.prefill = prefill;
}

void read_autoscaling(const Node& node, Autoscaling& autoscaling) {
  if (!node) return;
  read_whole(node["least"], autoscaling.least);
  read_whole(node["target_outstanding"], autoscaling.target_outstanding);
  constexpr double usual_interval = 15.0;
  autoscaling.interval = to_time(node["interval_s"], usual_interval);
  autoscaling.start_up = to_time(node["start_up_s"], 0.0);
}

StatedPod read_pod(const Node& root, Faults& faults) {
  StatedPod pod;
  read_replica(root, pod.replica, faults);
  read_whole(root["replicas"], pod.replicas);
  pod.router = read_choice(root["router"], routers, faults);
  read_whole(root["max_waiting"], pod.max_waiting);
  pod.prefix_cache = read_choice(root["prefix_cache"], prefix_caches, faults);
  read_number(root["prefix_hit"], pod.prefix_hit);
  read_number(root["timeout_s"], pod.timeout_s);
  read_number(root["swap_s"], pod.swap_s);
  read_whole(root["llms"], pod.llms);
  read_prefill(root["prefill"], pod, faults);
  read_number(root["transfer"]["latency_ms"], pod.transfer_ms);
  read_number(root["transfer"]["per_token_us"], pod.transfer_us_per_token);
  read_number(root["failures"]["per_card_hour"], pod.failures_per_card_hour);
  read_whole(root["failures"]["cards"], pod.failing_cards);
  read_number(root["failures"]["repair_s"], pod.repair_s);
  read_autoscaling(root["autoscaling"], pod.autoscaling);
  read_number(root["slo"]["ttft_ms"], pod.ttft_limit_ms);
  read_number(root["slo"]["tpot_ms"], pod.tpot_limit_ms);
  read_number(root["warm_up_s"], pod.warm_up_s);
  pod.seed = static_cast<std::uint64_t>(root["seed"].number(1.0));
  if (pod.autoscaling.least > pod.replicas) {
    faults.add(root["autoscaling"]["least"].fault(
        fmt::format("{} replicas always run, of {}", pod.autoscaling.least, pod.replicas),
        "give at most `replicas`"));
  }
  return pod;
}

}  // namespace

StatedPod read_replica_file(const std::string& file, const Catalog& catalog) {
  Faults faults;
  const Document document = load_document(file, faults);
  faults.throw_if_any();
  Schema::load(catalog.root() / "schemas", "replica", faults).validate(document, faults);
  faults.throw_if_any();
  StatedPod pod = read_pod(Node(document), faults);
  faults.throw_if_any();
  return pod;
}

}  // namespace fleetfit
