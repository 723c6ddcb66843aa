#include "engine/claims/claim_check.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "engine/claims/claim_rows.hpp"
#include "fleets/world_reader.hpp"

namespace fleetfit {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::SizeIs;

constexpr Estimate expected{.value = 200, .low = 150, .high = 250, .extrapolated = false};
constexpr Metric rate = Metric::per_card_out_tok_s;

const Catalog& catalog() {
  static const Catalog shipped(std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets");
  return shipped;
}

Claim claim() {
  static const Recogniser recogniser(catalog());
  return read_claim("8xH20, DeepSeek-R1, 4096/1536, c64, 8k tok/s", recogniser);
}

Measurement published(const char* id, const char* card, const char* llm) {
  Measurement m;
  m.id = id;
  m.card = card;
  m.llm = llm;
  m.kind = RunKind::closed_loop;
  m.cards = 8;
  m.input_tokens = 4096;
  m.output_tokens = 1024;
  m.main.concurrency = 64;
  m.values = {{.metric = Metric::per_card_total_tok_s, .value = 5000, .skipped = ""}};
  return m;
}

TEST(ClaimVerdict, OfARateIsByBoundAndInterval) {
  EXPECT_EQ(claim_verdict(rate, 1001, expected, 1000), ClaimVerdict::impossible);
  EXPECT_EQ(claim_verdict(rate, 999, expected, 1000), ClaimVerdict::doubtful_high);
  EXPECT_EQ(claim_verdict(rate, 251, expected, 1000), ClaimVerdict::doubtful_high);
  EXPECT_EQ(claim_verdict(rate, 250, expected, 1000), ClaimVerdict::plausible);
  EXPECT_EQ(claim_verdict(rate, 150, expected, 1000), ClaimVerdict::plausible);
  EXPECT_EQ(claim_verdict(rate, 149, expected, 1000), ClaimVerdict::low);
}

TEST(ClaimVerdict, OfALatencyIsTheOtherWayRound) {
  EXPECT_EQ(claim_verdict(Metric::tpot_ms, 99, expected, 100), ClaimVerdict::impossible);
  EXPECT_EQ(claim_verdict(Metric::tpot_ms, 101, expected, 100), ClaimVerdict::doubtful_high);
  EXPECT_EQ(claim_verdict(Metric::tpot_ms, 200, expected, 100), ClaimVerdict::plausible);
  EXPECT_EQ(claim_verdict(Metric::tpot_ms, 251, expected, 100), ClaimVerdict::low);
}

TEST(ClaimVerdict, NoBoundMakesNothingImpossible) {
  EXPECT_EQ(claim_verdict(rate, 1e9, expected, 0), ClaimVerdict::doubtful_high);
}

TEST(ClaimVerdict, WithoutAPredictionThereIsNone) {
  EXPECT_EQ(claim_verdict(rate, 100, Estimate{}, 0), ClaimVerdict::not_judged);
}

TEST(ClaimRows, ARateIsThatOfOneCard) {
  const Card card = load_card(catalog(), "H20-96GB").card;
  Claim two_nodes = claim();
  two_nodes.cards = 16;

  EXPECT_EQ(claimed_value(claim(), card), 1000);
  EXPECT_EQ(claimed_value(two_nodes, card), 500);
  two_nodes.of = RateOf::node;
  EXPECT_EQ(claimed_value(two_nodes, card), 1000);
  two_nodes.of = RateOf::card;
  EXPECT_EQ(claimed_value(two_nodes, card), 8000);
}

TEST(ClaimRows, EveryLayoutMakesUpTheCards) {
  const auto rows =
      claim_rows(claim(), load_card(catalog(), "H20-96GB"), load_llm(catalog(), "DeepSeek-R1"));

  EXPECT_GT(rows.size(), 8U);
  for (const Measurement& row : rows) {
    EXPECT_EQ(cards(row.main.layout) * row.main.replicas, 8.0);
    EXPECT_EQ(row.kind, RunKind::closed_loop);
    EXPECT_EQ(row.precision.expert_weights, Format::fp8);
  }
}

TEST(ClaimRows, AStatedLayoutIsTheOnlyOne) {
  Claim stated = claim();
  stated.layout = Layout{.tp = 4};

  const auto rows =
      claim_rows(stated, load_card(catalog(), "H20-96GB"), load_llm(catalog(), "DeepSeek-R1"));

  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows.front().main.replicas, 2.0);
}

TEST(ClaimRows, TheKindFollowsFromPhaseAndLoad) {
  const CardEntry card = load_card(catalog(), "H20-96GB");
  const LlmEntry llm = load_llm(catalog(), "DeepSeek-R1");
  const auto kind = [&](const Claim& c) { return claim_rows(c, card, llm).front().kind; };
  Claim full = claim();
  full.concurrency = 0;
  Claim decode = claim();
  decode.phase = ClaimedPhase::decode;

  EXPECT_EQ(kind(claim()), RunKind::closed_loop);
  EXPECT_EQ(kind(full), RunKind::in_flight);
  EXPECT_EQ(kind(decode), RunKind::decode);
}

TEST(NearestMeasurements, TheSameRunComesFirstAndAnotherCardBeforeAnotherPhase) {
  const Measurement asked = published("asked", "H20-96GB", "DeepSeek-R1");
  Measurement prefill = published("prefill", "H20-96GB", "DeepSeek-R1");
  prefill.kind = RunKind::prefill;
  prefill.values = {{.metric = rate, .value = 1, .skipped = ""}};
  Measurement unusable = published("unusable", "H20-96GB", "DeepSeek-R1");
  unusable.skipped = "tp is not stated";

  const auto near =
      nearest_measurements(asked, rate,
                           {prefill, unusable, published("small", "H20-96GB", "Llama-3.1-8B"),
                            published("other card", "H200", "DeepSeek-R1"),
                            published("same", "H20-96GB", "DeepSeek-R1")},
                           catalog(), 3);

  const auto id = [](const char* name) {
    return Field(&NearMeasurement::row, Field(&Measurement::id, name));
  };
  EXPECT_THAT(near, ElementsAre(id("same"), id("other card"), id("prefill")));
  EXPECT_EQ(near.front().distance, 0.0);
}

TEST(NearestMeasurements, ARateIsConvertedByTheRowsLengths) {
  const Measurement row = published("row", "H20-96GB", "DeepSeek-R1");

  const auto near = nearest_measurements(row, rate, {row}, catalog(), 8);

  ASSERT_THAT(near, SizeIs(1));
  EXPECT_DOUBLE_EQ(near.front().value, 1000);  // of 5000, with 4096 in and 1024 out
}

TEST(CheckClaim, WeightsThatNoLayoutHoldsAreImpossible) {
  Claim small = claim();
  small.cards = 1;

  const ClaimCheck check = check_claim(small, catalog(), Calibration{}, {});

  EXPECT_EQ(check.taken.verdict, ClaimVerdict::impossible);
  EXPECT_THAT(check.taken.reason, ::testing::HasSubstr("the weights take"));
}

TEST(CheckClaim, TellsTheReadingsThatWereNotTaken) {
  Claim input = claim();
  input.quantity = ClaimedQuantity::input_rate;
  input.phase = ClaimedPhase::prefill;
  input.direction_stated = true;

  const ClaimCheck check = check_claim(input, catalog(), Calibration{}, {});

  ASSERT_THAT(check.others, SizeIs(1));
  EXPECT_EQ(check.others[0].phase, ClaimedPhase::aggregated);
  EXPECT_GT(check.taken.bound, check.others[0].bound);
}

}  // namespace
}  // namespace fleetfit
