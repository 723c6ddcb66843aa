#include "kernels/replay/arrivals.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fleetfit {
namespace {

/// Streams of one kind and the memory of their source.
struct SmallSource {
  std::vector<double> rates{100.0};
  std::vector<std::int32_t> prompts = std::vector<std::int32_t>(length_cells, 100);
  std::vector<std::int32_t> outputs = std::vector<std::int32_t>(length_cells, 10);
  ArrivalStream stream{};
  std::vector<StreamState> states = std::vector<StreamState>(4);
  std::vector<Turn> turns = std::vector<Turn>(1000);
  double end{1000.0};

  std::vector<Request> all(std::uint64_t seed = 1, std::int64_t entity = 0,
                           std::int32_t streams = 1) {
    stream.rate = rates.data();
    stream.segments = static_cast<std::int32_t>(rates.size());
    stream.prompts = prompts.data();
    stream.outputs = outputs.data();
    const std::vector<ArrivalStream> copies(static_cast<std::size_t>(streams), stream);
    SourceArrays arrays{.streams = states.data(),
                        .turns = {.data = turns.data()},
                        .places = static_cast<std::int32_t>(turns.size())};
    SyntheticSource source(copies.data(), streams, arrays, seed, entity, end);
    std::vector<Request> requests;
    while (const Request* next = source.next()) requests.push_back(*next);
    return requests;
  }
};

struct Gap {
  double mean{};
  double cv{};
};

Gap gaps_of(const std::vector<Request>& requests) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 1; i < requests.size(); ++i) {
    const double gap = static_cast<double>(requests[i].arrived - requests[i - 1].arrived) / 1e12;
    sum += gap;
    squares += gap * gap;
  }
  const auto count = static_cast<double>(requests.size() - 1);
  const double mean = sum / count;
  return {mean, std::sqrt(squares / count - mean * mean) / mean};
}

TEST(Arrivals, ComeInOrderAtTheRate) {
  SmallSource source;

  const std::vector<Request> requests = source.all();

  EXPECT_NEAR(static_cast<double>(requests.size()), 1e5, 4.0 * std::sqrt(1e5));
  for (std::size_t i = 1; i < requests.size(); ++i) {
    EXPECT_LE(requests[i - 1].arrived, requests[i].arrived);
    EXPECT_EQ(requests[i].id, requests[i - 1].id + 1);
  }
  EXPECT_NEAR(gaps_of(requests).cv, 1.0, 0.02);
}

TEST(Arrivals, AreAFunctionOfSeedAndEntity) {
  SmallSource source;
  source.end = 10.0;

  const std::vector<Request> first = source.all(1, 5);
  const std::vector<Request> again = source.all(1, 5);
  const std::vector<Request> other = source.all(1, 6);

  ASSERT_EQ(first.size(), again.size());
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].arrived, again[i].arrived);
  EXPECT_NE(first[0].arrived, other[0].arrived);
}

TEST(Arrivals, FollowTheTimeOfDay) {
  SmallSource source;
  source.rates = {0.0, 300.0, 100.0};
  source.stream.segment_seconds = 100.0;
  source.end = 600.0;

  const std::vector<Request> requests = source.all();

  std::vector<double> counts(6);
  for (const Request& one : requests) {
    counts[static_cast<std::size_t>(one.arrived / (100 * clock::second))] += 1.0;
  }
  const std::vector<double> expected{0.0, 30'000.0, 10'000.0, 0.0, 30'000.0, 10'000.0};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    EXPECT_NEAR(counts[i], expected[i], 4.0 * std::sqrt(expected[i])) << "segment " << i;
  }
}

class Burstiness : public ::testing::TestWithParam<double> {};

TEST_P(Burstiness, OfGammaGapsIsTheAskedOne) {
  const double cv = GetParam();
  SmallSource source;
  source.stream.gaps = Gaps::gamma;
  source.stream.shape = 1.0 / (cv * cv);
  source.stream.gap_scale = cv * cv;

  const Gap gap = gaps_of(source.all());

  EXPECT_NEAR(gap.mean, 0.01, 0.01 * 5.0 * cv / std::sqrt(1e5));
  EXPECT_NEAR(gap.cv, cv, 0.04 * cv);
}

INSTANTIATE_TEST_SUITE_P(Gamma, Burstiness, ::testing::Values(0.5, 0.9, 1.19, 2.0));

TEST(Arrivals, WeibullGapsHaveTheirMean) {
  SmallSource source;
  source.stream.gaps = Gaps::weibull;
  source.stream.shape = 2.0;
  source.stream.gap_scale = 1.0 / std::tgamma(1.5);

  const Gap gap = gaps_of(source.all());

  EXPECT_NEAR(gap.mean, 0.01, 2e-4);
  EXPECT_NEAR(gap.cv, std::sqrt(4.0 / M_PI - 1.0), 0.01);
}

TEST(Arrivals, TurnsOfASessionGrowItsContext) {
  SmallSource source;
  source.stream.next_turn = 32768;  // one half: two turns in the mean
  source.stream.think_seconds = 5.0;
  source.end = 200.0;

  const std::vector<Request> requests = source.all();

  std::vector<std::int32_t> turns(requests.size());
  for (const Request& one : requests) {
    const std::int32_t before = turns[static_cast<std::size_t>(one.session)]++;
    EXPECT_EQ(one.prompt, 100 + 110 * before);
    EXPECT_EQ(one.cached, 110 * before);
  }
  EXPECT_NEAR(static_cast<double>(requests.size()), 2.0 * 20'000.0, 1500.0);
}

TEST(Arrivals, StreamsAreMergedInOrder) {
  SmallSource source;
  source.end = 100.0;

  const std::vector<Request> requests = source.all(1, 0, 4);

  EXPECT_NEAR(static_cast<double>(requests.size()), 4e4, 800.0);
  for (std::size_t i = 1; i < requests.size(); ++i) {
    EXPECT_LE(requests[i - 1].arrived, requests[i].arrived);
  }
}

}  // namespace
}  // namespace fleetfit
