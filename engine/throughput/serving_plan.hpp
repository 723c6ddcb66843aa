#pragma once

#include "kernels/serving/size_replica.hpp"

namespace fleetfit {

/// One phase of a plan: the configuration chosen for it and what it carries.
struct Phase {
  Configuration configuration{};
  ReplicaRate rate{};
};

/// The same plan under fewer restrictions, in requests a second and card: the waterfall's first
/// steps.
struct PlanBounds {
  double nameplate{};   // peak arithmetic, nothing else
  double roofline{};    // memory traffic too, datasheet peaks, no SLO
  double efficiency{};  // what the card reaches, no SLO
  double slo{};         // latency limits, evenly spaced arrivals
};

/// How one workload of one llm is best served by one kind of card.
struct ServingPlan {
  bool disaggregated{};
  Phase main{};                           // aggregated, or the decode side
  Phase prefill{};                        // disaggregated only
  double requests_per_second_per_card{};  // 0: this card cannot serve it
  double simulated_part{1.0};             // of the closed form's rate, where replays found it (E58)
  double mfu{};
  double mbu{};
  PlanBounds bounds{};
  double rate_sd{};     // standard deviation of ln(requests a second and card); 0: not calibrated
  bool extrapolated{};  // the calibration saw no card of this kind
};

/// Requests a second and card.
double per_card(const Phase& phase);

/// Of the best phases of each role, the plan that gives most; a phase without rate does not exist.
ServingPlan choose_plan(const Phase& aggregated, const Phase& prefill, const Phase& decode);

/// E34: cards in series: a request needs 1/a of a card in one phase and 1/b in the other.
double in_series(double a, double b);

/// E34: the part of a plan's cards that prefill, each phase getting what its rate needs; 0 of an
/// aggregated plan.
double prefill_share(const ServingPlan& plan);

/// The faster of the formats in which dense layers and experts multiply.
FlopsPerSecond fastest_peak(const Card& card, const Precision& precision);

/// Fills MFU (over the fastest peak) and MBU of a plan from its phases' rates.
void fill_utilisation(ServingPlan& plan, const Card& card, const Precision& precision);

}  // namespace fleetfit
