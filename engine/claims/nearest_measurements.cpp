#include "engine/claims/nearest_measurements.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "engine/claims/claim_verdict.hpp"
#include "fleets/world_reader.hpp"

namespace fleetfit {

namespace {

// Weights of what differs; factors count by their logarithm. Assumed: chosen so that the rows
// listed first are those that a reader would pick.
constexpr double other_llm = 0.6;
constexpr double other_card = 0.3;
constexpr double other_vendor = 0.3;
constexpr double other_format = 0.4;
constexpr double other_load = 0.6;   // closed loop or in flight
constexpr double other_phase = 2.0;  // prefill, decode, or both
constexpr double per_length = 0.35;
constexpr double per_card_count = 0.3;
constexpr double per_concurrency = 0.4;
constexpr double unknown = 3.0;  // a size that is not known
constexpr double speculation = 0.3;

/// |ln(a / b)|
double apart(double a, double b) {
  return a > 0.0 && b > 0.0 ? std::abs(std::log(a / b)) : unknown;
}

int phase_of(RunKind kind) {
  if (kind == RunKind::prefill) return 1;
  return kind == RunKind::decode ? 2 : 0;
}

std::optional<double> value_of(const Measurement& row, Metric metric) {
  for (const MeasuredValue& v : row.values) {
    if (v.metric == metric) return v.value;
  }
  if (is_latency(metric) || phase_of(row.kind) != 0) return std::nullopt;
  const double tokens[] = {row.input_tokens + row.output_tokens, row.input_tokens,
                           row.output_tokens};
  for (const MeasuredValue& v : row.values) {
    if (is_latency(v.metric) || tokens[static_cast<int>(v.metric)] <= 0.0) continue;
    return v.value * tokens[static_cast<int>(metric)] / tokens[static_cast<int>(v.metric)];
  }
  return std::nullopt;
}

/// Reads each card and llm once.
class Distance {
 public:
  Distance(const Measurement& asked, const Catalog& catalog) : asked_(asked), catalog_(catalog) {}

  double operator()(const Measurement& row) {
    return of_llm(row) + of_card(row) + of_formats(row) + of_load(row);
  }

 private:
  const CardEntry& card(const std::string& name) {
    const auto found = cards_.find(name);
    return found != cards_.end() ? found->second
                                 : cards_.emplace(name, load_card(catalog_, name)).first->second;
  }
  const Llm& llm(const std::string& name) {
    const auto found = llms_.find(name);
    return found != llms_.end() ? found->second
                                : llms_.emplace(name, load_llm(catalog_, name).llm).first->second;
  }

  double of_llm(const Measurement& row) {
    if (row.llm == asked_.llm) return 0.0;
    const Llm& a = llm(asked_.llm);
    const Llm& b = llm(row.llm);
    constexpr double of_total = 0.5;
    return other_llm + apart(active_parameters(a), active_parameters(b)) +
           of_total * apart(total_parameters(a), total_parameters(b));
  }

  double of_card(const Measurement& row) {
    if (row.card == asked_.card) return 0.0;
    const CardEntry& a = card(asked_.card);
    const CardEntry& b = card(row.card);
    const auto bf16 = static_cast<int>(Format::bf16);
    constexpr double of_arithmetic = 0.5;
    return other_card + (a.vendor == b.vendor ? 0.0 : other_vendor) +
           apart(a.card.memory_bandwidth.value, b.card.memory_bandwidth.value) +
           of_arithmetic * apart(a.card.compute[bf16].value, b.card.compute[bf16].value);
  }

  double of_formats(const Measurement& row) const {
    const bool same = row.precision.expert_weights == asked_.precision.expert_weights;
    return (same ? 0.0 : other_format) +
           (speculates(row.speculation) == speculates(asked_.speculation) ? 0.0 : speculation);
  }

  double of_load(const Measurement& row) const {
    double far = row.kind == asked_.kind ? 0.0 : other_load;
    if (phase_of(row.kind) != phase_of(asked_.kind)) far = other_phase;
    far += per_length * apart(asked_.input_tokens, row.input_tokens);
    if (asked_.kind != RunKind::prefill) {
      far += per_length * apart(asked_.output_tokens, row.output_tokens);
    }
    far += per_card_count * apart(asked_.cards, row.cards);
    const double mine = asked_.main.concurrency / asked_.cards;
    const double theirs = row.main.concurrency / row.cards;
    return mine > 0.0 && theirs > 0.0 ? far + per_concurrency * apart(mine, theirs) : far;
  }

  const Measurement& asked_;
  const Catalog& catalog_;
  std::map<std::string, CardEntry> cards_;
  std::map<std::string, Llm> llms_;
};

}  // namespace

std::vector<NearMeasurement> nearest_measurements(const Measurement& row, Metric metric,
                                                  const std::vector<Measurement>& published,
                                                  const Catalog& catalog, std::size_t most) {
  Distance distance(row, catalog);
  std::vector<NearMeasurement> all;
  for (const Measurement& other : published) {
    if (!other.skipped.empty()) continue;
    if (const auto value = value_of(other, metric)) {
      all.push_back({.row = other, .value = *value, .distance = distance(other)});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const NearMeasurement& a, const NearMeasurement& b) {
    return a.distance < b.distance;
  });
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace fleetfit
