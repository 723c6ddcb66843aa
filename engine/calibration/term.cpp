#include "engine/calibration/term.hpp"

namespace fleetfit {

namespace {

constexpr const char* from_file = "the card's data file";

// In the order of Term.
constexpr TermInfo infos[term_count] = {
    {"gemm", Transform::odds, 0.0, from_file},
    {"grouped_gemm", Transform::odds, 0.0, from_file},
    {"attention_prefill", Transform::odds, 0.0, from_file},
    {"attention_decode", Transform::odds, 0.0, from_file},
    {"memory", Transform::odds, 0.0, from_file},
    {"kv_memory", Transform::odds, 0.0, from_file},
    {"scale_up", Transform::odds, 0.0, from_file},
    {"network", Transform::odds, 0.0, from_file},
    {"kernel_latency", Transform::factor, 0.0, from_file},
    {"eager_layer", Transform::factor, 0.5e-3, "s; about ten operators launched from Python"},
    {"routing_launches", Transform::factor, 4.0, "router, top-k, permute, combine"},
    {"latent_launches", Transform::factor, 3.0, "norms of the latents, absorbed projections"},
    {"recurrent_launches", Transform::factor, 3.0, "convolution, gates, state update"},
    {"indexer_launches", Transform::factor, 4.0, "projection, quantise, score, top-k"},
    {"scale_up_latency", Transform::factor, 0.0, from_file},
    {"network_latency", Transform::factor, 0.0, from_file},
    {"expert_balance", Transform::odds, 0.0, from_file},
    {"routed_passes", Transform::factor, 1.0, "counted reads and writes of routed copies"},
    {"routing_skew", Transform::factor, 1.0, "even routing"},
    {"ring_latencies", Transform::factor, 3.0, "NCCL rings against one-shot kernels at 8 cards"},
    {"step_overhead", Transform::factor, 0.0, from_file},
    {"sequence_overhead", Transform::factor, 10e-6, "s; scheduling, sampling and output of one"},
    {"host_overlap", Transform::odds, 0.5, "half; stacks range from none to all"},
    {"first_token_overhead", Transform::factor, 0.08, "s; server constant of 60 to 200 ms"},
    {"prefill_interference", Transform::factor, 1.0, "decode loses what a prompt takes"},
    {"prefill_reached", Transform::factor, 1.0, "prefill runs at the operators' rate"},
    {"queue_wait", Transform::factor, 1.0, "independent arrivals"},
    {"first_burst", Transform::factor, 1.0, "all clients start at once"},
    {"slo_margin", Transform::factor, 0.8, "median of 13 MLPerf runs, which had 0.56 to 0.93"},
    {"server_load", Transform::factor, 0.91, "median of 34 MLPerf pairs, which had 0.52 to 1.02"},
    {"draft_acceptance", Transform::odds, 0.83, "runs that say what one to three drafts yielded"}};

constexpr const char* scope_names[scope_count] = {
    "all", "family", "card", "format", "stack", "generation", "release", "units", "kernels"};

}  // namespace

const TermInfo& info(Term term) { return infos[static_cast<int>(term)]; }

std::vector<std::string> term_names() {
  std::vector<std::string> names;
  for (const TermInfo& term : infos) names.emplace_back(term.name);
  return names;
}

std::optional<Term> term_of(const std::string& name) {
  for (int term = 0; term < term_count; ++term) {
    if (name == infos[term].name) return static_cast<Term>(term);
  }
  return std::nullopt;
}

const char* name_of(Scope scope) { return scope_names[static_cast<int>(scope)]; }

// A level of all runs whose base is a median of measurements is known as well as that median is,
// 1.25 sd / sqrt(n), not as its values spread.
const std::vector<Level>& levels() {
  static const std::vector<Level> all{{Term::gemm, Scope::all, 0.4},
                                      {Term::gemm, Scope::family, 0.4},
                                      {Term::gemm, Scope::card, 0.2},
                                      {Term::gemm, Scope::format, 0.4},
                                      {Term::gemm, Scope::generation, 0.12},
                                      {Term::gemm, Scope::units, 0.3},
                                      {Term::gemm, Scope::kernels, 0.1},
                                      {Term::grouped_gemm, Scope::all, 0.6},
                                      {Term::grouped_gemm, Scope::family, 0.4},
                                      {Term::grouped_gemm, Scope::format, 0.4},
                                      {Term::grouped_gemm, Scope::generation, 0.2},
                                      {Term::grouped_gemm, Scope::units, 0.3},
                                      {Term::grouped_gemm, Scope::kernels, 0.1},
                                      {Term::attention_prefill, Scope::all, 0.5},
                                      {Term::attention_decode, Scope::all, 0.5},
                                      {Term::attention_decode, Scope::generation, 0.4},
                                      {Term::memory, Scope::all, 0.5},
                                      {Term::memory, Scope::family, 0.3},
                                      {Term::memory, Scope::card, 0.2},
                                      {Term::memory, Scope::format, 0.4},
                                      {Term::memory, Scope::generation, 0.12},
                                      {Term::memory, Scope::kernels, 0.1},
                                      {Term::kv_memory, Scope::all, 0.5},
                                      {Term::kv_memory, Scope::family, 0.3},
                                      {Term::kv_memory, Scope::stack, 0.4},
                                      {Term::kv_memory, Scope::generation, 0.4},
                                      {Term::scale_up, Scope::all, 0.6},
                                      {Term::scale_up, Scope::family, 0.5},
                                      {Term::network, Scope::all, 0.5},
                                      {Term::kernel_latency, Scope::all, 0.6},
                                      {Term::kernel_latency, Scope::family, 0.2},
                                      {Term::kernel_latency, Scope::stack, 0.2},
                                      {Term::kernel_latency, Scope::generation, 0.1},
                                      {Term::kernel_latency, Scope::release, 0.1},
                                      {Term::eager_layer, Scope::all, 0.7},
                                      {Term::eager_layer, Scope::stack, 0.5},
                                      {Term::eager_layer, Scope::generation, 0.4},
                                      {Term::routing_launches, Scope::all, 0.7},
                                      {Term::routing_launches, Scope::generation, 0.25},
                                      {Term::routing_launches, Scope::stack, 0.4},
                                      {Term::latent_launches, Scope::all, 0.7},
                                      {Term::recurrent_launches, Scope::all, 0.7},
                                      {Term::indexer_launches, Scope::all, 0.7},
                                      {Term::scale_up_latency, Scope::all, 0.5},
                                      {Term::scale_up_latency, Scope::family, 0.4},
                                      {Term::network_latency, Scope::all, 0.1},
                                      {Term::expert_balance, Scope::all, 0.7},
                                      {Term::routed_passes, Scope::all, 0.7},
                                      {Term::routing_skew, Scope::all, 0.1},
                                      {Term::ring_latencies, Scope::all, 0.5},
                                      {Term::step_overhead, Scope::all, 0.7},
                                      {Term::step_overhead, Scope::stack, 0.3},
                                      {Term::step_overhead, Scope::generation, 0.2},
                                      {Term::sequence_overhead, Scope::all, 0.5},
                                      {Term::sequence_overhead, Scope::stack, 0.2},
                                      {Term::sequence_overhead, Scope::generation, 0.2},
                                      {Term::host_overlap, Scope::all, 1.0},
                                      {Term::host_overlap, Scope::stack, 1.0},
                                      {Term::first_token_overhead, Scope::all, 0.7},
                                      {Term::first_token_overhead, Scope::stack, 0.5},
                                      {Term::first_token_overhead, Scope::generation, 0.3},
                                      {Term::prefill_interference, Scope::all, 0.3},
                                      {Term::prefill_interference, Scope::stack, 0.1},
                                      {Term::prefill_reached, Scope::stack, 0.07},
                                      {Term::prefill_reached, Scope::generation, 0.07},
                                      {Term::queue_wait, Scope::all, 0.4},
                                      {Term::queue_wait, Scope::stack, 0.2},
                                      {Term::first_burst, Scope::all, 0.5},
                                      {Term::slo_margin, Scope::all, 0.045},
                                      {Term::server_load, Scope::all, 0.025},
                                      {Term::draft_acceptance, Scope::all, 0.4},
                                      {Term::draft_acceptance, Scope::stack, 0.4}};
  return all;
}

}  // namespace fleetfit
