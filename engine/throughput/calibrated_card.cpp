#include "engine/throughput/calibrated_card.hpp"

#include <algorithm>

#include "engine/throughput/precision.hpp"

namespace fleetfit {

namespace {

bool is_moe(const Llm& llm) {
  return std::any_of(std::begin(llm.ffn), std::end(llm.ffn),
                     [](const FfnLayers& f) { return f.experts > 0; });
}

/// Published FP8 checkpoints of llms with experts scale in blocks; a card that lacks the format
/// widens the weights.
std::string format_of(const Card& card, const LlmEntry& llm) {
  const Precision p = choose_precision(card, llm);
  const bool moe = is_moe(llm.llm);
  const Format stored = moe ? p.expert_weights : p.weights;
  const bool widened =
      stored != Format::bf16 && (moe ? p.expert_compute : p.compute) == Format::bf16;
  return format_key(stored, stored == Format::fp8 && moe, widened);
}

}  // namespace

Situation situation_of(const CardEntry& card, const LlmEntry& llm, const Stack& stack) {
  return situation_of({.card = &card,
                       .stack = stack.name,
                       .generation = stack.generation,
                       .release = "",
                       .format = format_of(card.card, llm)});
}

Efficiency used_efficiency(const CardEntry& card, const Stack& stack) {
  return as_used_by(stack.name, stack.generation, card).efficiency;
}

Card calibrated_card(const Calibration& calibration, const CardEntry& card, const LlmEntry& llm,
                     const Stack& stack) {
  Card used = as_used_by(stack.name, stack.generation, card);
  if (calibration.empty()) return used;
  const Situation situation = situation_of(card, llm, stack);
  used.efficiency = corrected(used.efficiency, corrections(calibration, situation));
  return used;
}

Card CalibratedCards::operator()(const CardEntry& card, const LlmEntry& llm,
                                 const Stack& stack) const {
  const Card used = as_used_by(stack.name, stack.generation, card);
  const Situation situation = situation_of(card, llm, stack);
  const auto found = std::find_if(made_.begin(), made_.end(), [&](const Made& made) {
    return made.from == used && made.situation == situation;
  });
  if (found != made_.end()) return found->to;
  made_.push_back({situation, used, calibrated_card(calibration_, card, llm, stack)});
  return made_.back().to;
}

}  // namespace fleetfit
