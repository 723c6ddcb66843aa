#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fleetfit {

/// A distribution of token counts, as "{163: 0.25, 165: 0.01}" writes it.
class LengthDistribution {
 public:
  LengthDistribution() = default;
  explicit LengthDistribution(const std::string& text);

  [[nodiscard]] bool empty() const { return lengths_.empty(); }
  /// The length below which a share `uniform`, in (0, 1], of the requests is.
  [[nodiscard]] std::int32_t at(double uniform) const;

 private:
  std::vector<std::int32_t> lengths_;
  std::vector<double> cumulated_;  // shares, not normalised
};

}  // namespace fleetfit
