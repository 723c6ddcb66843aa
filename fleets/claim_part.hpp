#pragma once

#include <map>
#include <optional>
#include <string>

#include "fleets/recognise.hpp"

namespace fleetfit {

/// What one part of a claim says: texts under the keys of a claim file.
using ClaimPart = std::map<std::string, std::string>;

/// One part of a claim: "8xH20", "4096/1536", "16.5k in tok/s", "tp8", "vLLM 0.11". Nothing if it
/// says nothing that is understood.
std::optional<ClaimPart> read_claim_part(const std::string& text, const Recogniser& recogniser);

/// How a part that is not understood might be written.
std::string nearest_claim_form(const std::string& text, const Recogniser& recogniser);

}  // namespace fleetfit
