#pragma once

#include <filesystem>
#include <string>

#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

inline Catalog shipped_catalog() {
  return Catalog(std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets");
}

/// A static batch of 1000 tokens in and 100 out on one H100, nothing measured yet.
inline Measurement one_card_run(const std::string& llm, double batch) {
  Measurement row;
  row.id = llm;
  row.file = "rows.csv";
  row.line = 2;
  row.card = "H100";
  row.llm = llm;
  row.stack = "vllm";
  row.generation = "0.14+";
  row.release = "0.19.0";
  row.kind = RunKind::static_batch;
  row.cards = 1;
  row.main.concurrency = batch;
  row.input_tokens = 1000;
  row.output_tokens = 100;
  return row;
}

}  // namespace fleetfit
