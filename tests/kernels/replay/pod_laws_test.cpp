#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/serving/queueing.hpp"
#include "kernels/vocabulary/random.hpp"
#include "tests/kernels/replay/small_pod.hpp"

namespace fleetfit {
namespace {

constexpr Time ms = clock::millisecond;

/// Uniform whole numbers from `least` to `most`, by counter.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : seed_(seed) {}
  std::int64_t operator()(std::int64_t least, std::int64_t most) {
    const std::uint32_t word = random(seed_, Stream::risk, 0, draw_++).word[0];
    return least + static_cast<std::int64_t>(word) % (most - least + 1);
  }

 private:
  std::uint64_t seed_;
  std::uint32_t draw_{};
};

/// A pod whose every feature is drawn, and requests that press on its memory.
struct RandomCase {
  std::vector<DecodePiece> decode;
  std::vector<Time> prefill;
  std::vector<StepCost> costs;
  PodRules rules;
  std::vector<Request> requests;
};

void draw_cost(RandomCase& one, Draw& draw) {
  const std::int64_t most = one.rules.replica.max_sequences;
  one.decode.resize(static_cast<std::size_t>((most + 1) * context_knots));
  for (std::int64_t n = 1; n <= most; ++n) {
    for (int knot = 0; knot < context_knots; ++knot) {
      one.decode[static_cast<std::size_t>(n * context_knots + knot)] = {
          5 * ms + n * ms / 7 + n * 1234567 * knot, 1'000 + Time{777} * knot};
    }
  }
  for (Time t = 0; t < 100; ++t) one.prefill.push_back(3 * ms + t * ms / 3);
  StepCost cost{.fixed = 7 * ms, .per_request = 53'001, .per_token = 1'007, .per_kv = 311};
  if (draw(0, 1) == 0) {
    cost = {.decode = one.decode.data(),
            .prefill = one.prefill.data(),
            .pairs_slope = 900'001,
            .interference = draw(0, interference_unit),
            .launching = draw(0, 20) * ms,
            .prompts_apart = draw(0, 1) == 0};
  }
  cost.kv_scale = kv_scale(one.rules.replica);
  one.costs.assign(2, cost);
}

/// `one` stays where it is: its costs point into it.
void draw_case(RandomCase& one, std::uint64_t seed) {
  Draw draw(seed);
  PodRules& rules = one.rules;
  rules.replicas = static_cast<std::int32_t>(draw(1, 4));
  rules.router = static_cast<Router>(draw(0, 4));
  rules.seed = seed;
  const auto kv_blocks = static_cast<std::int32_t>(draw(60, 200));
  rules.replica = {.token_budget = static_cast<std::int32_t>(draw(64, 512)),
                   .max_sequences = static_cast<std::int32_t>(draw(4, 40)),
                   .kv_blocks = kv_blocks,
                   .block_tokens = static_cast<std::int32_t>(draw(1, 3) * 8),
                   .watermark_blocks = static_cast<std::int32_t>(draw(0, 3)),
                   .max_waiting = static_cast<std::int32_t>(draw(20, 400)),
                   .swap_time = 40 * ms};
  if (draw(0, 2) == 0) rules.replica.decode_parts = static_cast<std::int32_t>(draw(17, 50));
  if (draw(0, 1) == 0) rules.replica.timeout[0] = draw(200, 4000) * ms;
  if (draw(0, 1) == 0) rules.replica.timeout[1] = draw(200, 4000) * ms;
  if (draw(0, 2) == 0) {
    rules.prefill_replicas = static_cast<std::int32_t>(draw(1, 2));
    rules.prefill_replica = rules.replica;
    rules.prefill_replica.role = Role::prefill;
    rules.replica.role = Role::decode;
    rules.transfer_latency = 3 * ms;
    rules.transfer_per_token = 10'001;
  }
  if (draw(0, 2) == 0) {
    rules.failures_per_second = 0.05;
    rules.repair = draw(0, 3000) * ms;
  }
  if (draw(0, 2) == 0) {
    rules.autoscaling = {.least = 1,
                         .target_outstanding = static_cast<std::int32_t>(draw(2, 20)),
                         .interval = 900 * ms,
                         .start_up = draw(0, 2) * 700 * ms};
  }
  draw_cost(one, draw);
  rules.costs = one.costs.data();
  rules.prefill_costs = one.costs.data();
  const bool two_llms = draw(0, 2) == 0;
  Time at = 0;
  for (std::int64_t id = 0; id < 600; ++id) {
    at += draw(0, 3) == 0 ? 0 : draw(0, 60) * ms;
    Request next = request(id, at, static_cast<std::int32_t>(draw(1, 300)),
                           static_cast<std::int32_t>(draw(1, 200)));
    next.priority = draw(0, 2) == 0 ? Priority::batch : Priority::interactive;
    next.session = draw(0, 20);
    next.cached = draw(0, 1) == 0 ? 0 : next.prompt / 2;
    next.llm = static_cast<std::uint8_t>(two_llms && draw(0, 15) == 0 ? 1 : 0);
    one.requests.push_back(next);
  }
}

/// The sums that stepping and jumping share; runs differ, and so does what is told at their begin.
std::vector<std::int64_t> sums(const ReplicaState& s) {
  const ReplicaCounts& c = s.counts;
  return {
      c.steps, c.busy,        c.prefill_tokens, c.prefill_pairs,  c.decode_tokens, c.preemptions,
      c.swaps, c.visits,      c.visit_us,       c.outstanding_us, s.boundary,      s.step,
      s.kv,    s.used_blocks, s.running};
}

class RandomPods : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  RandomPods() { draw_case(drawn, GetParam()); }
  RandomCase drawn;
};

TEST_P(RandomPods, JumpsAreEqualToStepsToTheBit) {
  const SmallReplay jumped = replay(drawn.rules, drawn.requests);
  drawn.rules.replica.stepping = Stepping::single;
  drawn.rules.prefill_replica.stepping = Stepping::single;
  const SmallReplay stepped = replay(drawn.rules, drawn.requests);

  EXPECT_EQ(jumped.sink.fates, stepped.sink.fates);
  EXPECT_EQ(jumped.sink.used_blocks_by_minute, stepped.sink.used_blocks_by_minute);
  for (std::size_t r = 0; r < jumped.states.size(); ++r) {
    EXPECT_EQ(sums(jumped.states[r]), sums(stepped.states[r])) << "replica " << r;
    EXPECT_LE(jumped.states[r].counts.runs, stepped.states[r].counts.runs);
  }
}

TEST_P(RandomPods, RequestsAndMemoryAreConserved) {
  const SmallReplay run = replay(drawn.rules, drawn.requests);

  EXPECT_EQ(run.sink.arrivals, static_cast<std::int64_t>(drawn.requests.size()));
  EXPECT_EQ(run.sink.fates.size(), drawn.requests.size());
  for (const ReplicaState& state : run.states) {
    EXPECT_EQ(state.used_blocks, 0);
    EXPECT_EQ(state.kv, 0);
    EXPECT_EQ(outstanding(state), 0);
  }
}

TEST_P(RandomPods, LittlesLawHoldsExactly) {
  const SmallReplay run = replay(drawn.rules, drawn.requests);

  for (const ReplicaState& state : run.states) {
    EXPECT_EQ(state.counts.outstanding_us, state.counts.visit_us);
  }
}

INSTANTIATE_TEST_SUITE_P(Laws, RandomPods, ::testing::Range<std::uint64_t>(1, 121));

TEST(RandomPods, TogetherTheyPressOnEveryFeature) {
  std::int64_t preemptions = 0;
  std::int64_t swaps = 0;
  std::int64_t jumps = 0;
  int endings[4] = {};
  for (std::uint64_t seed = 1; seed < 121; ++seed) {
    RandomCase one;
    draw_case(one, seed);
    const SmallReplay run = replay(one.rules, one.requests);
    for (const ReplicaState& state : run.states) {
      preemptions += state.counts.preemptions;
      swaps += state.counts.swaps;
      jumps += state.counts.steps - state.counts.runs;
    }
    for (const auto& [id, fate] : run.sink.fates) ++endings[static_cast<int>(fate.ending)];
  }

  EXPECT_GT(preemptions, 1000);
  EXPECT_GT(swaps, 100);
  EXPECT_GT(jumps, 10'000);
  EXPECT_GT(endings[static_cast<int>(Ending::finished)], 10'000);
  EXPECT_GT(endings[static_cast<int>(Ending::aborted)], 1000);
  EXPECT_GT(endings[static_cast<int>(Ending::rejected)], 1000);
}

// --- Queues with known waits.

std::vector<Request> poisson(double per_second, int count, std::uint64_t seed) {
  std::vector<Request> requests;
  double at = 0.0;
  for (int i = 0; i < count; ++i) {
    at += exponential(uniform(random(seed, Stream::arrivals, 0, static_cast<std::uint32_t>(i)))) /
          per_second;
    requests.push_back(request(i, static_cast<Time>(at * 1e12), 1, 1));
  }
  return requests;
}

/// Mean and its standard error, from means of batches long enough to be independent.
struct Mean {
  double value{};
  double sigma{};
};

Mean mean_of(const std::vector<double>& values) {
  constexpr std::size_t batches = 40;
  const std::size_t size = values.size() / batches;
  std::vector<double> means;
  for (std::size_t b = 0; b < batches; ++b) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(b * size);
    means.push_back(std::accumulate(first, first + static_cast<std::ptrdiff_t>(size), 0.0) /
                    static_cast<double>(size));
  }
  const double mean = std::accumulate(means.begin(), means.end(), 0.0) / batches;
  double squares = 0.0;
  for (const double m : means) squares += (m - mean) * (m - mean);
  return {mean, std::sqrt(squares / (batches - 1) / batches)};
}

constexpr double sigmas = 4.0;
constexpr int many = 200'000;

TEST(Queue, OfOneAtATimeWaitsAsMD1) {
  const StepCost cost{.fixed = 10 * ms};
  for (const double load : {0.5, 0.8}) {
    PodRules rules = roomy_pod(cost);
    rules.replica.max_sequences = 1;
    rules.replica.max_waiting = 60'000;

    const SmallReplay run = replay(rules, poisson(load / 0.010, many, 11));

    std::vector<double> waits;
    for (const auto& [id, fate] : run.sink.fates) {
      waits.push_back(static_cast<double>(fate.ttft) / 1e12 - 0.010);
    }
    const Mean wait = mean_of(waits);
    const double theory = load * 0.010 / (2.0 * (1.0 - load));
    EXPECT_NEAR(wait.value, theory, sigmas * wait.sigma) << "load " << load;
  }
}

double erlang_c(int servers, double offered) {
  double inverse = 1.0;  // of Erlang B
  for (int i = 1; i <= servers; ++i) inverse = 1.0 + inverse * i / offered;
  const double blocked = 1.0 / inverse;
  return blocked / (1.0 - offered / servers * (1.0 - blocked));
}

TEST(Queue, OfSeveralAtATimeWaitsAsMMc) {
  constexpr int servers = 4;
  constexpr double step = 0.0001;
  constexpr double mean_steps = 1000.0;
  const StepCost cost{.fixed = static_cast<Time>(step * 1e12)};
  PodRules rules = roomy_pod(cost);
  rules.replica.max_sequences = servers;
  rules.replica.max_waiting = 60'000;
  rules.replica.kv_blocks = 1'000'000;
  const double load = 0.8;
  std::vector<Request> requests = poisson(load * servers / (mean_steps * step), many, 12);
  for (Request& one : requests) {
    const double u = uniform(random(13, Stream::lengths, 0, static_cast<std::uint32_t>(one.id)));
    one.output = std::max(1, static_cast<std::int32_t>(std::lround(exponential(u) * mean_steps)));
  }

  const SmallReplay run = replay(rules, requests);

  std::vector<double> waits;
  for (const auto& [id, fate] : run.sink.fates) {
    waits.push_back(static_cast<double>(fate.ttft) / 1e12 - 1.5 * step);  // half a step to join
  }
  const Mean wait = mean_of(waits);
  const double service = mean_steps * step;
  const double theory = erlang_c(servers, load * servers) * service / (servers * (1.0 - load));
  EXPECT_NEAR(wait.value, theory, sigmas * wait.sigma);
}

TEST(Queue, MoreReplicasNeverWaitLongerInTotal) {
  const StepCost cost{.fixed = 10 * ms, .per_request = ms / 2};
  std::vector<Request> requests = poisson(20.0, 5000, 14);
  for (Request& one : requests) {
    one.prompt = 60;
    one.output = 1 + static_cast<std::int32_t>(one.id * 7919 % 40);
  }
  double before = 1e300;
  for (const std::int32_t replicas : {1, 2, 3, 4, 6, 8}) {
    PodRules rules = roomy_pod(cost);
    rules.replicas = replicas;
    rules.replica.max_waiting = 60'000;

    const SmallReplay run = replay(rules, requests);

    double total = 0.0;
    for (const auto& [id, fate] : run.sink.fates) total += static_cast<double>(fate.ttft);
    EXPECT_LE(total, before) << replicas << " replicas";
    before = total;
  }
}

}  // namespace
}  // namespace fleetfit
