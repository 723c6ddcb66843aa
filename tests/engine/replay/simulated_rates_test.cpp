#include "engine/replay/simulated_rates.hpp"

#include <gtest/gtest.h>

#include "engine/replay/interrupted.hpp"
#include "engine/replay/replay_groups.hpp"
#include "engine/replay/serving_pods.hpp"
#include "kernels/vocabulary/host_threads.hpp"
#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr TrialLength brief{.requests = 1500.0, .answers = 6.0, .waits = 16.0};

double rate_of(const PlanCase& one, const TrialLength& length = brief) {
  return simulated_rates({one}, length, Device::cpu, {}).front();
}

/// Requests in SLO of a longer replay with other random numbers, at a rate.
double fresh_attainment(const PlanCase& one, double rate) {
  PlannedService service{.name = "fresh",
                         .card = one.card,
                         .llm = one.llm,
                         .traffic = one.traffic,
                         .plan = one.plan,
                         .cards = 64.0,
                         .token_budget = one.token_budget};
  service.requests_per_second.fill(rate * service.cards);
  ReplayPlan plan;
  plan.workloads = {"fresh"};
  plan.slo = {{to_time(one.traffic.ttft_limit), to_time(one.traffic.tpot_limit)}};
  plan.slo_percentiles = {0.95};
  add_service(plan, service, {.hours = 0.2, .warm_up_seconds = 60.0, .seed = 7});
  return replay_groups(Device::cpu, plan, {}).front().workloads.front().attainment();
}

/// The plan of the small world's chat, with other limits.
PlanCase chat_case(Seconds ttft, Seconds tpot) {
  World world = small_world();
  world.workloads[0].ttft_limit = ttft;
  world.workloads[0].tpot_limit = tpot;
  world.workloads[0].input_cv = 1.0;
  world.workloads[0].output_cv = 1.0;
  return {.card = world.cards[0].card,
          .llm = world.llms[0].llm,
          .traffic = traffic_of(world.workloads[0]),
          .plan = prepared(world).plan(world, 0, 0, 0),
          .token_budget = world.scenario.token_budget};
}

TEST(SimulatedRates, AreNearTheClosedForms) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);

  const double rate = simulated_rates({one}, brief, Device::cpu, {}).front();

  EXPECT_GT(rate, 0.4 * one.plan.requests_per_second_per_card);
  EXPECT_LT(rate, 1.6 * one.plan.requests_per_second_per_card);
}

TEST(SimulatedRates, FallWithATighterLimit) {
  PlanCase loose = chat_case(2.0 * seconds, 50.0 * milliseconds);
  PlanCase tight = loose;
  tight.traffic.ttft_limit = 0.3 * seconds;

  const std::vector<double> rates = simulated_rates({loose, tight}, brief, Device::cpu, {});

  EXPECT_LE(rates[1], rates[0]);
}

TEST(SimulatedRates, KeepTheSloInAFreshReplay) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);

  const double rate = rate_of(one, {});

  EXPECT_GE(fresh_attainment(one, rate), 0.95);
  EXPECT_LT(fresh_attainment(one, 1.1 * rate), 0.95);
}

TEST(SimulatedRates, DoNotDependOnWhatElseIsAsked) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);
  const PlanCase other = chat_case(0.5 * seconds, 40.0 * milliseconds);

  const std::vector<double> rates =
      simulated_rates({other, one, other, one}, brief, Device::cpu, {});

  EXPECT_EQ(rates[0], rate_of(other));
  EXPECT_EQ(rates[1], rate_of(one));
  EXPECT_EQ(rates[2], rates[0]);
  EXPECT_EQ(rates[3], rates[1]);
}

TEST(SimulatedRates, AreTheSameForEveryNumberOfThreads) {
  const std::vector<PlanCase> cases{chat_case(1.0 * seconds, 50.0 * milliseconds),
                                    chat_case(0.5 * seconds, 40.0 * milliseconds)};
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const std::vector<double> one = simulated_rates(cases, brief, Device::cpu, {});
  for (const int threads : {2, 16}) {
    omp_set_num_threads(threads);

    EXPECT_EQ(simulated_rates(cases, brief, Device::cpu, {}), one) << threads << " threads";
  }
  omp_set_num_threads(before);
}

TEST(SimulatedRates, OfAPatienceOfHoursAreThoseOfALongQueue) {
  const double minute = rate_of(chat_case(60.0 * seconds, 50.0 * milliseconds));
  const double hours = rate_of(chat_case(7200.0 * seconds, 50.0 * milliseconds));

  EXPECT_EQ(hours, minute);
}

TEST(SimulatedRates, TellHowManyTrialsOfHowMany) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);
  TrialProgress last;
  const TrialWatch watch{.progress =
                             [&](const TrialProgress& so_far) {
                               EXPECT_GE(so_far.trials, last.trials);
                               EXPECT_GE(so_far.requests, last.requests);
                               last = so_far;
                             },
                         .interrupted = {}};

  simulated_rates({one, one}, brief, Device::cpu, watch);

  EXPECT_EQ(last.plans, 1);
  EXPECT_EQ(last.trials, last.all);
  EXPECT_GT(last.requests, 0);
}

TEST(SimulatedRates, StopWhenTheyAreInterrupted) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);
  const TrialWatch watch{.progress = {}, .interrupted = [] { return true; }};

  EXPECT_THROW(simulated_rates({one}, brief, Device::cpu, watch), Interrupted);
}

TEST(SimulatedRates, WithoutAPercentileTheClosedFormsStays) {
  PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);
  one.traffic.tail = 0.0;

  EXPECT_EQ(simulated_rates({one}, brief, Device::cpu, {}).front(),
            one.plan.requests_per_second_per_card);
}

}  // namespace
}  // namespace fleetfit
