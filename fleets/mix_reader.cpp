#include "fleets/mix_reader.hpp"

#include <fmt/format.h>

#include <cmath>

namespace fleetfit {

namespace {

constexpr double sum_tolerance = 1e-6;

void record_share(const Node& share, const Node& source, QuantityReader& read) {
  read.record({.path = share.path(),
               .value = share.number(),
               .low = {},
               .high = {},
               .unit = "1",
               .tag = source["tag"].text(),
               .source = source["source"].text()});
}

/// The llms of one class, each with its part of the class.
std::vector<std::pair<std::string, double>> read_llm_shares(const Node& entry,
                                                            QuantityReader& read) {
  std::vector<std::pair<std::string, double>> shares;
  double sum = 0.0;
  for (const auto& [llm, share] : entry["llms"].members()) {
    if (share.number() < 0.0) {
      read.faults().add(
          share.fault(fmt::format("{} is negative", share.number()), "give a share from 0 to 1"));
    }
    shares.emplace_back(llm, share.number());
    sum += share.number();
    record_share(share, entry["llms_source"], read);
  }
  if (!shares.empty()) check_sum(entry["llms"], "shares of llms", sum, read.faults());
  return shares;
}

}  // namespace

void check_sum(const Node& node, const std::string& of, double sum, Faults& faults) {
  if (std::abs(sum - 1.0) <= sum_tolerance || faults.under(node.path())) return;
  faults.add(node.fault(fmt::format("{} sum to {:.6g}", of, sum), "change them to sum to 1"));
}

std::vector<MixPart> read_mix(const Node& root, const Indices& workloads, const Indices& llms,
                              QuantityReader& read) {
  std::vector<MixPart> parts;
  double sum = 0.0;
  for (const auto& [name, entry] : root["mix_classes"].members()) {
    const double share = read(entry["share"], Dimension::ratio, Range::share);
    sum += share;
    for (const auto& [llm, part] : read_llm_shares(entry, read)) {
      if (share * part <= 0.0 || !workloads.contains(name) || !llms.contains(llm)) continue;
      parts.push_back({.workload = workloads.at(name), .llm = llms.at(llm), .share = share * part});
    }
  }
  if (root["mix_classes"]) {
    check_sum(root["mix_classes"], "shares of classes", sum, read.faults());
  }
  return parts;
}

std::vector<RarelyCalled> read_rarely_called(const Node& root, const Indices& llms,
                                             QuantityReader& read) {
  std::vector<RarelyCalled> all;
  for (const auto& [name, entry] : root["rarely_called"].members()) {
    const double count = read(entry["llms"], Dimension::llm_count, Range::non_negative);
    const double replicas =
        read(entry["replicas_each"], Dimension::replica_count, Range::non_negative);
    const auto llm = llms.find(entry["llm"].text());
    if (llm == llms.end()) continue;
    all.push_back({.name = name, .llm = llm->second, .llms = count, .replicas_each = replicas});
  }
  return all;
}

}  // namespace fleetfit
