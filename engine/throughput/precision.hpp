#pragma once

#include "fleets/world.hpp"
#include "kernels/roofline/format.hpp"

namespace fleetfit {

/// The formats in which a card runs a checkpoint: as published where it can, else in what it has.
/// An 8-bit checkpoint runs as INT8 on a card without FP8; weights in 4 bits that the card cannot
/// multiply are widened to BF16 on the fly.
Precision choose_precision(const Card& card, const LlmEntry& llm);

}  // namespace fleetfit
