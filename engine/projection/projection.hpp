#pragma once

#include <optional>
#include <vector>

#include "engine/projection/binding.hpp"
#include "engine/projection/domestic_share.hpp"
#include "engine/projection/pool_results.hpp"
#include "engine/throughput/serving_plans.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

struct MonthResult {
  Month month{};
  double demand_tokens_per_day{};
  double capacity_tokens_per_day{};
  double headroom{};  // capacity over demand, less 1
  bool fits{};
  double mean_cards{};  // E43: in service to carry the demand, averaged over the day
  double peak_cards{};
  double mean_nodes{};
  double peak_nodes{};
  Binding binding;
};

/// Date of exhaustion at another growth; empty: no month fits, or all do for `longest_outlook`.
struct GrowthDate {
  double growth{};
  std::optional<Month> until;
};

struct Projection {
  std::vector<MonthResult> months;
  std::vector<PoolResult> pools;
  std::vector<Assignment> assignments;  // of the last month
  bool fits{};                          // every month
  double headroom{};                    // of the tightest month
  double low_headroom{};                // 80 % interval by what is known of the cards' throughput
  double high_headroom{};
  std::optional<Month> until;  // last month that fits, growth going on, deliveries ending
  Binding binding;             // of the tightest month
  double implied_use{};        // the first month's demand over what all inference cards could carry
  double largest_train_share{};  // that fits in every month; 0 if none does
  bool fits_without_training{};
  double other_work_break_even{};  // share of the inference cards other work may take; 0 if none
  std::vector<GrowthDate> growth_dates;
  DomesticShare domestic;
};

/// Months after the scenario's last that the search for the date of exhaustion looks at.
inline constexpr int longest_outlook = 240;

/// Answers the scenario's questions from one linear programme an hour.
Projection project(const World& world, const ServingPlans& plans);

/// The tightest month's headroom alone: what another reading of the scenario has to say.
double least_headroom(const World& world, const ServingPlans& plans);

}  // namespace fleetfit
