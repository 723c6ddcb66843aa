#include "kernels/replay/tournament.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

class Tournaments : public ::testing::TestWithParam<int> {};

TEST_P(Tournaments, KnowTheFirstOfTheLeast) {
  const int things = GetParam();
  int leaves = 1;
  while (leaves < things) leaves *= 2;
  std::vector<std::int64_t> keys(static_cast<std::size_t>(things), 50);
  std::vector<std::int32_t> winners(2 * static_cast<std::size_t>(leaves));
  Tournament tournament{keys.data(), winners.data(), things, leaves};
  tournament.build();
  for (std::uint32_t i = 0; i < 500; ++i) {
    const Words words = random(3, Stream::routing, 0, i);

    tournament.change(static_cast<std::int32_t>(words.word[0] % static_cast<std::uint32_t>(things)),
                      words.word[1] % 20);

    const auto least = std::min_element(keys.begin(), keys.end());
    EXPECT_EQ(tournament.least(), least - keys.begin());
    EXPECT_EQ(tournament.least_key(), *least);
  }
}

INSTANTIATE_TEST_SUITE_P(OfAnySize, Tournaments, ::testing::Values(1, 2, 3, 7, 16, 33));

}  // namespace
}  // namespace fleetfit
