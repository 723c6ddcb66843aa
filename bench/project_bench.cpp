#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "bench/shipped.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/projection/answer.hpp"

namespace fleetfit {
namespace {

const std::string scenario = "alibaba-2025";

void load(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(load_world(shipped_catalog(), scenario));
}

/// The shipped scenario with all its readings.
void answer_all_readings(benchmark::State& state) {
  const LoadedWorld loaded = load_world(shipped_catalog(), scenario);
  const Calibration calibration = shipped_calibration(shipped_catalog());
  for (auto _ : state) benchmark::DoNotOptimize(answer(loaded, calibration, Device::cpu));
}

/// The same without other readings: what a planner's next change costs.
void answer_one_reading(benchmark::State& state) {
  LoadedWorld loaded = load_world(shipped_catalog(), scenario);
  loaded.world.scenario.readings.clear();
  const Calibration calibration = shipped_calibration(shipped_catalog());
  for (auto _ : state) benchmark::DoNotOptimize(answer(loaded, calibration, Device::cpu));
}

/// The whole program, from start to the report on its standard output.
void program(benchmark::State& state) {
  const std::string command = FLEETFIT_PROGRAM " project " + scenario +
                              " --device cpu --fleets " FLEETFIT_SOURCE_DIR "/fleets >/dev/null";
  for (auto _ : state) {
    if (std::system(command.c_str()) != 0) state.SkipWithError("fleetfit project failed");
  }
}

BENCHMARK(load)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(answer_one_reading)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(answer_all_readings)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(program)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetfit
