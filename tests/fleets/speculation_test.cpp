#include "fleets/speculation.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr const char* ranges = "~1.8-1.9 for draft 2, ~2.4-2.7 for draft 3";

TEST(ReadSpeculation, TakesTheStatedDraft) {
  const Speculation s =
      read_speculation(std::string("yes: NEXTN steps=2 topk=1 draft=3 (") + ranges, "", "sglang");

  EXPECT_EQ(s.drafts, 2);
  EXPECT_EQ(s.verified, 3);
  EXPECT_DOUBLE_EQ(s.accepted, 2.55);
  EXPECT_DOUBLE_EQ(
      read_speculation(std::string("yes steps=1 draft=2 (") + ranges, "", "sglang").accepted, 1.85);
}

TEST(ReadSpeculation, FindsItInACommandLine) {
  const Speculation sglang = read_speculation(
      "yes: see cmd", "--speculative-num-steps 4 --speculative-num-draft-tokens 16", "sglang");
  EXPECT_EQ(sglang.drafts, 4);
  EXPECT_EQ(sglang.verified, 16);
  EXPECT_EQ(sglang.accepted, not_stated);

  const Speculation vllm =
      read_speculation("yes: see cmd", R"({"method":"mtp","num_speculative_tokens":2})", "vllm");
  EXPECT_EQ(vllm.drafts, 2);
  EXPECT_EQ(vllm.verified, 3);

  EXPECT_EQ(read_speculation("yes: MTP k=3", "", "atom").verified, 4);
}

TEST(ReadSpeculation, FallsBackToWhatTheStackUsuallyDoes) {
  EXPECT_EQ(read_speculation("yes: EAGLE3", "", "sglang_npu").verified, 4);
  EXPECT_EQ(read_speculation("yes", "", "vllm").verified, 2);
}

TEST(ReadSpeculation, DraftsEnoughForWhatWasAccepted) {
  const Speculation s = read_speculation("yes accept_len=3.26", "EAGLE steps=2 draft=3", "sglang");

  EXPECT_EQ(s.drafts, 3);
  EXPECT_EQ(s.verified, 4);
  EXPECT_EQ(s.accepted, 3.26);
}

TEST(ReadSpeculation, IsNoneUnlessItWasOn) {
  for (const char* stated : {"", "none stated", "no"}) {
    EXPECT_EQ(read_speculation(stated, "draft=2", "sglang").drafts, 0) << stated;
    EXPECT_EQ(read_speculation(stated, "draft=2", "sglang").accepted, 1) << stated;
  }
}

TEST(IsPossible, KnowsWhatNoStackCanDo) {
  for (const char* stated : {"yes: EAGLE3", "yes: steps=1 draft=2", "yes accept_len=2.5", "no"}) {
    EXPECT_TRUE(is_possible(read_speculation(stated, "", "sglang"))) << stated;
  }
  for (const char* stated :
       {"yes steps=0 draft=0", "yes steps=-1", "yes steps=3 draft=1", "yes steps=9999",
        "yes steps=nan", "yes accept_len=-2", "yes accept_len=inf", "yes accept_len=nan"}) {
    EXPECT_FALSE(is_possible(read_speculation(stated, "", "sglang"))) << stated;
  }
}

TEST(SpeculationYielding, IsTheShortestThatCan) {
  EXPECT_EQ(speculation_yielding(1.0).drafts, 0);
  EXPECT_EQ(speculation_yielding(1.7).drafts, 1);
  EXPECT_EQ(speculation_yielding(2.0).verified, 2);
  EXPECT_EQ(speculation_yielding(2.5).verified, 3);
}

}  // namespace
}  // namespace fleetfit
