#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/replay/clock.hpp"
#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// What one step works on.
struct StepWork {
  std::int64_t decoding{};        // sequences, one token each
  std::int64_t kv{};              // their tokens of context, in units of the rules' `kv_scale`
  std::int64_t prefills{};        // prompts of which a part is computed
  std::int64_t prefill_tokens{};  // computed tokens of these
  std::int64_t prefill_pairs{};   // (token, attended token) pairs of these
  std::int64_t prefill_kv{};      // tokens of these prompts that were there before the step
};

/// Time of decode steps for a fixed number of sequences while `kv` is below `kv_end`:
/// `at_kv + slope * (further kv)`.
struct DecodeLine {
  Time at_kv{};
  Time slope{};
  std::int64_t kv_end{};
};

/// One piece of the table: at the least KV of the piece, and for each unit more.
struct DecodePiece {
  Time begin{};
  Time slope{};
};

// Contexts at which pieces of the decode table begin: 0, 256, 512, 1024, ... tokens a sequence.
inline constexpr int context_knots = 14;
inline constexpr std::int64_t first_context_knot = 256;

// Prompt tokens between two entries of the prefill table.
inline constexpr std::int64_t prefill_knot = 32;

// Pairs to which `pairs_slope` belongs: for one pair a picosecond is too coarse.
inline constexpr std::int64_t pairs_unit = 1024;

// The interference of prompts with decode is counted in such parts.
inline constexpr std::int64_t interference_unit = 1024;

/// E50: time of one step in whole picoseconds. Either a user's own affine cost (`decode` is null),
/// or tables made of the calibrated roofline: decode by sequences and context, prompts by tokens
/// and pairs, together as E29. Linear in KV over a piece, so runs of decode steps sum exactly.
struct StepCost {
  Time fixed{};
  Time per_request{};
  Time per_token{};
  Time per_kv{};

  const DecodePiece* decode{};  // [sequences][context_knots]
  const Time* prefill{};        // every `prefill_knot` tokens
  std::int64_t kv_scale{1};     // units of KV in a token
  Time pairs_slope{};           // for `pairs_unit` pairs
  std::int64_t interference{interference_unit};
  Time launching{};      // of a step with prompts, by the host
  bool prompts_apart{};  // prompts have passes of their own, decode waits

  /// Decode alone: the line that holds at this KV.
  HOST_DEVICE constexpr DecodeLine decode_line(std::int64_t sequences, std::int64_t kv) const {
    if (decode == nullptr) {
      return {fixed + (per_request + per_token) * sequences + per_kv * kv, per_kv, never};
    }
    const std::int64_t all = sequences * kv_scale;
    int knot = 0;
    while (knot + 1 < context_knots && kv >= knot_begin(knot + 1) * all) ++knot;
    const DecodePiece& piece = decode[sequences * context_knots + knot];
    const std::int64_t begin = knot_begin(knot) * all;
    const std::int64_t end = knot + 1 < context_knots ? knot_begin(knot + 1) * all : never;
    return {piece.begin + piece.slope * (kv - begin), piece.slope, end};
  }

  HOST_DEVICE constexpr Time operator()(const StepWork& work) const {
    if (decode == nullptr) {
      return fixed + per_request * (work.decoding + work.prefills) +
             per_token * (work.decoding + work.prefill_tokens) +
             per_kv * (work.kv + work.prefill_kv * kv_scale);
    }
    const Time alone = work.decoding > 0 ? decode_line(work.decoding, work.kv).at_kv : 0;
    if (work.prefill_tokens == 0) return alone;
    const Time prompts = prefill_time(work);
    const Time launched = launching + (prompts_apart ? alone : 0);
    return std::max(std::max(alone + prompts * interference / interference_unit, prompts),
                    launched);
  }

  HOST_DEVICE static constexpr std::int64_t knot_begin(int knot) {
    return knot == 0 ? 0 : first_context_knot << (knot - 1);
  }

 private:
  HOST_DEVICE constexpr Time prefill_time(const StepWork& work) const {
    const std::int64_t knot = work.prefill_tokens / prefill_knot;
    const std::int64_t past = work.prefill_tokens % prefill_knot;
    const Time low = prefill[knot];
    const Time rise = past == 0 ? 0 : (prefill[knot + 1] - low) * past / prefill_knot;
    return low + rise + work.prefill_pairs * pairs_slope / pairs_unit;
  }
};

/// E51: time of `steps` decode steps of which the first takes `first` and each further one
/// `growth` more than the one before.
HOST_DEVICE constexpr Time run_time(Time first, Time growth, std::int64_t steps) {
  return steps * first + steps * (steps - 1) / 2 * growth;
}

/// The fewest steps of such a run, 1 to `most`, that last until `target`; `most` if none does.
HOST_DEVICE inline std::int64_t steps_until(Time first, Time growth, std::int64_t most,
                                            Time target) {
  Time last = 0;
  Time sum = 0;
  constexpr std::int64_t few = 4;  // are sooner added up than guessed
  for (std::int64_t steps = 1; steps <= few; ++steps) {
    last = steps == 1 ? first : last + growth;
    sum += last;
    if (sum >= target || steps >= most) return steps;
  }
  most = std::min(most, (target - 1) / first + 1);  // enough even without growth
  if (run_time(first, growth, most) < target) return most;
  // The root of the quadratic guesses within a step or two; whole numbers decide.
  const double slope = 0.5 * static_cast<double>(growth);
  const double linear = static_cast<double>(first) - slope;
  const auto wanted = static_cast<double>(target);
  const double root = 2.0 * wanted / (linear + std::sqrt(linear * linear + 4.0 * slope * wanted));
  std::int64_t steps = std::clamp<std::int64_t>(static_cast<std::int64_t>(root), 1, most);
  while (steps > 1 && run_time(first, growth, steps - 1) >= target) --steps;
  while (run_time(first, growth, steps) < target) ++steps;
  return steps;
}

}  // namespace fleetfit
