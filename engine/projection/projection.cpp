#include "engine/projection/projection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/projection/calendar.hpp"
#include "engine/projection/solved_month.hpp"

namespace fleetfit {
namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Cards, or nodes of cards, that an allocation uses; `each` is what one card of a pool counts.
struct Used {
  double serving{};
  double kept_loaded{};
};

Used used(const Allocation& allocation, const std::vector<double>& each) {
  Used result;
  for (std::size_t pool = 0; pool < each.size(); ++pool) {
    for (const std::vector<double>& part : allocation.cards) {
      result.serving += part[pool] * each[pool];
    }
    result.kept_loaded += allocation.kept_loaded[pool] * each[pool];
  }
  return result;
}

std::vector<double> nodes_per_card(const World& world) {
  std::vector<double> nodes;
  nodes.reserve(world.pools.size());
  for (const Pool& pool : world.pools) {
    nodes.push_back(1.0 / world.cards[pool.card].card.cards_per_node);
  }
  return nodes;
}

MonthResult month_result(const World& world, const SolvedMonth& month) {
  const Allocation& allocation = month.binding.allocation;
  const Used cards = used(allocation, std::vector<double>(world.pools.size(), 1.0));
  const Used nodes = used(allocation, nodes_per_card(world));
  const double peak =
      month.demand * *std::max_element(month.use_by_hour.begin(), month.use_by_hour.end());
  const double mean = month.demand * sum(month.use_by_hour) / hours_per_day;
  return {.month = month.month,
          .demand_tokens_per_day = month.demand,
          .capacity_tokens_per_day = allocation.tokens_per_day,
          .headroom = allocation.tokens_per_day / month.demand - 1.0,
          .fits = allocation.tokens_per_day >= month.demand,
          .mean_cards = cards.serving * mean + cards.kept_loaded,
          .peak_cards = cards.serving * peak + cards.kept_loaded,
          .mean_nodes = nodes.serving * mean + nodes.kept_loaded,
          .peak_nodes = nodes.serving * peak + nodes.kept_loaded,
          .binding = name_binding(world, month.input, month.binding, month.month)};
}

const MonthResult& tightest(const std::vector<MonthResult>& months) {
  return *std::min_element(months.begin(), months.end(),
                           [](const auto& a, const auto& b) { return a.headroom < b.headroom; });
}

/// E41: demand per unit of capacity in a month at another growth; the fleet after the last month
/// stays.
double load_at(const World& world, const std::vector<SolvedMonth>& months, double growth,
               int after) {
  const Scenario& scenario = world.scenario;
  const auto last = static_cast<int>(months.size()) - 1;
  const SolvedMonth& month = months[static_cast<std::size_t>(std::min(after, last))];
  const double speedup = grown(scenario.software_speedup_per_month, std::max(0, after - last));
  return scenario.tokens_per_day * grown(growth, after) /
         (month.binding.allocation.tokens_per_day * speedup);
}

/// The last month before the first that does not fit.
std::optional<Month> exhaustion(const World& world, const std::vector<SolvedMonth>& months,
                                double growth) {
  const int end = static_cast<int>(months.size()) + longest_outlook;
  for (int after = 0; after < end; ++after) {
    if (load_at(world, months, growth, after) <= 1.0) continue;
    if (after == 0) return std::nullopt;
    return world.scenario.first + (after - 1);
  }
  return std::nullopt;
}

/// E42: all inference cards at the day's mean, nothing held back but training: what the demand is
/// compared with to see how little of the fleet it explains.
double implied_use(const World& world, const ServingPlans& plans) {
  Restrictions only_training = unrestricted;
  only_training.rates = RateBasis::queues;
  only_training.regions = true;
  only_training.training = true;
  const Scenario& scenario = world.scenario;
  const MonthInput input = month_input(world, plans, scenario.first, only_training);
  return scenario.tokens_per_day / allocate(input, 0, scenario.train_share).tokens_per_day;
}

double largest_share(const std::vector<SolvedMonth>& months) {
  double largest = 1.0;
  for (const SolvedMonth& month : months) {
    largest = std::min(largest, largest_train_share(month.input, month.demand));
  }
  return largest;
}

/// Other work is given nothing, so that the programme says how much it could have.
double other_work_break_even(const World& world, const ServingPlans& plans) {
  const Scenario& scenario = world.scenario;
  double largest = 1.0;
  for (Month month = scenario.first; month <= scenario.last; month = month + 1) {
    const MonthInput input = month_input(world, plans, month, {.other_work = false});
    largest = std::min(largest, largest_other_work(input, scenario.train_share,
                                                   demand_tokens_per_day(scenario, month)));
  }
  return std::max(0.0, largest);
}

/// The factor by which the fleet's capacity may be off at 80 %: that of its plans, weighted by the
/// tokens they carry, as if all erred together.
double interval_reach(const std::vector<Assignment>& assignments) {
  constexpr double z80 = 1.2815515655446004;  // of a normal distribution's central 80 %
  double sd = 0.0;
  double shares = 0.0;
  for (const Assignment& a : assignments) {
    sd += a.share * a.plan.rate_sd;
    shares += a.share;
  }
  return shares > 0.0 ? std::exp(z80 * sd / shares) : 1.0;
}

}  // namespace

Projection project(const World& world, const ServingPlans& plans) {
  const std::vector<SolvedMonth> solved = solve_months(world, plans);
  Projection result;
  for (const SolvedMonth& month : solved) {
    result.months.push_back(month_result(world, month));
    const std::vector<PoolResult> pools = pool_results(world, plans, month);
    result.pools.insert(result.pools.end(), pools.begin(), pools.end());
  }
  result.domestic = domestic_share(world, result.pools);
  result.assignments = assignments(world, plans, solved.back());
  result.headroom = tightest(result.months).headroom;
  const double reach = interval_reach(result.assignments);
  result.low_headroom = (1.0 + result.headroom) / reach - 1.0;
  result.high_headroom = (1.0 + result.headroom) * reach - 1.0;
  result.binding = tightest(result.months).binding;
  result.fits = std::all_of(result.months.begin(), result.months.end(),
                            [](const MonthResult& month) { return month.fits; });
  result.until = exhaustion(world, solved, world.scenario.growth_per_month);
  for (const double growth : world.scenario.growth_readings) {
    result.growth_dates.push_back({growth, exhaustion(world, solved, growth)});
  }
  result.implied_use = implied_use(world, plans);
  const double share = largest_share(solved);
  result.fits_without_training = share >= 0.0;
  result.largest_train_share = std::max(0.0, share);
  result.other_work_break_even = other_work_break_even(world, plans);
  return result;
}

double least_headroom(const World& world, const ServingPlans& plans) {
  const Scenario& scenario = world.scenario;
  double least = std::numeric_limits<double>::infinity();
  MonthInput before;
  double capacity = 0.0;
  for (Month month = scenario.first; month <= scenario.last; month = month + 1) {
    MonthInput input = month_input(world, plans, month, {});
    if (input.cards != before.cards || input.rates != before.rates) {
      capacity = binding_hour(input, scenario.train_share).allocation.tokens_per_day;
    }
    least = std::min(least, capacity / demand_tokens_per_day(scenario, month) - 1.0);
    before = std::move(input);
  }
  return least;
}

}  // namespace fleetfit
