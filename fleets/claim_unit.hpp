#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fleets/claim.hpp"

namespace fleetfit {

/// What the words around a claimed number say of it.
struct ClaimUnit {
  ClaimedQuantity quantity{ClaimedQuantity::output_rate};
  RateOf of{RateOf::instance};
  double factor{1.0};  // to token/s, or to s
  bool inverse{};      // token/s of one user: the inverse of TPOT
  bool direction_stated{};
  std::optional<ClaimedPhase> phase;  // "prefill tok/s"
};

/// "in tok/s", "output tokens/s per node", "tok/s/GPU", "ms TPOT", "tok/s/user"; nothing if it is
/// no unit of a claim.
std::optional<ClaimUnit> read_claim_unit(const std::string& text);

/// "16.5k", "1.2M", "16,500"; nothing if it is no number above 0.
std::optional<double> read_claim_number(const std::string& text);

/// Text in lower case, cut at blanks, slashes and the like: "Tok/s per GPU" is tok, s, per, gpu.
std::vector<std::string> lower_words(const std::string& text);

}  // namespace fleetfit
