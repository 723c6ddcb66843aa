#pragma once

#include <map>
#include <optional>
#include <string>

#include "fleets/catalog.hpp"
#include "fleets/recognise.hpp"
#include "kernels/roofline/layout.hpp"

namespace fleetfit {

/// What somebody says that a run reaches.
enum class ClaimedQuantity { input_rate, output_rate, total_rate, ttft, tpot };

/// Over what a claimed rate is summed.
enum class RateOf { instance, node, card };

enum class ClaimedPhase { aggregated, prefill, decode };

/// One claimed result and the run that it is claimed of, in the words of the catalogue.
struct Claim {
  std::string card;
  std::string llm;
  std::string llm_text;          // as written: it may name a checkpoint
  double cards{};                // of the instance
  std::optional<Layout> layout;  // not stated: whichever is best
  double input_tokens{};         // mean of a request
  double output_tokens{};        // mean of a request
  double concurrency{};          // requests in flight in the instance; 0: not stated
  std::string dtype;             // "fp8", "nvfp4", …; empty: as the llm is published
  std::string kv_dtype;          // empty: not stated
  std::string stack;             // empty: not stated
  std::string version;           // of the stack
  bool speculative{};            // speculative decoding or MTP
  ClaimedQuantity quantity{ClaimedQuantity::output_rate};
  RateOf of{};           // of a rate
  double value{};        // token/s, or s
  ClaimedPhase phase{};  // as stated, else as usual for the quantity
  bool phase_stated{};
  bool direction_stated{};  // input, output or both; else output is taken
};

/// A part of a claim as written, and where.
struct ClaimWord {
  std::string text;
  Position at;
  std::string key;  // "cards", "--cards"
};

/// Parts of a claim under the keys of a claim file: card, llm, cards, layout, input, output,
/// concurrency, dtype, kv_dtype, stack, version, phase, speculative, value, unit.
using ClaimWords = std::map<std::string, ClaimWord>;

/// Free text, parts in any order: "8xH20, DeepSeek-R1 FP8, 4096/1536, 16.5k in tok/s, tp8, c64".
/// What is not understood goes to the faults.
ClaimWords claim_words(const std::string& text, const Recogniser& recogniser, Faults& faults);

/// The parts written in a claim file (fleets/schemas/claim.schema.json).
ClaimWords claim_file_words(const std::string& file, const Catalog& catalog, Faults& faults);

/// The claim that these parts make. Throws BadInput with these faults and its own.
Claim claim_of(const ClaimWords& words, const Recogniser& recogniser, Faults faults = {});

/// A claim in free text. Throws BadInput.
Claim read_claim(const std::string& text, const Recogniser& recogniser);

/// A claim in a YAML file. Throws BadInput.
Claim read_claim_file(const std::string& file, const Catalog& catalog,
                      const Recogniser& recogniser);

}  // namespace fleetfit
