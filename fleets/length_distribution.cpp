#include "fleets/length_distribution.hpp"

#include <algorithm>
#include <cstdlib>

namespace fleetfit {

LengthDistribution::LengthDistribution(const std::string& text) {
  double sum = 0.0;
  for (std::size_t at = text.find_first_of("0123456789"); at != std::string::npos;) {
    char* end = nullptr;
    const double length = std::strtod(text.c_str() + at, &end);
    if (*end != ':') break;
    const double share = std::strtod(end + 1, &end);
    if (share > 0.0) {
      sum += share;
      lengths_.push_back(static_cast<std::int32_t>(length));
      cumulated_.push_back(sum);
    }
    at = text.find_first_of("0123456789", static_cast<std::size_t>(end - text.c_str()));
  }
}

std::int32_t LengthDistribution::at(double uniform) const {
  const double wanted = uniform * cumulated_.back();
  const auto place = std::lower_bound(cumulated_.begin(), cumulated_.end(), wanted);
  const auto index = static_cast<std::size_t>(place - cumulated_.begin());
  return lengths_[std::min(index, lengths_.size() - 1)];
}

}  // namespace fleetfit
