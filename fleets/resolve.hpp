#pragma once

#include <string>
#include <vector>

#include "fleets/catalog.hpp"
#include "fleets/settings.hpp"

namespace fleetfit {

/// One tree with everything that a scenario refers to, settings applied: the scenario's keys;
/// regions, pools and users of its operator; mix_classes and rarely_called of its mix; the cards,
/// llms and workloads that these name.
Document resolve(const Catalog& catalog, const std::string& scenario,
                 const std::vector<Setting>& settings, Faults& faults);

}  // namespace fleetfit
