#pragma once

#include <string>
#include <vector>

#include "engine/report/axis.hpp"

namespace fleetfit {

/// A place in a plot, and what is read when a pointer rests on it.
struct PlotPoint {
  double x{};
  double y{};
  std::string title{};
};

/// How the points of a series are drawn.
enum class Mark { dots, line, area };

inline constexpr int guide_colour = -1;  // grey: what helps to read, not data

/// Points that belong together.
struct Series {
  std::string name{};  // in the legend; empty: not there
  Mark mark{};
  int colour{guide_colour};  // from 0; past the palette the shape of the dots changes
  std::vector<PlotPoint> points{};
};

/// Series between two axes.
struct Plot {
  std::string title{};
  Axis x{};
  Axis y{};
  std::vector<Series> series{};
};

/// The plot as an SVG element of an HTML page; html_page() has its colours.
std::string svg_plot(const Plot& plot);

}  // namespace fleetfit
