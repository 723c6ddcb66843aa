#include "engine/replay/simulated_rates.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/replay/replay_groups.hpp"
#include "engine/replay/serving_pods.hpp"

namespace fleetfit {
namespace {

// Loads are over the closed form's, which is seldom wrong by more.
constexpr double most_load = 1.6;
constexpr int rounds = 7;

/// Loads between which a plan's limit lies: it keeps its SLO at `holds`, not at `breaks`.
struct Bracket {
  double holds{};
  double breaks{most_load};
};

bool has_slo(const PlanCase& one) {
  return one.traffic.tail > 0.0 && one.plan.requests_per_second_per_card > 0.0;
}

bool same_phase(const Phase& a, const Phase& b) {
  return a.configuration.layout == b.configuration.layout &&
         a.configuration.precision == b.configuration.precision &&
         a.rate.requests_per_second == b.rate.requests_per_second &&
         a.rate.sequences == b.rate.sequences && a.rate.chunk == b.rate.chunk &&
         a.rate.tpot == b.rate.tpot;
}

/// Whether trials of the two would be equal.
bool same_trials(const PlanCase& a, const PlanCase& b) {
  return a.card == b.card && a.llm == b.llm && a.traffic == b.traffic &&
         a.token_budget == b.token_budget && a.plan.disaggregated == b.plan.disaggregated &&
         a.plan.requests_per_second_per_card == b.plan.requests_per_second_per_card &&
         same_phase(a.plan.main, b.plan.main) && same_phase(a.plan.prefill, b.plan.prefill);
}

/// Waits beyond the least of these are only met by a queue that goes on growing: to find it, a
/// trial need not last for a patience of hours.
Seconds ttft_limit_of(const PlanCase& one) {
  constexpr double prompts = 8.0;
  const Phase& phase = one.plan.disaggregated ? one.plan.prefill : one.plan.main;
  const Replica replica{.deployment = {.card = one.card,
                                       .llm = one.llm,
                                       .layout = phase.configuration.layout,
                                       .precision = phase.configuration.precision},
                        .traffic = one.traffic,
                        .token_budget = static_cast<double>(one.token_budget)};
  const Seconds growing = max(15.0 * seconds, prompts * batch_prefill_time(replica, 1.0));
  return min(one.traffic.ttft_limit, growing);
}

/// The service whose pods are tried: many replicas of a plan, at a load.
PlannedService service_at(const PlanCase& one, double load) {
  constexpr double replicas = 4096.0;  // so that pods are whole
  PlannedService service{.name = "trial",
                         .card = one.card,
                         .llm = one.llm,
                         .traffic = one.traffic,
                         .plan = one.plan,
                         .cards = replicas * cards(one.plan.main.configuration.layout),
                         .token_budget = one.token_budget};
  service.requests_per_second.fill(load * service.cards * one.plan.requests_per_second_per_card);
  return service;
}

/// The searched plans: each a pod, replayed at one load a round.
class RateSearch {
 public:
  RateSearch(std::vector<const PlanCase*> plans, const TrialLength& length, Device device,
             const TrialWatch& watch)
      : plans_(std::move(plans)),
        brackets_(plans_.size()),
        length_(length),
        device_(device),
        watch_(watch) {
    for (const PlanCase* one : plans_) limits_.push_back(limit_of(*one));
  }

  /// The load at which each plan keeps its SLO, over the closed form's.
  std::vector<double> run() {
    for (; round_ < rounds; ++round_) try_middles();
    std::vector<double> loads;
    for (const Bracket& bracket : brackets_) loads.push_back(bracket.holds);
    return loads;
  }

 private:
  /// The place of a plan's latency limits among those of the replay.
  std::uint16_t limit_of(const PlanCase& one) {
    const Slo slo{to_time(ttft_limit_of(one)), to_time(one.traffic.tpot_limit)};
    const auto found = std::find_if(replay_.slo.begin(), replay_.slo.end(), [&](const Slo& known) {
      return known.ttft == slo.ttft && known.tpot == slo.tpot;
    });
    const auto place = static_cast<std::uint16_t>(std::distance(replay_.slo.begin(), found));
    if (found == replay_.slo.end()) {
      replay_.slo.push_back(slo);
      replay_.workloads.emplace_back("trial");
      replay_.slo_percentiles.push_back(0.0);
    }
    return place;
  }

  void try_middles() {
    replay_.clear_groups();
    for (std::size_t i = 0; i < plans_.size(); ++i) add_trial(i);
    const std::vector<GroupResult> results = replay_groups(device_, replay_, replay_watch());
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      const double load = load_of(i);
      Bracket& bracket = brackets_[i];
      (holds(results[i], replay_.groups[i].group) ? bracket.holds : bracket.breaks) = load;
    }
    requests_ += requests_of_round_;
  }

  [[nodiscard]] double load_of(std::size_t i) const {
    return 0.5 * (brackets_[i].holds + brackets_[i].breaks);
  }

  void add_trial(std::size_t i) {
    constexpr double hour_seconds = 3600.0;
    constexpr double standard_errors = 2.0;  // of the count: a fresh replay is to keep the SLO too
    const PlanCase& one = *plans_[i];
    PlannedService service = service_at(one, load_of(i));
    service.workload_index = limits_[i];
    const double rate = part_of_pod(service) * service.requests_per_second.front();
    const double wait = ttft_limit_of(one).value;
    const double answer = one.traffic.output_tokens * one.plan.main.rate.tpot.value;
    const double scored =
        std::max({length_.requests / rate, length_.answers * answer, length_.waits * wait});
    begin_heavier(service, 2.0 * scored);
    add_service(replay_, service,
                {.hours = 2.0 * scored / hour_seconds,
                 .warm_up_seconds = scored,
                 .drain_seconds = wait + 2.0 * length_.answers * answer});
    PlannedGroup& group = replay_.groups.back();
    const double may_miss = scored * rate * exp(-one.traffic.tail);
    group.group.most_missed = std::max<std::int64_t>(
        0, std::llround(std::floor(may_miss - standard_errors * std::sqrt(may_miss))));
    group.group.first_entity = entity_of(one);
    group.pods = 1;
  }

  /// Near its limit a pod takes very long to fill: it comes there from above, so that a load that
  /// is too much has no time to hide.
  static void begin_heavier(PlannedService& service, double trial_seconds) {
    constexpr std::size_t heavier_hours = 6;
    constexpr double heavier = 1.1;
    service.hour_seconds = trial_seconds / hours_per_day;
    for (std::size_t hour = 0; hour < heavier_hours; ++hour) {
      service.requests_per_second[hour] *= heavier;
    }
  }

  /// Numbers of its own for each plan, whatever else is tried.
  static std::int64_t entity_of(const PlanCase& one) {
    constexpr std::uint64_t entities = std::uint64_t{1} << 46U;
    const double rate = one.plan.requests_per_second_per_card;
    return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(rate) % entities);
  }

  static bool holds(const GroupResult& result, const PodGroup& group) {
    return result.workloads.empty() ||
           missed_requests(result.workloads.front()) <= group.most_missed;
  }

  ReplayWatch replay_watch() {
    const auto plans = static_cast<std::int64_t>(plans_.size());
    ReplayWatch watch{.progress = {}, .interrupted = watch_.interrupted};
    if (!watch_.progress) return watch;
    watch.progress = [this, plans](double share, std::int64_t requests) {
      requests_of_round_ = requests;
      watch_.progress({.plans = plans,
                       .trials = round_ * plans + std::llround(share * static_cast<double>(plans)),
                       .all = rounds * plans,
                       .requests = requests_ + requests});
    };
    return watch;
  }

  std::vector<const PlanCase*> plans_;
  std::vector<Bracket> brackets_;
  std::vector<std::uint16_t> limits_;  // of each plan, in replay_.slo
  TrialLength length_;
  Device device_;
  const TrialWatch& watch_;
  ReplayPlan replay_;
  int round_{};
  std::int64_t requests_{};  // of the rounds before
  std::int64_t requests_of_round_{};
};

}  // namespace

std::vector<double> simulated_rates(const std::vector<PlanCase>& cases, const TrialLength& length,
                                    Device device, const TrialWatch& watch) {
  std::vector<const PlanCase*> tried;
  std::vector<std::size_t> trial_of;  // of each case; beyond the last: none
  for (const PlanCase& one : cases) {
    const auto known = std::find_if(tried.begin(), tried.end(), [&](const PlanCase* other) {
      return same_trials(*other, one);
    });
    trial_of.push_back(static_cast<std::size_t>(std::distance(tried.begin(), known)));
    if (!has_slo(one)) {
      trial_of.back() = cases.size();
    } else if (known == tried.end()) {
      tried.push_back(&one);
    }
  }
  const std::vector<double> loads = RateSearch(tried, length, device, watch).run();
  std::vector<double> rates;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const double load = trial_of[i] < loads.size() ? loads[trial_of[i]] : 1.0;
    rates.push_back(load * cases[i].plan.requests_per_second_per_card);
  }
  return rates;
}

}  // namespace fleetfit
