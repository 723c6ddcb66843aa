#include "engine/projection/waterfall.hpp"

#include <functional>

#include "engine/projection/day.hpp"

namespace fleetfit {
namespace {

struct Switch {
  const char* name;
  const char* meaning;
  std::function<void(Restrictions&)> apply;
};

std::vector<Switch> switches() {
  return {
      {"nameplate", "peak arithmetic of every card that can hold an llm", [](Restrictions&) {}},
      {"roofline", "memory traffic at datasheet bandwidth, batch bounded by KV memory",
       [](Restrictions& r) { r.rates = RateBasis::roofline; }},
      {"efficiency", "what operators, networks and serving stacks reach of it",
       [](Restrictions& r) { r.rates = RateBasis::efficiency; }},
      {"slo", "latency limits bound the batch", [](Restrictions& r) { r.rates = RateBasis::slo; }},
      {"arrivals", "uneven arrivals and lengths: queues before prefill",
       [](Restrictions& r) { r.rates = RateBasis::queues; }},
      {"region", "who may serve whom", [](Restrictions& r) { r.regions = true; }},
      {"daily_peak", "the busiest hour, not the mean of the day",
       [](Restrictions& r) { r.daily_peak = true; }},
      {"reserve", "cards kept free for failures and bursts",
       [](Restrictions& r) { r.reserve = true; }},
      {"maintenance", "cards out of service", [](Restrictions& r) { r.maintenance = true; }},
      {"other_work", "other inference on the same cards",
       [](Restrictions& r) { r.other_work = true; }},
      {"rarely_called", "llms kept loaded whatever their demand",
       [](Restrictions& r) { r.rarely_called = true; }},
      {"tenants", "cards held by tenants that may not serve the operator's tokens",
       [](Restrictions& r) { r.tenants = true; }},
      {"training", "cards that train", [](Restrictions& r) { r.training = true; }},
  };
}

}  // namespace

std::vector<WaterfallStep> waterfall(const World& world, const ServingPlans& plans, Month month) {
  Restrictions restrictions = unrestricted;
  std::vector<WaterfallStep> steps;
  for (const Switch& one : switches()) {
    one.apply(restrictions);
    const MonthInput input = month_input(world, plans, month, restrictions);
    const double carried =
        binding_hour(input, world.scenario.train_share).allocation.tokens_per_day;
    const double before = steps.empty() ? carried : steps.back().tokens_per_day;
    // A fleet that carries nothing keeps carrying nothing.
    steps.push_back({one.name, one.meaning, before > 0.0 ? carried / before : 0.0, carried});
  }
  return steps;
}

}  // namespace fleetfit
