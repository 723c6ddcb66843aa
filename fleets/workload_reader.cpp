#include "fleets/workload_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetfit {

namespace {

/// Printed profiles are rounded; more than this is another error.
constexpr double mean_tolerance = 0.01;

using Profile = std::array<double, hours_per_day>;

Profile flat() {
  Profile profile;
  profile.fill(1.0);
  return profile;
}

/// The hourly profile, brought to a mean of exactly 1.
Profile read_profile(const Node& node, QuantityReader& read) {
  const std::vector<Node> values = node["values"].items();
  Profile profile = flat();
  if (values.size() != profile.size()) {
    if (node["values"]) {
      read.faults().add(node["values"].fault(fmt::format("has {} values", values.size()),
                                             fmt::format("give {}", hours_per_day)));
    }
    return profile;
  }
  for (std::size_t hour = 0; hour < profile.size(); ++hour) {
    profile[hour] = values[hour].number(-1.0);
  }
  const double mean = std::accumulate(profile.begin(), profile.end(), 0.0) / hours_per_day;
  if (!(std::abs(mean - 1.0) <= mean_tolerance) ||
      *std::min_element(profile.begin(), profile.end()) < 0.0) {
    read.faults().add(node["values"].fault(fmt::format("the mean is {:.4g}", mean),
                                           "give hours over their mean, none negative: mean 1"));
    return flat();
  }
  for (double& hour : profile) hour /= mean;
  read.record({.path = node.path(),
               .value = *std::max_element(profile.begin(), profile.end()),
               .low = *std::min_element(profile.begin(), profile.end()),
               .high = *std::max_element(profile.begin(), profile.end()),
               .unit = "1",
               .tag = node["tag"].text(),
               .source = node["source"].text()});
  return profile;
}

}  // namespace

Workload read_workload(const Node& entry, QuantityReader& read) {
  const Node slo = entry["slo"];
  return {
      .name = entry["name"].text(),
      .input_tokens = read(entry["input"], Dimension::token_count, Range::positive),
      .input_cv = read(entry["input_cv"], Dimension::ratio, Range::non_negative),
      .output_tokens = read(entry["output"], Dimension::token_count, Range::positive),
      .output_cv = read(entry["output_cv"], Dimension::ratio, Range::non_negative),
      .cached_share = read(entry["prefix_hit"], Dimension::ratio, Range::share),
      .ttft_limit = Seconds{read(slo["ttft"], Dimension::duration, Range::positive)},
      .tpot_limit = Seconds{read(slo["tpot"], Dimension::duration, Range::positive)},
      .slo_percentile = read(slo["percentile"], Dimension::ratio, Range::percentile),
      .arrival_cv = read(entry["arrivals"]["cv"], Dimension::ratio, Range::non_negative),
      .hour_of_day = read_profile(entry["hour_of_day"], read),
  };
}

}  // namespace fleetfit
