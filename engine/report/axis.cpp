#include "engine/report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace fleetfit {
namespace {

// A tick at the end of an axis may be off by rounding.
constexpr double rounding = 1e-9;
constexpr double ten = 10.0;

double decade(double value) { return std::pow(ten, std::floor(std::log10(value))); }

double rounded_up(double value) {
  const double whole = decade(value);
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * whole >= value * (1.0 - rounding)) return step * whole;
  }
  return ten * whole;
}

double rounded_down(double value) {
  const double whole = decade(value);
  for (const double step : {5.0, 2.0}) {
    if (step * whole <= value * (1.0 + rounding)) return step * whole;
  }
  return whole;
}

std::string tick_text(double value) {
  constexpr double million = 1e6;
  constexpr double thousand = 1e3;
  if (value >= million) return fmt::format("{:.4g}M", value / million);
  return value >= thousand ? fmt::format("{:.4g}k", value / thousand)
                           : fmt::format("{:.4g}", value);
}

std::vector<Tick> logarithmic_ticks(const Axis& axis) {
  constexpr double few_decades = 1e3;
  const bool few = axis.high / axis.low <= few_decades * (1.0 + rounding);
  std::vector<Tick> all;
  for (double d = decade(axis.low); d <= axis.high * (1.0 + rounding); d *= ten) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double value = step * d;
      if (value < axis.low * (1.0 - rounding) || value > axis.high * (1.0 + rounding)) continue;
      if (step == 1.0 || few) all.push_back({value, tick_text(value)});
    }
  }
  return all;
}

std::vector<Tick> linear_ticks(const Axis& axis) {
  constexpr double most_ticks = 6.0;
  const double step = rounded_up((axis.high - axis.low) / most_ticks);
  std::vector<Tick> all;
  const auto first = static_cast<int>(std::ceil(axis.low / step - rounding));
  const auto last = static_cast<int>(std::floor(axis.high / step + rounding));
  for (int k = first; k <= last; ++k) all.push_back({k * step, tick_text(k * step)});
  return all;
}

}  // namespace

Axis logarithmic_axis(std::string title, const std::vector<double>& values) {
  double low = INFINITY;
  double high = 0.0;
  for (const double value : values) {
    if (!(value > 0.0) || std::isinf(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (high == 0.0) low = high = 1.0;
  Axis axis{.title = std::move(title),
            .scale = Scale::logarithmic,
            .low = rounded_down(low),
            .high = rounded_up(high)};
  if (axis.low == axis.high) axis.high = ten * axis.low;
  return axis;
}

Axis linear_axis(std::string title, const std::vector<double>& values) {
  double high = 0.0;
  for (const double value : values) {
    if (std::isfinite(value)) high = std::max(high, value);
  }
  return {.title = std::move(title), .high = high > 0.0 ? rounded_up(high) : 1.0};
}

Axis named_axis(std::vector<std::string> names) {
  constexpr double half = 0.5;
  const auto count = static_cast<double>(names.size());
  return {.low = count - half, .high = -half, .names = std::move(names)};
}

double position(const Axis& axis, double value) {
  if (axis.scale == Scale::linear) return (value - axis.low) / (axis.high - axis.low);
  return std::log(value / axis.low) / std::log(axis.high / axis.low);
}

std::vector<Tick> ticks(const Axis& axis) {
  if (axis.names.empty()) {
    return axis.scale == Scale::logarithmic ? logarithmic_ticks(axis) : linear_ticks(axis);
  }
  std::vector<Tick> all;
  for (const std::string& name : axis.names) all.push_back({static_cast<double>(all.size()), name});
  return all;
}

}  // namespace fleetfit
