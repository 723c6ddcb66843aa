#pragma once

#include "fleets/document.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// The coefficients of an llm from its Hugging Face config.
Llm read_config(const Node& config, Faults& faults);

/// An llm of the catalogue, or a bare Hugging Face config.json.
LlmEntry read_llm(const Node& entry, QuantityReader& read);

}  // namespace fleetfit
