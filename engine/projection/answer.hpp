#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/projection/projection.hpp"
#include "engine/projection/waterfall.hpp"
#include "fleets/world_reader.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// What another reading of the scenario gives.
struct ReadingResult {
  Reading reading;
  double headroom{};
  bool flips{};  // its verdict is not the scenario's
};

/// Everything that `fleetfit project` says about one scenario.
struct Answer {
  World world;
  Device device{};
  std::string hash;  // of the resolved scenario, 16 hexadecimal digits
  bool simulated_capacity{};
  std::string calibration;  // hash of its file; empty: the data files' efficiencies
  std::vector<std::pair<std::string, std::string>> settings;  // path, value, as asked for
  Projection projection;
  std::vector<ReadingResult> readings;
  std::vector<WaterfallStep> waterfall;  // of the tightest month
};

/// Throws BadInput when an llm of the mix fits on no card of the fleet.
/// `rates` takes the place of the closed form's rates; empty: it does not.
Answer answer(const LoadedWorld& loaded, const Calibration& calibration, Device device,
              const RateSource& rates = {});

}  // namespace fleetfit
