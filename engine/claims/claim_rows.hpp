#pragma once

#include <vector>

#include "fleets/claim.hpp"
#include "fleets/measurement.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// The metric of a claimed quantity, and its value in the metric's unit.
Metric metric_of(ClaimedQuantity quantity);
double claimed_value(const Claim& claim, const Card& card);

/// The run of a claim in every layout that makes up its cards, or in the stated one.
std::vector<Measurement> claim_rows(const Claim& claim, const CardEntry& card, const LlmEntry& llm);

}  // namespace fleetfit
