#include "engine/replay/hashed_prefixes.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

/// Prompts of whole blocks of 64 tokens, 4 blocks of KV each.
class HashedPrefixesTest : public ::testing::Test {
 protected:
  Request prompt(std::int64_t id, std::vector<std::uint64_t> hashes) {
    const Request request{
        .id = id, .prompt = static_cast<std::int32_t>(64 * hashes.size()), .output = 1};
    known[id] = std::move(hashes);
    return request;
  }

  PromptHashes known;
  HashedPrefixes prefixes{known, 2, 64, 16};
};

TEST_F(HashedPrefixesTest, AnEqualPrefixIsFoundAndSharedWhileItIsUsed) {
  const Request first = prompt(0, {1, 2, 3});
  const Request second = prompt(1, {1, 2, 9});
  prefixes.take(0, first);

  const PrefixHit hit = prefixes.hit(0, second, 100);

  EXPECT_EQ(hit.tokens, 128);
  EXPECT_EQ(hit.shared_blocks, 8);
}

TEST_F(HashedPrefixesTest, AfterItsLastUserAPrefixIsStillFoundButNotShared) {
  const Request first = prompt(0, {1, 2, 3});
  const Request second = prompt(1, {1, 2, 9});
  prefixes.take(0, first);
  EXPECT_EQ(prefixes.release(0, first), 0);

  const PrefixHit hit = prefixes.hit(0, second, 100);

  EXPECT_EQ(hit.tokens, 128);
  EXPECT_EQ(hit.shared_blocks, 0);
}

TEST_F(HashedPrefixesTest, WhatOthersHoldStaysWhenOneLeaves) {
  const Request first = prompt(0, {1, 2, 3});
  const Request second = prompt(1, {1, 2, 9});
  prefixes.take(0, first);
  prefixes.take(0, second);

  EXPECT_EQ(prefixes.release(0, first), 8);
  EXPECT_EQ(prefixes.release(0, second), 0);
}

TEST_F(HashedPrefixesTest, MemoryThatIsNeededForgetsTheEndOfTheOldestFirst) {
  const Request first = prompt(0, {1, 2, 3});
  const Request second = prompt(1, {7, 8});
  prefixes.take(0, first);
  prefixes.release(0, first);
  prefixes.take(0, second);
  prefixes.release(0, second);

  EXPECT_EQ(prefixes.hit(0, first, 16).tokens, 128);  // four of five blocks fit: 3 is forgotten
  EXPECT_EQ(prefixes.hit(0, second, 16).tokens, 128);
  EXPECT_EQ(prefixes.hit(0, first, 8).tokens, 0);
}

TEST_F(HashedPrefixesTest, ReplicasHaveCachesOfTheirOwn) {
  const Request first = prompt(0, {1, 2, 3});
  prefixes.take(0, first);

  EXPECT_EQ(prefixes.hit(1, first, 100).tokens, 0);
}

TEST_F(HashedPrefixesTest, ABrokenReplicaForgetsEverything) {
  const Request first = prompt(0, {1, 2, 3});
  prefixes.take(0, first);
  prefixes.release(0, first);
  prefixes.forget(0);

  EXPECT_EQ(prefixes.hit(0, first, 100).tokens, 0);
}

}  // namespace
}  // namespace fleetfit
