#include "engine/calibration/predict.hpp"

#include <algorithm>
#include <cmath>

#include "engine/calibration/crossing.hpp"
#include "kernels/serving/benchmark_run.hpp"

namespace fleetfit {

namespace {

constexpr double milli = 1e-3;

Replica with(const Replica& replica, const Efficiency& efficiency) {
  Replica r = replica;
  r.deployment.card.efficiency = efficiency;
  return r;
}

/// A run with its corrections applied.
struct Applied {
  const RunCase& run;
  Corrections by;
  Replica main;
  Replica prefill;

  double term(Term t) const { return corrected_run_term(t, by); }
  double parts() const {
    const Layout& l = main.deployment.layout;
    return static_cast<double>(l.dp) * l.pp * run.replicas;
  }
};

/// E47d: mean tokens that a step yields, where each draft is accepted with the same probability if
/// all before it were.
double accepted_tokens(const Speculation& speculation, const Corrections& by) {
  if (!speculates(speculation) || speculation.accepted > 0.0) return speculation.accepted;
  const double p = corrected_run_term(Term::draft_acceptance, by);
  return (1.0 - std::pow(p, speculation.drafts + 1.0)) / (1.0 - p);
}

Client client_of(const Applied& a) {
  return {.concurrency = std::min(a.run.concurrency, a.run.batch_in_memory),
          .requests = a.run.requests,
          .queue_wait = a.term(Term::queue_wait),
          .first_burst = a.term(Term::first_burst)};
}

/// E47: apart: decode alone, of those requests that are past their prompts. A prompt waits for
/// those before it; where prefill is what binds, all the others wait there.
RequestTimes disaggregated_times(const Applied& a) {
  const Client client = client_of(a);
  const double held = std::max(1.0, client.concurrency);
  const Replica& p = a.prefill;
  const Seconds own = batch_prefill_time(p, 1.0) + replica_parts::kv_transfer_time(p);
  const double chunk = replica_parts::usual_chunk(p, held);
  const Seconds each = uncached_tokens(p.traffic) / chunk * replica_parts::prefill_pass(p, chunk);
  const double servers = p.deployment.layout.dp * a.run.prefill_replicas;
  const Seconds between =
      a.parts() / servers * each;  // prompts of one decode rank, at most so fast
  RequestTimes times{.concurrency = held};
  double decoding = held;
  constexpr int rounds = 6;
  for (int round = 0; round < rounds; ++round) {
    times.tpot = decode_rate(a.main, std::max(1.0, decoding)).tpot;
    const Seconds answering = tokens_after_first(p.traffic) * times.tpot;
    const double busy = std::min(1.0, decoding * (between / answering));
    const Seconds unbound =
        p.deployment.card.efficiency.first_token_overhead + own + client.queue_wait * busy * each;
    const double by_loop = held * (answering / (unbound + answering));
    const double by_prefill = answering / between;
    decoding = std::min(by_loop, by_prefill);
    times.ttft = max(unbound, (held / decoding - 1.0) * answering);
  }
  return times;
}

/// The largest batch that keeps the run's TPOT limit with its margin, at no more than the load that
/// lets random arrivals wait little.
double batch_at_limit(const Applied& a, double most) {
  const Seconds limit = a.run.tpot_limit > Seconds{} ? a.term(Term::slo_margin) * a.run.tpot_limit
                                                     : aggregated_rate(a.main, most).tpot;
  const double highest =
      a.term(Term::server_load) * aggregated_rate(a.main, most).requests_per_second;
  const auto beyond = [&](double n) {
    const ReplicaRate rate = aggregated_rate(a.main, n);
    return std::max(rate.tpot / limit, rate.requests_per_second / highest) - 1.0;
  };
  if (beyond(1.0) > 0.0) return 1.0;
  if (beyond(most) <= 0.0) return most;
  constexpr double precision = 1e-9;  // derivatives take small steps, which the batch must follow
  return crossing(beyond, 1.0, most, precision * most);
}

void fill_latencies(RunResult& result, const Traffic& t, const RequestTimes& times) {
  const Seconds whole = times.ttft + (t.output_tokens - 1.0) * times.tpot;
  result.value[static_cast<int>(Metric::ttft_ms)] = times.ttft.value / milli;
  result.value[static_cast<int>(Metric::tpot_ms)] = times.tpot.value / milli;
  result.value[static_cast<int>(Metric::e2e_s)] = whole.value;
}

void fill_rates(RunResult& result, const Traffic& t, double requests_per_second_per_card) {
  const double in = requests_per_second_per_card * t.input_tokens;
  const double out = requests_per_second_per_card * t.output_tokens;
  result.value[static_cast<int>(Metric::per_card_in_tok_s)] = in;
  result.value[static_cast<int>(Metric::per_card_out_tok_s)] = out;
  result.value[static_cast<int>(Metric::per_card_total_tok_s)] = in + out;
}

void fill_utilisation(RunResult& result, const Replica& r, FlopsPerSecond useful,
                      BytesPerSecond traffic) {
  const Deployment& d = r.deployment;
  const FlopsPerSecond peak = max(d.card.compute[static_cast<int>(d.precision.compute)],
                                  d.card.compute[static_cast<int>(d.precision.expert_compute)]);
  result.mfu = useful / peak;
  result.mbu = traffic / d.card.memory_bandwidth;
}

/// Rates of requests that each take ttft + tpot for each further token.
void fill_closed(RunResult& result, const Applied& a, const RequestTimes& times) {
  const Traffic& t = a.main.traffic;
  fill_latencies(result, t, times);
  const double whole = result[Metric::e2e_s];
  fill_rates(result, t, times.concurrency * a.parts() / whole / a.run.cards);
  const ReplicaRate rate = aggregated_rate(a.main, std::max(1.0, times.concurrency));
  fill_utilisation(result, a.main, rate.useful, rate.traffic);
}

/// E47c: part of the full rate that a run reaches that all requests of which wait from the start:
/// at its end the longest answer goes on nearly alone.
double before_the_end(const Applied& a) {
  const Traffic& t = a.main.traffic;
  if (a.run.kind != RunKind::in_flight || a.run.lasts <= Seconds{}) return 1.0;
  const double longest = t.input_tokens + a.run.longest_answer;
  const Seconds step = total(replica_parts::decode_step(a.main, 1.0, longest));
  const Seconds alone = step / a.main.speculation.accepted;
  return a.run.lasts / (a.run.lasts + (a.run.longest_answer - t.output_tokens) * alone);
}

void fill_open(RunResult& result, const Applied& a) {
  const Traffic& t = a.main.traffic;
  double most = a.run.batch_in_memory;
  if (a.run.requests > 0.0) most = std::min(most, std::max(1.0, a.run.requests));
  const double n = a.run.kind == RunKind::server ? batch_at_limit(a, most) : most;
  const ReplicaRate rate = aggregated_rate(a.main, n);
  fill_latencies(result, t, {.ttft = rate.ttft, .tpot = rate.tpot, .concurrency = n});
  const double full = n * a.parts() / (t.output_tokens * rate.tpot.value) / a.run.cards;
  fill_rates(result, t, before_the_end(a) * full);
  fill_utilisation(result, a.main, rate.useful, rate.traffic);
}

void fill_prefill(RunResult& result, const Applied& a) {
  const Traffic& t = a.main.traffic;
  const double n = std::max(1.0, a.run.concurrency);
  const bool full_passes = a.run.concurrency == 0.0;
  const double chunk = full_passes ? a.main.token_budget : n * uncached_tokens(t);
  const Seconds pass =
      full_passes ? replica_parts::prefill_pass(a.main, chunk) : batch_prefill_time(a.main, n);
  const double tokens_per_second = a.main.deployment.layout.dp * a.run.replicas *
                                   a.main.deployment.layout.pp * chunk / pass.value;
  fill_rates(result, t, tokens_per_second / t.input_tokens / a.run.cards);
  result.value[static_cast<int>(Metric::ttft_ms)] = batch_prefill_time(a.main, n).value / milli;
  const Batch batch{.prefill_tokens = chunk, .prefill_context = prefill_context(t)};
  const StepTime step = step_time(a.main.deployment, batch);
  fill_utilisation(result, a.main, step.useful / pass, step.traffic / pass);
}

void fill_decode(RunResult& result, const Applied& a) {
  const double n = a.run.concurrency > 0.0 ? std::min(a.run.concurrency, a.run.batch_in_memory)
                                           : a.run.batch_in_memory;
  const ReplicaRate rate = decode_rate(a.main, std::max(1.0, n));
  result.value[static_cast<int>(Metric::tpot_ms)] = rate.tpot.value / milli;
  fill_rates(result, a.main.traffic,
             n * a.parts() / (a.main.traffic.output_tokens * rate.tpot.value) / a.run.cards);
  fill_utilisation(result, a.main, rate.useful, rate.traffic);
}

}  // namespace

RunResult run_result(const RunCase& run, const Corrections& by) {
  const auto reached = [&](const Replica& r) {
    return with(r, corrected(r.deployment.card.efficiency, by));
  };
  Applied a{.run = run, .by = by, .main = reached(run.main), .prefill = {}};
  a.main.speculation.accepted = accepted_tokens(run.main.speculation, by);
  if (run.disaggregated) a.prefill = reached(run.prefill);
  RunResult result;
  switch (run.kind) {
    case RunKind::static_batch:
      fill_closed(result, a, static_batch_times(a.main, run.concurrency));
      break;
    case RunKind::burst:
    case RunKind::closed_loop:
      fill_closed(
          result, a,
          run.disaggregated ? disaggregated_times(a) : closed_loop_times(a.main, client_of(a)));
      break;
    case RunKind::in_flight:
    case RunKind::server:
      fill_open(result, a);
      break;
    case RunKind::prefill:
      fill_prefill(result, a);
      break;
    case RunKind::decode:
      fill_decode(result, a);
      break;
  }
  return result;
}

std::array<double, term_count> derivatives(const RunCase& run, const Corrections& by,
                                           Metric metric) {
  constexpr double step = 1e-4;
  const double before = std::log(run_result(run, by)[metric]);
  std::array<double, term_count> all{};
  for (std::size_t term = 0; term < term_count; ++term) {
    Corrections moved = by;
    moved[term] += step;
    all[term] = (std::log(run_result(run, moved)[metric]) - before) / step;
  }
  return all;
}

std::string spread_kind(const RunCase& run, Metric metric) {
  if (metric == Metric::ttft_ms && run.kind != RunKind::static_batch &&
      run.kind != RunKind::prefill) {
    return "ttft";
  }
  const char* words[] = {"static_batch", "prefill",     "decode", "in_flight",
                         "burst",        "closed_loop", "server"};
  std::string kind = words[static_cast<int>(run.kind)];
  if (run.disaggregated) kind += " disaggregated";
  return kind + (run.moe ? " moe" : " dense");
}

Estimate estimate(const RunCase& run, const Calibration& calibration, Metric metric) {
  constexpr double z80 = 1.2815515655446004;  // of a normal distribution's central 80 %
  const Corrections by = corrections(calibration, run.situation);
  const double value = run_result(run, by)[metric];
  const double spread = calibration.spread(spread_kind(run, metric));
  const double sd = std::sqrt(calibration.variance(derivatives(run, by, metric), run.situation) +
                              spread * spread);
  const auto key = [&](Scope s) { return run.situation[static_cast<std::size_t>(s)]; };
  return {.value = value,
          .low = value * std::exp(-z80 * sd),
          .high = value * std::exp(z80 * sd),
          .extrapolated = !calibration.knows(Scope::card, key(Scope::card))};
}

Prediction predict(const Measurement& row, const Catalog& catalog, const Calibration& calibration) {
  RunCases cases(catalog);
  const RunCase run = cases(row);
  Prediction prediction;
  prediction.skipped = run.skipped;
  if (!run.skipped.empty()) return prediction;
  const Corrections by = corrections(calibration, run.situation);
  const RunResult reached = run_result(run, by);
  const RunResult bound = physical_bound(run);
  prediction.mfu = reached.mfu;
  prediction.mbu = reached.mbu;
  for (int m = 0; m < metric_count; ++m) {
    const auto metric = static_cast<Metric>(m);
    if (reached[metric] <= 0.0) continue;
    prediction.values.push_back(
        {.metric = metric, .estimate = estimate(run, calibration, metric), .bound = bound[metric]});
  }
  return prediction;
}

}  // namespace fleetfit
