#pragma once

#include <vector>

#include "engine/projection/allocation.hpp"

namespace fleetfit {

/// The hour of a day at which the fleet carries least, and how it is used then.
struct BindingHour {
  int hour{};
  Allocation allocation;
};

/// Hours that can bind: an hour below another in every part of the demand, with no fewer cards,
/// cannot.
std::vector<int> candidate_hours(const MonthInput& month);

BindingHour binding_hour(const MonthInput& month, double train_share);

/// The largest train share that fits at every hour; negative: not even without training.
double largest_train_share(const MonthInput& month, double demand);

/// The largest share of the inference cards that other work may take at every hour.
double largest_other_work(const MonthInput& month, double train_share, double demand);

/// Share of the fleet's capacity in use at each hour when the demand is one token a day.
std::vector<double> use_by_hour(const MonthInput& month, double train_share);

}  // namespace fleetfit
