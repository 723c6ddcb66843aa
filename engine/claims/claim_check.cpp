#include "engine/claims/claim_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/calibration/predict.hpp"
#include "engine/claims/claim_rows.hpp"
#include "fleets/world_reader.hpp"
#include "kernels/roofline/memory_fit.hpp"

namespace fleetfit {

namespace {

constexpr std::size_t shown_measurements = 8;

/// What claims are judged by.
struct Judge {
  const Catalog& catalog;
  const Calibration& calibration;
  CardEntry card;
  LlmEntry llm;
};

const PredictedValue* find(const Prediction& prediction, Metric metric) {
  for (const PredictedValue& v : prediction.values) {
    if (v.metric == metric) return &v;
  }
  return nullptr;
}

bool better(Metric metric, double a, double b) { return is_latency(metric) ? a < b : a > b; }

void take(ClaimReading& reading, const Measurement& row, const Prediction& prediction) {
  const PredictedValue& v = *find(prediction, reading.metric);
  reading.row = row;
  reading.estimate = v.estimate;
  reading.implied_mfu = prediction.mfu;
  reading.implied_mbu = prediction.mbu;
}

/// The best of the layouts counts, and the widest bound.
ClaimReading best_of(const Judge& judge, const Claim& claim, const std::vector<Measurement>& rows) {
  ClaimReading reading{.quantity = claim.quantity,
                       .phase = claim.phase,
                       .metric = metric_of(claim.quantity),
                       .claimed = claimed_value(claim, judge.card.card)};
  bool bounded = true;
  if (!rows.empty()) reading.row = rows.front();
  for (const Measurement& row : rows) {
    const Prediction prediction = predict(row, judge.catalog, judge.calibration);
    const PredictedValue* v = find(prediction, reading.metric);
    if (v == nullptr) {
      if (reading.layouts_tried == 0) reading.reason = prediction.skipped;
      continue;
    }
    const bool first = reading.layouts_tried++ == 0;
    if (first || better(reading.metric, v->estimate.value, reading.estimate.value)) {
      take(reading, row, prediction);
    }
    bounded = bounded && v->bound > 0.0;
    if (first || better(reading.metric, v->bound, reading.bound)) reading.bound = v->bound;
    reading.reason.clear();
  }
  if (!bounded) reading.bound = 0.0;
  return reading;
}

/// Without a number of requests in flight a latency may be that of one user alone, of as many as
/// memory holds, or any between.
ClaimReading at_any_load(const Judge& judge, Claim claim) {
  const auto fullest = best_of(judge, claim, claim_rows(claim, judge.card, judge.llm));
  claim.concurrency = 1.0;
  ClaimReading alone = best_of(judge, claim, claim_rows(claim, judge.card, judge.llm));
  if (alone.estimate.value <= 0.0 || fullest.estimate.value <= 0.0) return alone;
  alone.estimate.value = std::sqrt(alone.estimate.value * fullest.estimate.value);
  alone.estimate.low = std::min(alone.estimate.low, fullest.estimate.low);
  alone.estimate.high = std::max(alone.estimate.high, fullest.estimate.high);
  return alone;
}

/// Weights that no layout can hold: more than the memory of all cards.
std::string why_impossible(const Judge& judge, const std::vector<Measurement>& rows) {
  Bytes least{};
  for (const Measurement& row : rows) {
    const Bytes each = weight_bytes(judge.llm.llm, row.main.layout, row.precision);
    if (least == Bytes{} || each < least) least = each;
  }
  const Bytes memory = judge.card.card.memory;
  if (memory <= Bytes{} || least <= memory) return "";
  return fmt::format("the weights take {:.1f} GiB of each card, which has {:.1f} GiB",
                     least / gibi_bytes, memory / gibi_bytes);
}

ClaimReading read_as(const Judge& judge, const Claim& claim) {
  const std::vector<Measurement> rows = claim_rows(claim, judge.card, judge.llm);
  const bool latency = is_latency(metric_of(claim.quantity));
  const bool any_load = latency && claim.concurrency == 0.0 && claim.phase != ClaimedPhase::prefill;
  ClaimReading reading = any_load ? at_any_load(judge, claim) : best_of(judge, claim, rows);
  reading.verdict = claim_verdict(reading.metric, reading.claimed, reading.estimate, reading.bound);
  if (const std::string why = why_impossible(judge, rows); !why.empty()) {
    reading.verdict = ClaimVerdict::impossible;
    reading.reason = why;
  } else if (reading.verdict == ClaimVerdict::not_judged && reading.reason.empty()) {
    reading.reason =
        rows.empty() ? "no layout makes up so many cards" : "such a run has no such result";
  }
  if (reading.estimate.value <= 0.0) return reading;
  reading.ratio = reading.claimed / reading.estimate.value;
  const double faster = latency ? 1.0 / reading.ratio : reading.ratio;
  reading.implied_mfu *= faster;
  reading.implied_mbu *= faster;
  return reading;
}

/// What else the same words may mean.
std::vector<Claim> other_readings(const Claim& claim) {
  std::vector<Claim> all;
  const auto add = [&](ClaimedQuantity quantity, ClaimedPhase phase) {
    Claim other = claim;
    other.quantity = quantity;
    other.phase = phase;
    all.push_back(other);
  };
  const bool plain = !claim.direction_stated && claim.quantity == ClaimedQuantity::output_rate;
  if (plain) add(ClaimedQuantity::total_rate, claim.phase);
  if (claim.phase_stated) return all;
  const bool two_lengths = claim.output_tokens > 0.0;
  if (claim.quantity == ClaimedQuantity::input_rate && two_lengths) {
    add(claim.quantity, ClaimedPhase::aggregated);
  }
  if (claim.quantity == ClaimedQuantity::output_rate || claim.quantity == ClaimedQuantity::tpot) {
    add(claim.quantity, ClaimedPhase::decode);
  }
  return all;
}

}  // namespace

ClaimCheck check_claim(const Claim& claim, const Catalog& catalog, const Calibration& calibration,
                       const std::vector<Measurement>& published) {
  const Judge judge{.catalog = catalog,
                    .calibration = calibration,
                    .card = load_card(catalog, claim.card),
                    .llm = load_llm(catalog, claim.llm)};
  ClaimCheck check{.taken = read_as(judge, claim), .others = {}, .published = {}};
  for (const Claim& other : other_readings(claim)) check.others.push_back(read_as(judge, other));
  check.published = nearest_measurements(check.taken.row, check.taken.metric, published, catalog,
                                         shown_measurements);
  return check;
}

}  // namespace fleetfit
