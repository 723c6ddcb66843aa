#include "fleets/length_distribution.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace fleetfit {

void LengthDistribution::add(std::int32_t length, double share) {
  lengths_.push_back(length);
  cumulated_.push_back((cumulated_.empty() ? 0.0 : cumulated_.back()) + share);
}

std::int32_t LengthDistribution::at(double uniform) const {
  const double wanted = uniform * cumulated_.back();
  const auto place = std::lower_bound(cumulated_.begin(), cumulated_.end(), wanted);
  const auto index = static_cast<std::size_t>(place - cumulated_.begin());
  return lengths_[std::min(index, lengths_.size() - 1)];
}

std::int64_t LengthDistribution::most() const {
  return empty() ? 0 : *std::max_element(lengths_.begin(), lengths_.end());
}

std::optional<LengthDistribution> parse_lengths(const std::string& text) {
  constexpr double longest = std::numeric_limits<std::int32_t>::max();
  constexpr double largest_share = 1e12;  // counts of requests are shares, too
  LengthDistribution lengths;
  const char* at = text.c_str();
  if (*at++ != '{') return std::nullopt;
  while (*(at += std::strspn(at, ", ")) != '}') {
    char* end = nullptr;
    const double length = std::strtod(at, &end);
    if (end == at || *end != ':') return std::nullopt;
    at = end + 1;
    const double share = std::strtod(at, &end);
    const bool possible =
        length >= 0.0 && length <= longest && share >= 0.0 && share <= largest_share;
    if (end == at || !possible) return std::nullopt;
    if (share > 0.0) lengths.add(static_cast<std::int32_t>(length), share);
    at = end;
  }
  return lengths;
}

}  // namespace fleetfit
