#include "engine/throughput/layouts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

bool contains(const std::vector<Layout>& all, const Layout& layout) {
  return std::find(all.begin(), all.end(), layout) != all.end();
}

TEST(Layouts, OfADenseLlmHaveNeitherDataNorExpertParallelism) {
  const std::vector<Layout> all = layouts(round_card(), dense_llm(), 8);

  EXPECT_EQ(all.size(), 4 + 3 + 2 + 1);  // tp * pp <= 8
  EXPECT_TRUE(
      std::all_of(all.begin(), all.end(), [](const Layout& l) { return l.dp == 1 && l.ep == 1; }));
}

TEST(Layouts, OfAMixtureSpreadExpertsOverAllRanks) {
  const std::vector<Layout> all = layouts(round_card(), moe_llm(), 64);

  EXPECT_TRUE(contains(all, {.tp = 1, .dp = 64, .pp = 1, .ep = 64}));
  EXPECT_TRUE(contains(all, {.tp = 2, .dp = 8, .pp = 4, .ep = 16}));
  EXPECT_TRUE(std::all_of(all.begin(), all.end(),
                          [](const Layout& l) { return l.ep == 1 || l.ep == l.tp * l.dp; }));
}

TEST(Layouts, KeepTensorParallelismInsideTheDomainOrTheNode) {
  Card domain = round_card();
  domain.scale_up_domain = 2;
  Card node = round_card();
  node.scale_up_domain = 1;
  node.cards_per_node = 4;

  const auto widest = [](const Card& card) {
    int tp = 0;
    for (const Layout& layout : layouts(card, dense_llm(), 64)) tp = std::max(tp, layout.tp);
    return tp;
  };

  EXPECT_EQ(widest(domain), 2);
  EXPECT_EQ(widest(node), 4);
}

TEST(Layouts, TakeNoMoreThanTheLargestReplica) {
  for (const Layout& layout : layouts(round_card(), moe_llm(), 12)) EXPECT_LE(cards(layout), 12);
}

TEST(SmallestReplica, HoldsWeightsAndOneSequence) {
  Card card = round_card();
  card.memory = 0.2 * giga_bytes;  // of 0.24 GB of weights

  EXPECT_EQ(smallest_replica(round_card(), dense_llm(), {}, 8, 1), 1);
  EXPECT_EQ(smallest_replica(card, dense_llm(), {}, 8, 1), 2);
}

TEST(SmallestReplica, IsNoneWhereNothingHoldsIt) {
  Card card = round_card();
  card.memory = 10 * mega_bytes;

  EXPECT_EQ(smallest_replica(card, dense_llm(), {}, 8, 1), 0);
}

}  // namespace
}  // namespace fleetfit
