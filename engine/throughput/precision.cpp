#include "engine/throughput/precision.hpp"

namespace fleetfit {
namespace {

bool has(const Card& card, Format format) {
  return card.compute[static_cast<int>(format)] > FlopsPerSecond{};
}

Format stored(const Card& card, Format checkpoint) {
  const bool requantised =
      checkpoint == Format::fp8 && !has(card, Format::fp8) && has(card, Format::int8);
  return requantised ? Format::int8 : checkpoint;
}

Format multiplied(const Card& card, Format checkpoint) {
  const Format format = stored(card, checkpoint);
  return has(card, format) ? format : Format::bf16;
}

}  // namespace

Precision choose_precision(const Card& card, const LlmEntry& llm) {
  return {.weights = stored(card, llm.checkpoint),
          .expert_weights = stored(card, llm.expert_checkpoint),
          .compute = multiplied(card, llm.checkpoint),
          .expert_compute = multiplied(card, llm.expert_checkpoint),
          .kv = Format::bf16};
}

}  // namespace fleetfit
