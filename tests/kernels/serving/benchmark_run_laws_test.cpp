#include <gtest/gtest.h>

#include <cstdint>

#include "kernels/serving/benchmark_run.hpp"
#include "tests/kernels/serving/any_replica.hpp"

namespace fleetfit {
namespace {

constexpr std::uint32_t draws = 300;
constexpr double rounding = 1 - 1e-12;
// Tiles so fine that padding vanishes: a started tile costs a larger batch more than it brings.
constexpr double no_tiles = 0x1p-30;

/// Output tokens a second of one rank and stage.
double throughput(const Replica& r, const RequestTimes& times) {
  const double whole = (times.ttft + (r.traffic.output_tokens - 1) * times.tpot).value;
  return times.concurrency * r.traffic.output_tokens / whole;
}

/// `lost`: part of the throughput that n at once may lose against half as many.
template <class Times, class Lost>
void expect_more_at_once_is_slower_and_more(Times times, Lost lost) {
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const Replica r = any_replica(draw, no_tiles);
    if (replica_parts::sequences_in_memory(r) < 1) continue;
    RequestTimes before = times(r, 1.0);
    for (double n = 2; n <= 512; n *= 2) {
      const RequestTimes now = times(r, n);
      EXPECT_GE(now.tpot, rounding * before.tpot) << "draw " << draw << " at " << n;
      EXPECT_GE(throughput(r, now), rounding * (1 - lost(n)) * throughput(r, before))
          << "draw " << draw << " at " << n;
      before = now;
    }
  }
}

// A client's own prompt does not lengthen its own steps, (1 - 1/n) in E46: among few that is worth
// more than among many.
TEST(ClosedLoopLaws, MoreClientsNeverLowerThroughputOrTpot) {
  expect_more_at_once_is_slower_and_more(
      [](const Replica& r, double n) { return closed_loop_times(r, {.concurrency = n}); },
      [](double n) { return 1 - (1 - 2 / n) / (1 - 1 / n); });
}

TEST(StaticBatchLaws, ALargerBatchNeverLowersThroughputOrTpot) {
  expect_more_at_once_is_slower_and_more(static_batch_times, [](double) { return 0.0; });
}

TEST(ClosedLoopLaws, NobodyIsAnsweredBeforeHisPromptIsComputed) {
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const Replica r = any_replica(draw, no_tiles);
    for (double n = 1; n <= 512; n *= 8) {
      EXPECT_GE(closed_loop_times(r, {.concurrency = n}).ttft, rounding * batch_prefill_time(r, 1));
      EXPECT_GE(aggregated_rate(r, n).ttft, rounding * batch_prefill_time(r, 1));
    }
  }
}

}  // namespace
}  // namespace fleetfit
