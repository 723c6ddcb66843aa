#include "engine/calibration/implied_mfu.hpp"

namespace fleetfit {

namespace {

constexpr double milli = 1e-3;

struct Measured {
  const Measurement& row;

  /// 0: not measured, or not to be trusted.
  double operator[](Metric metric) const {
    for (const MeasuredValue& v : row.values) {
      if (v.metric == metric && v.skipped.empty()) return v.value;
    }
    return 0.0;
  }
};

double seconds_of_a_request(const Measured& measured, double output_tokens) {
  if (measured[Metric::e2e_s] > 0.0) return measured[Metric::e2e_s];
  const double first = measured[Metric::ttft_ms];
  const double next = measured[Metric::tpot_ms];
  return first > 0.0 && next > 0.0 ? milli * (first + (output_tokens - 1.0) * next) : 0.0;
}

/// How many times the modelled rate was measured; 0: not told.
double speed(const Measurement& row, const RunResult& modelled) {
  const Measured measured{row};
  for (const Metric rate :
       {Metric::per_card_total_tok_s, Metric::per_card_in_tok_s, Metric::per_card_out_tok_s}) {
    if (measured[rate] > 0.0 && modelled[rate] > 0.0) return measured[rate] / modelled[rate];
  }
  const double seconds = seconds_of_a_request(measured, row.output_tokens);
  return seconds > 0.0 ? modelled[Metric::e2e_s] / seconds : 0.0;
}

}  // namespace

double implied_mfu(const Measurement& row, const RunCase& run, const RunResult& modelled) {
  return run.disaggregated ? 0.0 : modelled.mfu * speed(row, modelled);
}

}  // namespace fleetfit
