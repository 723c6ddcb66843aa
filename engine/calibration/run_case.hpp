#pragma once

#include <map>
#include <string>

#include "engine/calibration/term.hpp"
#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"
#include "fleets/world.hpp"
#include "kernels/serving/replica_rate.hpp"

namespace fleetfit {

/// A measured run as the kernels take it; its card's efficiency is not yet corrected.
struct RunCase {
  RunKind kind{};
  Replica main;          // aggregated, or decode when disaggregated; 0 tokens accepted: not stated
  double replicas{1.0};  // of main
  double concurrency{};  // requests in flight on each rank and stage; 0: as memory allows
  double batch_in_memory{};  // of each rank and stage
  double batch_at_most{};    // the same with all memory and KV in 8 bits: no run holds more
  double requests{};         // of the run, for each rank and stage; 0: very many
  bool disaggregated{};
  Replica prefill;
  double prefill_replicas{1.0};
  double cards{};           // over which rates are summed
  Seconds tpot_limit{};     // 0: none
  double longest_answer{};  // tokens
  Seconds lasts{};          // the run; 0: so long that its end does not matter
  bool moe{};
  Situation situation;
  std::string skipped;  // why it cannot be predicted; empty: it can
};

/// Makes cases of measurements; reads each card and llm of the catalogue once.
class RunCases {
 public:
  explicit RunCases(const Catalog& catalog) : catalog_(catalog) {}
  RunCase operator()(const Measurement& row);

 private:
  const CardEntry& card(const std::string& name);
  const LlmEntry& llm(const std::string& name);

  const Catalog& catalog_;
  std::map<std::string, CardEntry> cards_;
  std::map<std::string, LlmEntry> llms_;
};

/// Scopes of a card on a stack with weights in a format.
struct SituationParts {
  const CardEntry* card{};
  std::string stack;
  std::string generation;
  std::string release;
  std::string format;  // see format_key
};
Situation situation_of(const SituationParts& parts);

/// A card as a generation of a stack uses it.
Card as_used_by(const std::string& stack, const std::string& generation, const CardEntry& card);

/// What corrections of a stack's generation are filed under: "vllm/0.7-0.9".
std::string generation_key(const std::string& stack, const std::string& generation);

/// "fp8", "fp8_block", "int4_weight_only": formats that calibrate apart.
std::string format_key(Format format, bool block_scaled, bool weight_only);

}  // namespace fleetfit
