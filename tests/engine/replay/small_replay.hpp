#pragma once

#include "engine/replay/scenario_replay.hpp"
#include "tests/engine/small_world.hpp"

namespace fleetfit {

/// A quarter of an hour of the small world, on as many cards as its plan needs.
inline ReplayResult small_replay(const World& world, Device device = Device::cpu,
                                 ReplaySpan span = {.hours = 0.25}) {
  return replay_assignments(world, projected(world), {}, span, device, {});
}

/// A world busy enough for several pods.
inline World busy_world() {
  World world = two_speeds();
  world.scenario.tokens_per_day = 2e10;
  world.workloads[0].input_cv = 1.0;
  world.workloads[0].output_cv = 1.0;
  world.workloads[0].arrival_cv = 1.3;
  return world;
}

}  // namespace fleetfit
