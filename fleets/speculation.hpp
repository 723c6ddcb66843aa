#pragma once

#include <string>
#include <string_view>

#include "kernels/roofline/speculation.hpp"

namespace fleetfit {

// What is not stated of a run's speculative decoding.
inline constexpr double not_stated = 0.0;

/// Speculative decoding as a stack does it unless told otherwise: SGLang's recipes draft three
/// times, others once. How much of it is accepted is not stated.
Speculation usual_speculation(const std::string& stack);

/// The shortest speculation that can yield so many tokens a step.
Speculation speculation_yielding(double accepted_tokens);

/// Speculative decoding from what a run's table and notes say: "yes: NEXTN steps=1 draft=2" or the
/// options of a stack's command line; `accepted` as far as stated ("accept_len=3.26", or the middle
/// of a range for the draft in use: "draft=3 (~1.8-1.9 for draft 2, ~2.4-2.7 for draft 3)").
Speculation read_speculation(std::string_view stated, std::string_view notes,
                             const std::string& stack);

/// Whether a stack can speculate so: it verifies more than it drafts, and accepts no more than the
/// drafts and its own token.
bool is_possible(const Speculation& speculation);

}  // namespace fleetfit
