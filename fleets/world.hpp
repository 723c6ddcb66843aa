#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernels/roofline/card.hpp"
#include "kernels/roofline/llm.hpp"
#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

inline constexpr int hours_per_day = 24;

/// One input value as a report lists it: base units are in the world, the file's own unit is here.
struct Input {
  std::string path;                 // as --set takes it: "cards.H20-96GB.memory"
  double value{};                   // in `unit`
  std::optional<double> low, high;  // where sources disagree
  std::string unit;                 // as written: "GB/s"; "1" for a plain ratio
  std::string tag;                  // measured, datasheet, briefing, derived, assumed
  std::string source;
};

/// A calendar month, counted from year 0; prints as "2025-09".
struct Month {
  std::int32_t index{};
  friend auto operator<=>(const Month&, const Month&) = default;
};

enum class Origin { domestic, imported };

/// A card of the catalogue, resolved.
struct CardEntry {
  std::string name;
  std::string vendor;
  std::string family{};  // cards that share what a calibration finds
  Origin origin{};
  bool llm_capable{true};  // false: carries no llm (Hanguang 800)
  Card card{};
  double power_watts{};   // 0: unknown
  double price_cny{};     // base of low and high; 0: unknown
  double compute_sd{};    // of ln(peak), where sources disagree: low and high hold 80 %
  double bandwidth_sd{};  // of ln(memory bandwidth), likewise
};

/// An llm of the catalogue, resolved.
struct LlmEntry {
  std::string name;
  Llm llm{};
  Format checkpoint{Format::bf16};         // format the weights are published or served in
  Format expert_checkpoint{Format::bf16};  // the same for routed experts
};

/// A class of requests: lengths, prefix reuse, service level, daily rhythm.
struct Workload {
  std::string name;
  double input_tokens{};   // mean, cached ones included
  double input_cv{};       // standard deviation over mean
  double output_tokens{};  // mean
  double output_cv{};
  double cached_share{};  // of the input, found in the prefix cache
  Seconds ttft_limit{};
  Seconds tpot_limit{};
  double slo_percentile{};                          // 0.95
  double arrival_cv{1.0};                           // of the gaps between arrivals
  std::array<double, hours_per_day> hour_of_day{};  // mean 1, local time
};

/// A part of the demand: one workload served by one llm.
struct MixPart {
  std::size_t workload{};  // index into World::workloads
  std::size_t llm{};       // index into World::llms
  double share{};          // of the counted tokens; all parts sum to 1
};

/// Rarely called llms: each must stay loaded whatever its demand.
struct RarelyCalled {
  std::string name;        // label in the report
  std::size_t llm{};       // whose shape they have
  double llms{};           // how many such llms
  double replicas_each{};  // minimum kept loaded
};

/// Identical cards in one region.
struct Pool {
  std::string name;
  std::size_t card{};  // index into World::cards
  std::string region;
  double cards{};      // at the first month
  bool enabled{true};  // the `unlisted` remainder is off by default
};

/// Cards that arrive in (positive) or leave (negative) a pool at the start of a month.
struct Delivery {
  Month month{};
  std::size_t pool{};
  double cards{};
};

/// Who uses the operator's cards; shares sum to 1 after normalisation.
struct User {
  std::string name;
  double share{};
  bool tenant{};     // rents the cards
  double used{1.0};  // really used part of what it holds
};

enum class TokenCount { input_and_output, uncached_and_output, output };
enum class SplitBasis { cards, flops, money };
enum class SplitPlacement { proportional, fastest_first, slowest_first };
enum class SplitScope { all, own };
enum class TenantAccess { none, used, all };
enum class ShareBasis { cards, tokens_served, flops, memory, money };
enum class UsedMeaning { cards_allotted, hours, duty_cycle };

/// A region and the regions whose demand its pools may serve.
struct Region {
  std::string name;
  std::vector<std::string> serves;
  double demand_share{};  // of the operator's tokens; all regions sum to 1
  double hour_shift{};    // hours by which its day runs after the home profile
};

/// Another reading of an open question: one or more settings applied together.
struct Reading {
  std::string label;
  std::vector<std::pair<std::string, std::string>> settings;  // path, value (as --set)
};

/// Choices and quantities of one question asked of one operator.
struct Scenario {
  std::string name;
  std::string question;  // one line for the head of the report
  std::uint64_t seed{};
  Month first{}, last{};
  double tokens_per_day{};    // counted tokens, at `first`
  double growth_per_month{};  // 0.145
  double software_speedup_per_month{};
  TokenCount counts{};
  double train_share{};
  SplitBasis basis{};
  SplitPlacement placement{};
  SplitScope scope{};
  TenantAccess tenant_access{};
  UsedMeaning used_meaning{};
  double other_work_share{};       // of the inference cards
  double reserve_share{};          // kept free for failures and bursts
  double maintenance_share{};      // out of service
  bool disaggregation{};           // prefill and decode may run on separate replicas
  std::int32_t token_budget{};     // tokens a step, per data-parallel rank
  std::int32_t largest_replica{};  // cards
  std::string stack;               // whose overheads serving has; see stack.hpp
  std::string stack_generation;
  double domestic_target{};             // of what is bought; 0: no target
  ShareBasis share_basis{};             // of what the target is a share
  std::vector<double> growth_readings;  // dates of exhaustion for these too
  std::vector<Reading> readings;
};

/// Everything one run needs, checked and in base units.
struct World {
  std::vector<CardEntry> cards;
  std::vector<LlmEntry> llms;
  std::vector<Workload> workloads;
  std::vector<MixPart> mix;
  std::vector<RarelyCalled> rarely_called;
  std::string operator_name;
  std::vector<Region> regions;
  std::vector<Pool> pools;
  std::vector<User> users;
  std::vector<Delivery> deliveries;
  Scenario scenario;
  std::vector<Input> inputs;       // every value above with its tag and source
  std::vector<std::string> notes;  // "user shares sum to 1.033: normalised"
};

}  // namespace fleetfit
