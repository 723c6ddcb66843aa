#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/claims/claim_check.hpp"

namespace fleetfit {

/// The verdict on a claim, for people and for machines.
std::string claim_text(const Claim& claim, const ClaimCheck& check);
nlohmann::ordered_json claim_json(const Claim& claim, const ClaimCheck& check);

/// Claim (^), interval (=, expected at |) and physical bound (#) on a logarithmic scale; two lines.
std::string claim_gauge(const ClaimReading& reading);

}  // namespace fleetfit
