#pragma once

#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "engine/throughput/calibrated_card.hpp"
#include "engine/throughput/serving_plan.hpp"
#include "engine/throughput/size_replicas.hpp"
#include "fleets/world.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// How requests may be scheduled; the same for all cards.
struct ServingRules {
  bool disaggregation{};
  int token_budget{};
  int largest_replica{};

  friend constexpr auto operator<=>(const ServingRules&, const ServingRules&) = default;
};

ServingRules serving_rules(const Scenario& scenario);
Stack stack_of(const Scenario& scenario);
Traffic traffic_of(const Workload& workload);

/// A plan and what it is for.
struct PlanCase {
  Card card{};  // calibrated
  Llm llm{};
  Traffic traffic{};
  ServingPlan plan{};
  int token_budget{};
};

/// Finds requests a second and card of plans in another way than the closed form that chose them.
using RateSource = std::function<std::vector<double>(const std::vector<PlanCase>&)>;

/// Capacity of cards at an SLO. This is the seam at which the closed form can be replaced: whoever
/// fills these plans (closed form today, a replica simulation later) is invisible to the
/// projection. Keeps every plan it has made, so that variants of a scenario cost only what they
/// change.
class ServingPlans {
 public:
  explicit ServingPlans(Device device, const Calibration& calibration = {}, RateSource rates = {})
      : device_(device), cards_(calibration), rates_(std::move(rates)) {}

  /// Makes all plans that the world's pools and mix need, in one launch on the device.
  void prepare(const World& world) { prepare(std::vector<const World*>{&world}); }
  /// The same for many worlds at once.
  void prepare(const std::vector<const World*>& worlds);

  /// The plan for a card, llm and workload of a prepared world.
  [[nodiscard]] const ServingPlan& plan(const World& world, std::size_t card, std::size_t llm,
                                        std::size_t workload) const;

 private:
  struct Key {
    CardId card{};
    LlmId llm{};
    TrafficId traffic{};
    Precision precision{};
    ServingRules rules{};

    friend constexpr auto operator<=>(const Key&, const Key&) = default;
  };

  void add_missing(const World& world, std::set<Key>& missing);
  Key intern(const World& world, std::size_t card, std::size_t llm, std::size_t workload);
  [[nodiscard]] Key find(const World& world, std::size_t card, std::size_t llm,
                         std::size_t workload) const;
  [[nodiscard]] std::vector<ServingPlan> make(const std::vector<Key>& keys) const;

  void fill_uncertainties(const World& world);
  [[nodiscard]] std::vector<double> found_rates(const std::vector<Key>& keys,
                                                const std::vector<ServingPlan>& plans) const;
  void replace_rates(const std::vector<Key>& keys, std::vector<ServingPlan>& plans);
  void plan_for_long_prompts(const std::vector<Key>& keys, const std::vector<double>& closed_form,
                             std::vector<ServingPlan>& plans);

  Device device_;
  CalibratedCards cards_;
  RateSource rates_;  // empty: the closed form's
  ReplicaTables tables_;
  std::map<Key, ServingPlan> plans_;
};

}  // namespace fleetfit
