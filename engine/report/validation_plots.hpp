#pragma once

#include <vector>

#include "engine/calibration/validation.hpp"
#include "engine/report/svg_plot.hpp"

namespace fleetfit {

/// Predicted against measured, one plot for each kind of metric that has rows, groups by colour.
std::vector<Plot> scatter_plots(const Validation& validation);

/// The size of the errors by group: each value, the median and the 90th percentile.
Plot error_plot(const Validation& validation);

}  // namespace fleetfit
