#pragma once

#include <vector>

#include "kernels/roofline/card.hpp"
#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"

namespace fleetfit {

/// Routed experts of a layer; 0 for a dense llm.
int most_experts(const Llm& llm);

/// The layouts worth trying for an llm on a card, at most `largest_replica` cards each: tensor
/// parallel inside the scale-up domain (inside the node without one), pipeline stages, and for MoE
/// every power-of-two number of attention ranks that share the experts. Whether a layout fits
/// memory is the kernel's to say.
std::vector<Layout> layouts(const Card& card, const Llm& llm, int largest_replica);

/// Cards of the smallest layout that holds the llm and one sequence of `context` tokens; 0: none.
int smallest_replica(const Card& card, const Llm& llm, const Precision& precision,
                     int largest_replica, double context);

}  // namespace fleetfit
