#include "kernels/serving/traffic.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr Traffic even{.input_tokens = 1000, .output_tokens = 200, .cached_share = 0.25};

TEST(Traffic, ComputesThePartOfThePromptThatIsNotCached) {
  static_assert(uncached_tokens(even) == 750);
  EXPECT_EQ(uncached_tokens({.input_tokens = 1000}), 1000);
}

TEST(DecodeContext, IsThePromptAndHalfOfTheAnswer) { EXPECT_EQ(decode_context(even), 1000 + 100); }

TEST(DecodeContext, CountsLongAnswersLonger) {
  Traffic spread = even;
  spread.output_cv = 1;

  EXPECT_EQ(decode_context(spread), 1000 + 0.5 * 200 * 2);
}

TEST(PrefillContext, IsHalfOfAPromptWithoutACache) {
  EXPECT_EQ(prefill_context({.input_tokens = 1000}), 500);
}

TEST(PrefillContext, StartsBehindTheCachedPart) {
  constexpr double mean_of_250_to_1000 = 625;

  EXPECT_EQ(prefill_context(even), mean_of_250_to_1000);
}

TEST(PrefillContext, CountsLongPromptsMoreOften) {
  EXPECT_EQ(prefill_context({.input_tokens = 1000, .input_cv = 2}), 500 * 5);
}

TEST(PlannedPrompt, IsTheMeanOneAmongOthersUnlessToldOtherwise) {
  constexpr Traffic spread{.input_tokens = 1000, .input_cv = 2};

  EXPECT_EQ(with_planned_prompt(spread), spread);
}

TEST(PlannedPrompt, IsLongAndAttendsToItself) {
  constexpr Traffic spread{
      .input_tokens = 1000, .input_cv = 2, .cached_share = 0.25, .long_prompt = 3};
  constexpr double mean_of_750_to_3000 = 1875;

  EXPECT_EQ(uncached_tokens(with_planned_prompt(spread)), 2250);
  EXPECT_EQ(prefill_context(with_planned_prompt(spread)), mean_of_750_to_3000);
}

}  // namespace
}  // namespace fleetfit
