#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace fleetfit {

/// What a calibration corrects: an efficiency, a fixed cost, or a rule of the serving stack. The
/// number it corrects comes from the card's data file, or is the term's own base.
enum class Term : int {
  gemm,
  grouped_gemm,
  attention_prefill,
  attention_decode,
  memory,
  kv_memory,
  scale_up,
  network,
  kernel_latency,
  eager_layer,
  routing_launches,
  latent_launches,
  recurrent_launches,
  indexer_launches,
  scale_up_latency,
  network_latency,
  expert_balance,
  routed_passes,
  routing_skew,
  ring_latencies,
  step_overhead,
  sequence_overhead,
  host_overlap,
  first_token_overhead,
  prefill_interference,
  prefill_reached,
  queue_wait,
  first_burst,
  slo_margin,
  server_load,
  draft_acceptance
};

inline constexpr int term_count = 31;

/// What a parameter belongs to. Never a row and never an llm. `units` are the arithmetic units that
/// a family has for a format, `kernels` what a generation of a stack runs in a format.
enum class Scope : int { all, family, card, format, stack, generation, release, units, kernels };

inline constexpr int scope_count = 9;

/// What a run is, as far as parameters belong to it; indexed by Scope, `all` is "".
using Situation = std::array<std::string, scope_count>;

/// How a correction d changes a value v: a factor exp(d), or, for a part of a peak, the odds by
/// exp(d), so that it stays below 1.
enum class Transform { factor, odds };

/// A term's name in files, its transform, and the value it has where a card's file says nothing.
struct TermInfo {
  const char* name;
  Transform transform;
  double base;      // in base units; 0: the card's file says it
  const char* why;  // source of the base
};

const TermInfo& info(Term term);

/// The names of all terms, in their order.
std::vector<std::string> term_names();

/// The term of this name; nothing if there is none.
std::optional<Term> term_of(const std::string& name);
const char* name_of(Scope scope);

/// One line of the hierarchy: corrections of this term may differ between what is named by the
/// scope, with this prior standard deviation.
struct Level {
  Term term;
  Scope scope;
  double prior_sd;
};

/// All levels, the order of which is that of the parameters.
const std::vector<Level>& levels();

}  // namespace fleetfit
