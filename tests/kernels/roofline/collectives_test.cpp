#include "kernels/roofline/collectives.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

constexpr FfnLayers ffn{.layers = 1, .experts = 64, .experts_per_token = 8};
constexpr Bytes payload = 8 * giga_bytes;
constexpr double tokens_of_card = 100;
constexpr Bytes token = 1 * mega_bytes;  // all of them: 0.1 GB

Card with_latencies() {
  Card card = round_card();
  card.efficiency.scale_up_latency = 1 * seconds;
  card.efficiency.network_latency = 10 * seconds;
  return card;
}

TEST(Domains, HoldWholeGroups) {
  EXPECT_EQ(domains(round_card(), 1), 1);
  EXPECT_EQ(domains(round_card(), 8), 1);
  EXPECT_EQ(domains(round_card(), 9), 2);
}

TEST(AllReduce, OfOneCardIsFree) {
  EXPECT_EQ(all_reduce_time(with_latencies(), 1, payload), Seconds{});
}

TEST(AllReduce, InsideADomainMovesTheRingTwice) {
  const Seconds time = all_reduce_time(with_latencies(), 4, payload);

  EXPECT_DOUBLE_EQ(time.value, 1 + 2 * 0.75 * 8 / 100);
}

TEST(AllReduce, OfALittleReadsAllPayloadsAtOnce) {
  Card card = with_latencies();
  card.efficiency.ring_latencies = 4;
  // One-shot: 1 s and 3 payloads; ring: 4 s and 1.5 payloads. Equal at 2 s a payload.
  const Bytes little = 100 * giga_bytes;
  const Bytes much = 400 * giga_bytes;

  EXPECT_DOUBLE_EQ(all_reduce_time(card, 4, little).value, 1 + 3 * 1.0);
  EXPECT_DOUBLE_EQ(all_reduce_time(card, 4, 2 * little).value, 1 + 3 * 2.0);
  EXPECT_DOUBLE_EQ(all_reduce_time(card, 4, much).value, 4 + 1.5 * 4);
}

TEST(AllReduce, InSwitchesThatAddUpSendsThePayloadAndItsPartOfTheSum) {
  Card card = with_latencies();
  card.reduces_in_switch = true;

  EXPECT_DOUBLE_EQ(all_reduce_time(card, 8, payload).value, 1 + 9.0 / 8 * 8 / 100);
  EXPECT_DOUBLE_EQ(all_reduce_time(card, 4, payload).value, 1 + 5.0 / 4 * 8 / 100);
}

TEST(AllReduce, OfTwoCardsIsARingEvenWhereSwitchesAddUp) {
  Card card = with_latencies();
  card.reduces_in_switch = true;

  EXPECT_DOUBLE_EQ(all_reduce_time(card, 2, payload).value, 1 + 1.0 * 8 / 100);
}

TEST(AllReduce, AcrossDomainsExchangesEachCardsPart) {
  const Seconds time = all_reduce_time(with_latencies(), 16, payload);

  EXPECT_DOUBLE_EQ(time.value, (1 + 2 * 7.0 / 8 * 8 / 100) + (10 + 2 * 0.5 * 1 / 10));
}

TEST(AllReduce, OverPcieIsSlowerAcrossProcessors) {
  Card card = with_latencies();
  card.cards_per_socket = 4;
  card.across_sockets = 0.5;

  EXPECT_DOUBLE_EQ(all_reduce_time(card, 4, payload).value, 1 + 2 * 0.75 * 8 / 100);
  EXPECT_DOUBLE_EQ(all_reduce_time(card, 8, payload).value, 1 + 2 * 0.875 * 8 / (0.5 * 100));
}

TEST(AllReduce, WithoutScaleUpLinksUsesTheNetworkAlone) {
  Card card = with_latencies();
  card.scale_up_domain = 1;
  card.scale_up_bandwidth = {};

  EXPECT_DOUBLE_EQ(all_reduce_time(card, 2, payload).value, 10 + 2 * 0.5 * 8 / 10);
}

TEST(AllToAll, IsFreeWithoutExpertParallelismOrExperts) {
  EXPECT_EQ(all_to_all_time(with_latencies(), ffn, {.tp = 4, .ep = 1}, 1, token, false), Seconds{});
  EXPECT_EQ(all_to_all_time(with_latencies(), {.layers = 1}, {.dp = 4, .ep = 4}, 1, token, false),
            Seconds{});
}

TEST(AllToAll, IsFreeWhereEveryCardHasAllTokensAlready) {
  EXPECT_EQ(all_to_all_time(with_latencies(), ffn, {.tp = 8, .ep = 8}, 1, token, false), Seconds{});
}

TEST(AllToAll, InsideADomainSendsEveryCopyThatIsNotAtHome) {
  const Seconds time =
      all_to_all_time(with_latencies(), ffn, {.dp = 8, .ep = 8}, tokens_of_card, token, false);

  EXPECT_DOUBLE_EQ(time.value, 8 * 7.0 / 8 * 0.1 / 100 + 2 * 1);
}

TEST(AllToAll, AcrossDomainsWaitsForTheNetwork) {
  const Seconds time =
      all_to_all_time(with_latencies(), ffn, {.dp = 16, .ep = 16}, tokens_of_card, token, false);

  EXPECT_DOUBLE_EQ(time.value, 8 * 0.5 * 0.1 / 10 + 2 * 10);
}

TEST(RemoteCopies, TravelOncePerDomainInPrefill) {
  constexpr double domains_hit = 2 * (1 - 1.0 / 256);  // of two, each missed by 8 copies in 256

  EXPECT_DOUBLE_EQ(remote_copies(ffn, 2, false), 4);
  EXPECT_DOUBLE_EQ(remote_copies(ffn, 2, true), domains_hit * 0.5);
}

TEST(RemoteCopies, AreBoundedByTheNodesATokenMayGoTo) {
  FfnLayers limited = ffn;
  limited.node_limit = 4;

  EXPECT_DOUBLE_EQ(remote_copies(limited, 100, true), 4 * 0.99);
}

TEST(RemoteCopies, AreNeverMoreForSendingOnce) {
  for (double outer = 1; outer <= 64; outer *= 2) {
    EXPECT_LE(remote_copies(ffn, outer, true), remote_copies(ffn, outer, false));
  }
}

TEST(StageTransfer, CrossesTheLinkBetweenStages) {
  const Card card = with_latencies();

  EXPECT_EQ(stage_transfer_time(card, {.tp = 8}, payload), Seconds{});
  EXPECT_DOUBLE_EQ(stage_transfer_time(card, {.tp = 4, .pp = 2}, payload).value, 1 + 8.0 / 4 / 100);
  EXPECT_DOUBLE_EQ(stage_transfer_time(card, {.tp = 8, .pp = 2}, payload).value, 10 + 8.0 / 8 / 10);
}

}  // namespace
}  // namespace fleetfit
