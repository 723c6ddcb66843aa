#pragma once

#include <cstdint>

#include "kernels/replay/clock.hpp"
#include "kernels/replay/request.hpp"
#include "kernels/serving/role.hpp"

namespace fleetfit {

// Speculative decoding is counted in sixteenths of a token a step.
inline constexpr std::int32_t token_parts = 16;

// A block of KV holds at most so many tokens.
inline constexpr std::int32_t largest_block = 256;

/// Whether runs of identical decode steps are taken at once; the result is the same to the bit.
enum class Stepping : std::uint8_t { jump, single };

/// How one replica schedules its requests.
struct ReplicaRules {
  std::int32_t token_budget{2048};         // tokens a step, at least max_sequences
  std::int32_t max_sequences{256};         // at once, decoding or in prefill
  std::int32_t kv_blocks{};                // of block_tokens tokens
  std::int32_t block_tokens{16};           // at most largest_block
  std::int32_t watermark_blocks{};         // kept free when a request is admitted
  std::int32_t max_waiting{65536};         // of each priority; more are rejected
  std::int32_t decode_parts{token_parts};  // accepted tokens a step, in parts of a token
  Role role{Role::aggregated};
  Stepping stepping{Stepping::jump};
  Time first_token_overhead{};                 // of the serving stack, each request
  Time timeout[priority_count]{never, never};  // after which the client goes away
  Time swap_time{};                            // until another llm is loaded
};

/// Whether a step yields one token of each sequence. What follows divides only if not: divisions by
/// numbers that a compiler does not know take as long as all else of a step.
HOST_DEVICE constexpr bool is_plain(const ReplicaRules& rules) {
  return rules.decode_parts == token_parts;
}

/// KV units by which a decoding sequence grows in a step, and units in a token: whole tokens
/// unless decoding is speculative.
HOST_DEVICE constexpr std::int64_t kv_scale(const ReplicaRules& rules) {
  return is_plain(rules) ? 1 : token_parts;
}

HOST_DEVICE constexpr std::int64_t kv_growth(const ReplicaRules& rules) {
  return is_plain(rules) ? 1 : rules.decode_parts;
}

/// Tokens of one sequence after so many decode steps.
HOST_DEVICE constexpr std::int64_t decoded_tokens(const ReplicaRules& rules, std::int64_t steps) {
  return is_plain(rules) ? steps : steps * rules.decode_parts / token_parts;
}

/// Decode steps until so many tokens exist.
HOST_DEVICE constexpr std::int64_t decode_steps(const ReplicaRules& rules, std::int64_t wanted) {
  if (is_plain(rules)) return wanted;
  return (wanted * token_parts + rules.decode_parts - 1) / rules.decode_parts;
}

/// Decode steps that one block of KV lasts; drafted tokens need room before they are accepted.
HOST_DEVICE constexpr std::int32_t block_steps(const ReplicaRules& rules) {
  if (is_plain(rules)) return rules.block_tokens;
  const std::int32_t steps = rules.block_tokens * token_parts / rules.decode_parts;
  return steps > 0 ? steps : 1;
}

/// The first decode step, from 1, that needs a block beyond those with so many free tokens.
HOST_DEVICE constexpr std::int32_t first_growth(const ReplicaRules& rules, std::int32_t slack) {
  const std::int32_t whole = is_plain(rules) ? slack : slack * token_parts / rules.decode_parts;
  const std::int32_t step = whole + 1;
  return step < block_steps(rules) ? step : block_steps(rules);
}

}  // namespace fleetfit
