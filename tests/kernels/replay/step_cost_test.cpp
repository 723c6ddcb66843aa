#include "kernels/replay/step_cost.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace fleetfit {
namespace {

TEST(StepCost, OfOnesOwnIsASum) {
  const StepCost cost{.fixed = 1000, .per_request = 100, .per_token = 10, .per_kv = 1};

  const Time time = cost({.decoding = 2, .kv = 30, .prefills = 1, .prefill_tokens = 5});

  EXPECT_EQ(time, 1000 + 3 * 100 + 7 * 10 + 30);
}

/// Sequences of which each step costs 100, and 2 for each token of KV below a mean context of 256,
/// 4 above.
std::vector<DecodePiece> kinked(std::int64_t sequences) {
  std::vector<DecodePiece> pieces(static_cast<std::size_t>((sequences + 1) * context_knots));
  for (std::int64_t n = 1; n <= sequences; ++n) {
    Time begin = 100;
    for (int knot = 0; knot < context_knots; ++knot) {
      const Time slope = knot == 0 ? 2 : 4;
      pieces[static_cast<std::size_t>(n * context_knots + knot)] = {begin, slope};
      begin += slope * n * (StepCost::knot_begin(knot + 1) - StepCost::knot_begin(knot));
    }
  }
  return pieces;
}

TEST(StepCost, TablesAreLinearBetweenKnots) {
  const std::vector<DecodePiece> pieces = kinked(2);
  const StepCost cost{.decode = pieces.data()};

  EXPECT_EQ(cost.decode_line(1, 10).at_kv, 100 + 20);
  EXPECT_EQ(cost.decode_line(1, 10).kv_end, 256);
  EXPECT_EQ(cost.decode_line(1, 300).at_kv, 100 + 2 * 256 + 4 * 44);
  EXPECT_EQ(cost.decode_line(2, 300).at_kv, 100 + 600);  // 150 tokens each
}

TEST(StepCost, APromptDelaysDecodeByItsInterference) {
  const std::vector<DecodePiece> pieces = kinked(1);
  const std::vector<Time> prompts{1000, 1320, 1640};  // of 1, 32, 64 tokens
  const StepCost cost{.decode = pieces.data(),
                      .prefill = prompts.data(),
                      .pairs_slope = 1024,
                      .interference = interference_unit / 2};
  const StepWork both{.decoding = 1, .kv = 500, .prefills = 1, .prefill_tokens = 32};
  constexpr Time alone = 100 + 2 * 256 + 4 * 244;

  EXPECT_EQ(cost({.prefills = 1, .prefill_tokens = 48}), 1480);
  EXPECT_EQ(cost({.prefills = 1, .prefill_tokens = 48, .prefill_pairs = 10}), 1490);
  EXPECT_EQ(cost({.decoding = 1, .kv = 50, .prefills = 1, .prefill_tokens = 32}), 1320);
  EXPECT_EQ(cost(both), alone + 1320 / 2);
}

TEST(StepCost, OfPromptsIsNoLessThanTheirLaunches) {
  const std::vector<DecodePiece> pieces = kinked(1);
  const std::vector<Time> prompts{1000, 1320, 1640};
  StepCost cost{.decode = pieces.data(), .prefill = prompts.data(), .launching = 5000};
  const StepWork both{.decoding = 1, .kv = 50, .prefills = 1, .prefill_tokens = 32};

  EXPECT_EQ(cost(both), 5000);
  EXPECT_EQ(cost({.decoding = 1, .kv = 50}), 200);  // decode is captured
  cost.prompts_apart = true;
  EXPECT_EQ(cost(both), 5200);
}

TEST(RunTime, SumsAnArithmeticSeries) {
  EXPECT_EQ(run_time(10, 3, 1), 10);
  EXPECT_EQ(run_time(10, 3, 4), 10 + 13 + 16 + 19);
}

TEST(StepsUntil, IsTheFewestThatLastSoLong) {
  for (const Time growth : {0, 1, 7}) {
    for (Time target = 1; target < 3000; ++target) {
      const std::int64_t steps = steps_until(10, growth, 1'000'000, target);

      EXPECT_GE(run_time(10, growth, steps), target);
      if (steps > 1) {
        EXPECT_LT(run_time(10, growth, steps - 1), target);
      }
    }
  }
}

TEST(StepsUntil, StopsAtMost) {
  EXPECT_EQ(steps_until(10, 0, 5, 1'000), 5);
  EXPECT_EQ(steps_until(10, 0, 5, 0), 1);
}

}  // namespace
}  // namespace fleetfit
