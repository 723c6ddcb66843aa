#pragma once

#include <string>
#include <vector>

namespace fleetfit {

enum class Scale { linear, logarithmic };

/// One axis of a plot.
struct Axis {
  std::string title{};
  Scale scale{};
  double low{};
  double high{1.0};
  std::vector<std::string> names{};  // of the positions 0, 1, …; empty: the axis has numbers
};

/// A value that the axis names.
struct Tick {
  double value{};
  std::string text;
};

/// Around all values, ends at 1, 2 or 5 of a decade. Values that have no logarithm are left out.
Axis logarithmic_axis(std::string title, const std::vector<double>& values);

/// From 0 to above all values.
Axis linear_axis(std::string title, const std::vector<double>& values);

/// One position for each name, the first at the high end.
Axis named_axis(std::vector<std::string> names);

/// 0 at the low end, 1 at the high end.
double position(const Axis& axis, double value);

/// Few enough to be read; 1, 2 and 5 of each decade where the axis spans few.
std::vector<Tick> ticks(const Axis& axis);

}  // namespace fleetfit
