#include "engine/replay/serving_pods.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

/// The small world's chat on so many cards.
PlannedService chat_service(double cards, bool disaggregated) {
  World world = small_world();
  world.scenario.disaggregation = disaggregated;
  if (disaggregated) world.workloads[0].tpot_limit = 1 * milliseconds;
  PlannedService service{.name = "chat",
                         .card = world.cards[0].card,
                         .llm = world.llms[0].llm,
                         .traffic = traffic_of(world.workloads[0]),
                         .plan = prepared(world).plan(world, 0, 0, 0),
                         .cards = cards,
                         .token_budget = world.scenario.token_budget};
  service.requests_per_second.fill(cards * service.plan.requests_per_second_per_card);
  return service;
}

/// Requests a second of one card of each role of the service's pods, over what was planned.
struct Loads {
  double decode{};
  double prefill{};
};

Loads planned_loads(const PlannedService& service) {
  ReplayPlan plan;
  add_service(plan, service, {});
  const PodRules& rules = plan.groups.front().group.rules;
  const double rate = part_of_pod(service) * service.requests_per_second.front();
  const auto load = [&](std::int32_t schedulers, const Phase& phase) {
    const double each = per_card(phase) * cards(phase.configuration.layout) /
                        replica_parts::batches_in_flight(phase.configuration.layout);
    return rate / (schedulers * each);
  };
  return {.decode = load(rules.replicas, service.plan.main),
          .prefill = service.plan.disaggregated ? load(rules.prefill_replicas, service.plan.prefill)
                                                : 1.0};
}

TEST(ServingPods, OfOneRoleCarryWhatWasPlannedForTheirCards) {
  for (const double cards : {0.3, 1.4, 40.0, 1000.0}) {
    EXPECT_NEAR(planned_loads(chat_service(cards, false)).decode, 1.0, 1e-9) << cards;
  }
}

TEST(ServingPods, OfTwoRolesLoadNoRoleBeyondThePlan) {
  for (const double cards : {0.3, 10.0, 40.0, 1000.0}) {
    const Loads loads = planned_loads(chat_service(cards, true));

    EXPECT_LE(loads.decode, 1.0 + 1e-9) << cards;
    EXPECT_LE(loads.prefill, 1.0 + 1e-9) << cards;
    EXPECT_NEAR(std::max(loads.decode, loads.prefill), 1.0, 1e-9) << cards;
  }
}

TEST(ServingPods, AreNoLargerThanTheServiceNeeds) {
  constexpr double whole_schedulers = 1.1;
  EXPECT_LE(part_of_pod(chat_service(40.0, false)), whole_schedulers);
  EXPECT_LE(part_of_pod(chat_service(40.0, true)), whole_schedulers);
  EXPECT_NEAR(part_of_pod(chat_service(1000.0, false)), 16.0 / 1000.0, 1e-3);
}

}  // namespace
}  // namespace fleetfit
