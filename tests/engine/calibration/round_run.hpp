#pragma once

#include "engine/calibration/calibration.hpp"
#include "engine/calibration/run_case.hpp"
#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {

inline Situation round_situation() {
  return {"", "round family", "round card", "bf16", "vllm", "vllm/0.14+", "vllm/0.14+/0.19.0"};
}

/// Round requests on a round card that reaches half of its peaks.
inline RunCase round_run(RunKind kind, double concurrency) {
  RunCase run;
  run.kind = kind;
  run.main = round_replica();
  Efficiency& reached = run.main.deployment.card.efficiency;
  for (double* part : {&reached.gemm, &reached.grouped_gemm, &reached.attention_prefill,
                       &reached.attention_decode, &reached.memory, &reached.kv_memory,
                       &reached.scale_up, &reached.network, &reached.expert_balance}) {
    *part = 0.5;
  }
  reached.kernel_latency = 5 * microseconds;
  reached.scale_up_latency = 10 * microseconds;
  reached.network_latency = 20 * microseconds;
  reached.step_overhead = 1 * milliseconds;
  run.concurrency = concurrency;
  run.batch_in_memory = 1000;
  run.batch_at_most = 2000;
  run.cards = 1;
  run.situation = round_situation();
  return run;
}

/// A calibration that corrects one term everywhere.
inline Calibration all_corrected(Term term, double by, double sd) {
  return {{{.level = {term, Scope::all, 0.5}, .key = "", .value = by, .posterior_sd = sd}},
          {sd * sd},
          {}};
}

}  // namespace fleetfit
