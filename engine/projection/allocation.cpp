#include "engine/projection/allocation.hpp"

#include <algorithm>

#include "engine/projection/calendar.hpp"
#include "engine/projection/linear_programme.hpp"
#include "engine/throughput/layouts.hpp"
#include "engine/throughput/precision.hpp"

namespace fleetfit {
namespace {

// The programme is written in trillions of tokens a day and millions of tokens a second, so that
// its coefficients are near one.
constexpr double tera = 1e12;
constexpr double mega = 1e6;

// CLP's feasibility tolerance lets a demand that nobody serves reach 1e-7 of a unit: less than
// this, a million tokens a day, is nothing.
constexpr double nothing = 1e-6;

// Context that a rarely called llm must be able to hold: one long chat.
constexpr double rarely_called_context = 8192.0;

double bound_of(const ServingPlan& plan, RateBasis basis) {
  switch (basis) {
    case RateBasis::nameplate:
      return plan.bounds.nameplate;
    case RateBasis::roofline:
      return plan.bounds.roofline;
    case RateBasis::efficiency:
      return plan.bounds.efficiency;
    case RateBasis::slo:
      return plan.bounds.slo;
    case RateBasis::queues:
      return plan.requests_per_second_per_card;
  }
  return 0.0;
}

std::size_t largest_region(const World& world) {
  const auto largest = std::max_element(
      world.regions.begin(), world.regions.end(),
      [](const auto& a, const auto& b) { return a.demand_share < b.demand_share; });
  return static_cast<std::size_t>(largest - world.regions.begin());
}

RateTable rate_table(const World& world, const ServingPlans& plans, const MonthInput& month,
                     double speedup) {
  RateTable rates(month.parts.size(), std::vector<double>(world.pools.size(), 0.0));
  for (std::size_t d = 0; d < month.parts.size(); ++d) {
    const MixPart& part = world.mix[month.parts[d].part];
    const double tokens_of_request =
        counted_tokens(world.workloads[part.workload], world.scenario.counts);
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
      if (month.cards[p] == 0.0) continue;
      const bool allowed =
          !month.restrictions.regions || may_serve(world, world.pools[p], month.parts[d].region);
      if (!allowed) continue;
      const ServingPlan& plan = plans.plan(world, world.pools[p].card, part.llm, part.workload);
      rates[d][p] = bound_of(plan, month.restrictions.rates) * tokens_of_request * speedup;
    }
  }
  return rates;
}

ReplicaCards replica_cards(const World& world, const MonthInput& month) {
  ReplicaCards table;
  const std::size_t home = largest_region(world);
  for (const RarelyCalled& group : world.rarely_called) {
    std::vector<double> row(world.pools.size(), 0.0);
    for (std::size_t p = 0; p < world.pools.size(); ++p) {
      if (month.cards[p] == 0.0 || !may_serve(world, world.pools[p], home)) continue;
      const Card& card = world.cards[world.pools[p].card].card;
      const LlmEntry& llm = world.llms[group.llm];
      row[p] = smallest_replica(card, llm.llm, choose_precision(card, llm),
                                world.scenario.largest_replica, rarely_called_context);
    }
    table.push_back(row);
  }
  return table;
}

/// Cards of a slice that serve a demand part or keep a group of llms loaded.
struct CardsColumn {
  std::size_t what{};
  std::size_t slice{};
  ColumnId column{};
};

/// The rows and columns that both questions share.
struct Programme {
  LinearProgramme linear;
  std::vector<Slice> slices;
  std::vector<CardsColumn> serving;  // what: demand part
  std::vector<CardsColumn> keeping;  // what: group of rarely called llms
  std::vector<RowId> demand_rows;    // [demand part]
  std::vector<RowId> slice_rows;
  ColumnId share{};
};

void add_slices(Programme& programme) {
  for (const Slice& slice : programme.slices) {
    programme.slice_rows.push_back(
        programme.linear.add_row(-LinearProgramme::unbounded, slice.cards));
  }
}

void add_serving(Programme& programme, const MonthInput& month) {
  for (std::size_t d = 0; d < month.parts.size(); ++d) {
    programme.demand_rows.push_back(programme.linear.add_row(0.0, LinearProgramme::unbounded));
    for (std::size_t s = 0; s < programme.slices.size(); ++s) {
      const Slice& slice = programme.slices[s];
      const double rate = month.rates[d][slice.pool] * slice.duty;
      if (rate == 0.0) continue;
      const ColumnId column = programme.linear.add_column(0.0);
      programme.linear.set(programme.demand_rows[d], column, rate / mega);
      programme.linear.set(programme.slice_rows[s], column, 1.0);
      programme.serving.push_back({d, s, column});
    }
  }
}

void add_rarely_called(Programme& programme, const MonthInput& month) {
  if (!month.restrictions.rarely_called) return;
  for (std::size_t g = 0; g < month.replica_cards.size(); ++g) {
    const RarelyCalled& group = month.world->rarely_called[g];
    const RowId row =
        programme.linear.add_row(group.llms * group.replicas_each, LinearProgramme::unbounded);
    for (std::size_t s = 0; s < programme.slices.size(); ++s) {
      const double each = month.replica_cards[g][programme.slices[s].pool];
      if (each == 0.0) continue;
      const ColumnId column = programme.linear.add_column(0.0);
      programme.linear.set(row, column, 1.0 / each);
      programme.linear.set(programme.slice_rows[s], column, 1.0);
      programme.keeping.push_back({g, s, column});
    }
  }
}

/// A programme over slices; `share`, a column between its bounds, takes cards from each slice, and
/// `demand`, in trillions of tokens a day, lies between its own.
struct Question {
  double from_share{}, to_share{};
  double share_weight{};  // in the objective
  double least_demand{}, most_demand{};
  double demand_weight{};
};

double hour_rate(const MonthInput& month, std::size_t part, int hour) {
  return month.parts[part].rate[static_cast<std::size_t>(hour)];
}

Allocation read_allocation(const Programme& programme, const LinearSolution& solution,
                           const MonthInput& month, int hour, double train_share) {
  const std::size_t pools = month.world->pools.size();
  const double carried = solution.objective > nothing ? solution.objective : 0.0;
  Allocation found{.tokens_per_day = carried * tera,
                   .keeps_rarely_called = true,
                   .cards = std::vector(month.parts.size(), std::vector<double>(pools, 0.0)),
                   .kept_loaded = std::vector<double>(pools, 0.0),
                   .available = std::vector<double>(pools, 0.0),
                   .pool_price = std::vector<double>(pools, 0.0),
                   .part_price = std::vector<double>(month.parts.size(), 0.0),
                   .basis = solution.basis};
  for (std::size_t s = 0; s < programme.slices.size(); ++s) {
    const std::size_t pool = programme.slices[s].pool;
    found.available[pool] += cards_at(programme.slices[s], train_share);
    found.pool_price[pool] =
        std::max(found.pool_price[pool], solution[programme.slice_rows[s]] * tera);
  }
  for (const auto& [part, slice, column] : programme.serving) {
    found.cards[part][programme.slices[slice].pool] += solution[column];
  }
  for (const auto& [group, slice, column] : programme.keeping) {
    found.kept_loaded[programme.slices[slice].pool] += solution[column];
  }
  for (std::size_t d = 0; d < month.parts.size(); ++d) {
    found.part_price[d] =
        -solution[programme.demand_rows[d]] * hour_rate(month, d, hour) * tera / mega;
  }
  return found;
}

std::vector<Slice> slices_at(const MonthInput& month, const SplitSegment& segment, int hour) {
  return supply(*month.world, month.cards, segment, month.rank[static_cast<std::size_t>(hour)],
                month.restrictions);
}

Programme programme_of(const MonthInput& month, int hour, std::vector<Slice> slices,
                       const Question& question) {
  Programme programme;
  programme.slices = std::move(slices);
  add_slices(programme);
  add_serving(programme, month);
  add_rarely_called(programme, month);
  LinearProgramme& linear = programme.linear;
  programme.share = linear.add_column(question.share_weight, question.to_share);
  linear.set(linear.add_row(question.from_share, question.to_share), programme.share, 1.0);
  for (std::size_t s = 0; s < programme.slices.size(); ++s) {
    linear.set(programme.slice_rows[s], programme.share, programme.slices[s].cards_per_share);
  }
  const ColumnId demand = linear.add_column(question.demand_weight, question.most_demand);
  linear.set(linear.add_row(question.least_demand, question.most_demand), demand, 1.0);
  for (std::size_t d = 0; d < month.parts.size(); ++d) {
    linear.set(programme.demand_rows[d], demand, -hour_rate(month, d, hour) * tera / mega);
  }
  return programme;
}

/// The largest share between its bounds that still carries the demand; negative: none does.
double largest_share(const MonthInput& month, int hour, std::vector<Slice> slices, double demand,
                     double from, double to) {
  const Programme programme = programme_of(month, hour, std::move(slices),
                                           {.from_share = from,
                                            .to_share = to,
                                            .share_weight = 1.0,
                                            .least_demand = demand / tera,
                                            .most_demand = demand / tera});
  const LinearSolution solution = programme.linear.maximise();
  return solution.optimal ? solution[programme.share] : -1.0;
}

}  // namespace

bool may_serve(const World& world, const Pool& pool, std::size_t region) {
  const auto home =
      std::find_if(world.regions.begin(), world.regions.end(),
                   [&pool](const Region& candidate) { return candidate.name == pool.region; });
  const std::vector<std::string>& serves = home->serves;
  return std::find(serves.begin(), serves.end(), world.regions[region].name) != serves.end();
}

MonthInput month_input(const World& world, const ServingPlans& plans, Month month,
                       const Restrictions& restrictions) {
  MonthInput input;
  input.world = &world;
  input.restrictions = restrictions;
  input.cards = cards_in_month(world, month);
  input.segments = split_segments(world, input.cards);
  input.parts = demand_parts(world, restrictions);
  const std::array<int, hours_per_day> order = hours_by_demand(input.parts);
  for (int place = 0; place < hours_per_day; ++place) {
    input.rank[static_cast<std::size_t>(order[static_cast<std::size_t>(place)])] = place;
  }
  const double speedup =
      grown(world.scenario.software_speedup_per_month, months_between(world.scenario.first, month));
  input.rates = rate_table(world, plans, input, speedup);
  input.replica_cards = replica_cards(world, input);
  return input;
}

Allocation allocate(const MonthInput& month, int hour, double train_share,
                    const Allocation& neighbour) {
  const SplitSegment& segment = segment_at(month.segments, train_share);
  const Programme programme = programme_of(month, hour, slices_at(month, segment, hour),
                                           {.from_share = train_share,
                                            .to_share = train_share,
                                            .most_demand = LinearProgramme::unbounded,
                                            .demand_weight = 1.0});
  const LinearSolution solution = programme.linear.maximise(neighbour.basis);
  Allocation found = read_allocation(programme, solution, month, hour, train_share);
  if (!solution.optimal) {
    found.tokens_per_day = 0.0;
    found.keeps_rarely_called = false;
  }
  return found;
}

double largest_train_share(const MonthInput& month, int hour, double demand) {
  for (auto segment = month.segments.rbegin(); segment != month.segments.rend(); ++segment) {
    const double share = largest_share(month, hour, slices_at(month, *segment, hour), demand,
                                       segment->from, segment->to);
    if (share >= 0.0) return share;
  }
  return -1.0;
}

double largest_other_work(const MonthInput& month, int hour, double train_share, double demand) {
  std::vector<Slice> slices = slices_at(month, segment_at(month.segments, train_share), hour);
  for (Slice& slice : slices) {
    slice.cards = cards_at(slice, train_share);
    slice.cards_per_share = slice.cards;
  }
  return largest_share(month, hour, slices, demand, 0.0, 1.0);
}

}  // namespace fleetfit
