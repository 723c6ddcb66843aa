#include "engine/report/claim_report.hpp"

#include <gmock/gmock.h>

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Claim claim() {
  Claim c;
  c.card = "B200";
  c.llm = "Kimi-K2.5";
  c.cards = 8;
  c.layout = Layout{.tp = 8};
  c.input_tokens = 1024;
  c.output_tokens = 1024;
  c.concurrency = 64;
  c.of = RateOf::card;
  c.value = 800;
  return c;
}

ClaimReading reading() {
  ClaimReading r;
  r.quantity = ClaimedQuantity::output_rate;
  r.metric = Metric::per_card_out_tok_s;
  r.claimed = 800;
  r.row.input_tokens = 1024;
  r.row.output_tokens = 1024;
  r.row.main.layout = {.tp = 8};
  r.layouts_tried = 1;
  r.estimate = {.value = 200, .low = 100, .high = 400, .extrapolated = false};
  r.bound = 1600;
  r.ratio = 4;
  r.implied_mfu = 0.08;
  r.implied_mbu = 0.8;
  r.verdict = ClaimVerdict::doubtful_high;
  return r;
}

NearMeasurement near() {
  NearMeasurement n{.row = {}, .value = 192, .distance = 0.5};
  n.row.id = "row-1";
  n.row.card = "B200";
  n.row.llm = "Kimi-K2";
  n.row.cards = 8;
  n.row.kind = RunKind::closed_loop;
  n.row.input_tokens = 1000;
  n.row.output_tokens = 1000;
  n.row.source = "a page";
  return n;
}

ClaimCheck check() { return {.taken = reading(), .others = {}, .published = {near()}}; }

TEST(ClaimText, OpensWithTheVerdictInPlainWords) {
  EXPECT_THAT(claim_text(claim(), check()),
              StartsWith("DOUBTFUL: 800 output tok/s a card is 4.00 times the expected 200, above "
                         "the 80 % interval of 100 to 400\n"));
}

TEST(ClaimText, NamesTheBoundThatIsBroken) {
  ClaimCheck impossible = check();
  impossible.taken.claimed = 3200;
  impossible.taken.verdict = ClaimVerdict::impossible;

  EXPECT_THAT(claim_text(claim(), impossible),
              StartsWith("IMPOSSIBLE: 3,200 output tok/s a card is 2.00 times the physical bound "
                         "of 1,600\n"));
}

TEST(ClaimText, SaysWhyWithoutAPrediction) {
  ClaimCheck unknown = check();
  unknown.taken.estimate = {};
  unknown.taken.verdict = ClaimVerdict::not_judged;
  unknown.taken.reason = "the card's memory is not known";

  const std::string text = claim_text(claim(), unknown);

  EXPECT_THAT(text, StartsWith("NOT JUDGED: the card's memory is not known\n"));
  EXPECT_THAT(text, Not(HasSubstr("expected")));
}

TEST(ClaimText, SaysOfALatencyThatLessIsDoubtful) {
  ClaimCheck fast = check();
  fast.taken.metric = Metric::tpot_ms;
  fast.taken.quantity = ClaimedQuantity::tpot;
  fast.taken.claimed = 50;
  fast.taken.ratio = 0.25;

  EXPECT_THAT(claim_text(claim(), fast),
              StartsWith("DOUBTFUL: 50.00 ms TPOT is 25.0 % of the expected 200.00, below the 80 % "
                         "interval of 100.00 to 400.00\n"));
}

TEST(ClaimText, TellsWhatWasNotAssumedInItsFavour) {
  Claim speculative = claim();
  speculative.speculative = true;

  EXPECT_THAT(claim_text(claim(), check()), HasSubstr("say MTP if it was on"));
  EXPECT_THAT(claim_text(speculative, check()), Not(HasSubstr("say MTP if it was on")));
}

TEST(ClaimText, TellsTheReadingAndTheOtherOnes) {
  ClaimCheck two = check();
  two.others.push_back(reading());
  two.others[0].phase = ClaimedPhase::decode;
  two.others[0].verdict = ClaimVerdict::plausible;

  const std::string text = claim_text(claim(), two);

  EXPECT_THAT(text, HasSubstr("Read as output tokens, prefill and decode on the same cards\n"));
  EXPECT_THAT(text, HasSubstr("as output tokens, decode alone: plausible, is 4.00 times"));
}

TEST(ClaimText, ListsPublishedRunsWithTheirSource) {
  const std::string text = claim_text(claim(), check());

  EXPECT_THAT(text, HasSubstr("output tok/s a card  of claim     id"));
  EXPECT_THAT(text, HasSubstr("192      0.24  row-1"));
  EXPECT_THAT(text, HasSubstr("row-1: a page"));
}

TEST(ClaimGauge, ShowsClaimIntervalAndBoundInOrder) {
  const std::string gauge = claim_gauge(reading());

  const std::string scale = gauge.substr(0, gauge.find('\n'));
  const std::string pointer = gauge.substr(gauge.find('\n') + 1);
  EXPECT_LT(scale.find('='), scale.find('|'));
  EXPECT_LT(scale.find('|'), pointer.find('^'));
  EXPECT_LT(pointer.find('^'), scale.find('#'));
  EXPECT_THAT(scale, HasSubstr("1,920 output tok/s a card"));
}

TEST(ClaimGauge, PointsAtTheExpectedValueWhereTheClaimIsThat) {
  ClaimReading same = reading();
  same.claimed = same.estimate.value;

  const std::string gauge = claim_gauge(same);

  EXPECT_EQ(gauge.find('|'), gauge.find('^') - gauge.find('\n') - 1);
}

TEST(ClaimJson, HoldsTheVerdictAndItsNumbers) {
  const auto json = claim_json(claim(), check());

  EXPECT_EQ(json["verdict"], "doubtful_high");
  EXPECT_EQ(json["ratio"], 4.0);
  EXPECT_EQ(json["bound"], 1600.0);
  EXPECT_EQ(json["published"][0]["id"], "row-1");
  EXPECT_EQ(json["published"][0]["ratio"], 0.24);
}

TEST(ClaimJson, WhatIsNotPredictedIsNull) {
  ClaimCheck unknown = check();
  unknown.taken.estimate = {};
  unknown.taken.bound = 0;

  const auto json = claim_json(claim(), unknown);

  EXPECT_TRUE(json["predicted"].is_null());
  EXPECT_TRUE(json["bound"].is_null());
}

}  // namespace
}  // namespace fleetfit
