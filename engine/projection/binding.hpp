#pragma once

#include <string>
#include <vector>

#include "engine/projection/day.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// Cards that stand idle while others are all busy, and why they do not help.
struct IdleCards {
  std::string pool;
  double cards{};
  std::string reason;  // region: may not serve what binds; fit: cannot hold it or keep its SLO
};

/// What gives way first in a month.
struct Binding {
  Month month{};
  int hour{};
  std::string constraint;  // cards, region, slo, rarely_called
  std::string pool;        // where one more card would add most
  std::string workload;    // "chat on Qwen3-235B-A22B": takes most of the binding effort
  std::vector<IdleCards> idle;
};

Binding name_binding(const World& world, const MonthInput& input, const BindingHour& binding,
                     Month month);

/// "chat on Qwen3-235B-A22B".
std::string part_name(const World& world, std::size_t mix_part);

}  // namespace fleetfit
