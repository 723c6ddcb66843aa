#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fleetfit {

/// A distribution of token counts.
class LengthDistribution {
 public:
  [[nodiscard]] bool empty() const { return lengths_.empty(); }
  /// The length below which a share `uniform`, in (0, 1], of the requests is.
  [[nodiscard]] std::int32_t at(double uniform) const;
  /// The longest; 0 of none.
  [[nodiscard]] std::int64_t most() const;

  void add(std::int32_t length, double share);

 private:
  std::vector<std::int32_t> lengths_;
  std::vector<double> cumulated_;  // shares, not normalised
};

/// Reads "{163: 0.25, 165: 0.01}"; nothing if it is written otherwise.
std::optional<LengthDistribution> parse_lengths(const std::string& text);

}  // namespace fleetfit
