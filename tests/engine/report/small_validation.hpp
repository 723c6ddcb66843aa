#pragma once

#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// Two scored values, 50 % too much and 20 % too little; one row without a known card; one fault.
inline Validation small_validation() {
  const ScoredValue high{.id = "a-1",
                         .group = "bench",
                         .metric = "per_card_out_tok_s",
                         .card = "H20",
                         .llm = "Llama",
                         .stack = "vllm",
                         .scenario = "closed_loop",
                         .source = "page",
                         .measured = 2000.0,
                         .predicted = {.value = 3000.0, .low = 2500.0, .high = 3500.0},
                         .error = 0.5,
                         .skipped = ""};
  ScoredValue low = high;
  low.id = "a-2";
  low.metric = "tpot_ms";
  low.measured = 50.0;
  low.predicted = {.value = 40.0, .low = 30.0, .high = 60.0, .extrapolated = true};
  low.error = -0.2;
  ScoredValue skipped = high;
  skipped.id = "a-3";
  skipped.metric = "";
  skipped.measured = 0.0;
  skipped.skipped = "card <K&R> is unknown";
  const ErrorSummary all{.by = "all",
                         .key = "",
                         .n = 2,
                         .median_abs_error = 0.35,
                         .p90_abs_error = 0.5,
                         .bias = 0.15,
                         .coverage80 = 0.5};
  ErrorSummary card = all;
  card.by = "card";
  card.key = "H20";
  ErrorSummary group = all;
  group.by = "group";
  group.key = "bench";
  return {.left_out = LeaveOut::llm,
          .rows = {high, low, skipped},
          .summary = {all, card, group},
          .faults = {{.file = "my.csv",
                      .line = 4,
                      .key = "tp",
                      .problem = "-1 is negative",
                      .remedy = "give 1 or more"}}};
}

}  // namespace fleetfit
