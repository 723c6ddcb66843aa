#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "fleets/world_reader.hpp"

namespace fleetfit {

/// A fleets folder of its own for each test: one small file of each kind, the published schemas.
class SmallFleet : public ::testing::Test {
 protected:
  SmallFleet() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::temp_directory_path() /
            (std::string("fleetfit_") + test->test_suite_name() + "_" + test->name() + "_" +
             std::to_string(getpid()));
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    std::filesystem::create_directory_symlink(
        std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets" / "schemas", root_ / "schemas");
    write("cards/C1.yaml", card_text);
    write("llms/L1.yaml", llm_text);
    write("workloads/chat.yaml", workload_text);
    write("mixes/one.yaml", mix_text);
    write("operators/small.yaml", fleet_operator_text);
    write("scenarios/s.yaml", scenario_text);
  }
  ~SmallFleet() override {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file, std::ios::binary) << text;
  }

  std::string read(const std::string& file) const {
    std::ostringstream text;
    text << std::ifstream(root_ / file).rdbuf();
    return text.str();
  }

  /// Replaces a piece of a file's text, which must be there once.
  void replace(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read(file);
    const std::size_t at = text.find(from);
    if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
      throw std::logic_error("not once in " + file + ": " + from);
    }
    write(file, text.replace(at, from.size(), to));
  }

  std::string path(const std::string& file) const { return (root_ / file).string(); }
  Catalog catalog() const { return Catalog(root_); }

  LoadedWorld load(const std::vector<std::string>& settings = {}) const {
    return load_world(catalog(), "s", settings);
  }

  /// What loading says is wrong, one line a fault, files named from the fleets folder.
  std::string complaint(const std::vector<std::string>& settings = {},
                        const std::string& name = "s") const {
    try {
      load_world(catalog(), name, settings);
    } catch (const BadInput& error) {
      return without_root(error.what());
    }
    return "";
  }

  std::string without_root(std::string text) const {
    const std::string prefix = root_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

 private:
  static constexpr const char* card_text = R"(name: C1
aliases: [Card One]
vendor: V
origin: imported
llm_capable: true
compute:
  bf16: {value: 100, unit: TFLOP/s, tag: datasheet, source: test}
memory: {value: 80, unit: GiB, tag: datasheet, source: test}
memory_bandwidth: {low: 1, base: 2, high: 3, unit: TB/s, tag: datasheet, source: test}
network: {bandwidth: {value: 400, unit: Gbit/s, tag: assumed, source: test}}
node: {cards: {value: 8, unit: card, tag: datasheet, source: test}}
efficiency:
  gemm: {value: 0.7, unit: "1", tag: assumed, source: test}
  grouped_gemm: {value: 0.6, unit: "1", tag: assumed, source: test}
  attention_prefill: {value: 0.6, unit: "1", tag: assumed, source: test}
  attention_decode: {value: 0.5, unit: "1", tag: assumed, source: test}
  memory: {value: 80, unit: "%", tag: assumed, source: test}
  scale_up: {value: 0.8, unit: "1", tag: assumed, source: test}
  network: {value: 0.8, unit: "1", tag: assumed, source: test}
  kernel_latency: {value: 5, unit: us, tag: assumed, source: test}
  scale_up_latency: {value: 10, unit: us, tag: assumed, source: test}
  network_latency: {value: 20, unit: us, tag: assumed, source: test}
  step_overhead: {value: 2, unit: ms, tag: assumed, source: test}
  tile_rows: {value: 64, unit: row, tag: assumed, source: test}
  expert_balance: {value: 0.75, unit: "1", tag: assumed, source: test}
  compute_while_exchanging: {value: 0.85, unit: "1", tag: assumed, source: test}
)";
  static constexpr const char* llm_text = R"(name: L1
class: open
checkpoint: bf16
config:
  model_type: llama
  hidden_size: 8
  num_hidden_layers: 2
  num_attention_heads: 2
  intermediate_size: 16
  vocab_size: 10
  max_position_embeddings: 100
config_source: {tag: assumed, source: test}
)";
  static constexpr const char* workload_text = R"(name: chat
input: {value: 1000, unit: token, tag: measured, source: test}
output: {value: 100, unit: token, tag: measured, source: test}
prefix_hit: {value: 0.5, unit: "1", tag: measured, source: test}
input_cv: {value: 1, unit: "1", tag: measured, source: test}
output_cv: {value: 1, unit: "1", tag: measured, source: test}
slo:
  ttft: {value: 2, unit: s, tag: assumed, source: test}
  tpot: {value: 50, unit: ms, tag: assumed, source: test}
  percentile: {value: 0.95, unit: "1", tag: assumed, source: test}
arrivals: {cv: {value: 1, unit: "1", tag: assumed, source: test}}
hour_of_day:
  tag: assumed
  source: test
  values: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
)";
  static constexpr const char* mix_text = R"(name: one
classes:
  chat:
    share: {value: 1, unit: "1", tag: assumed, source: test}
    llms: {L1: 1.0}
    llms_source: {tag: assumed, source: test}
rarely_called:
  few:
    llm: L1
    llms: {value: 3, unit: llm, tag: assumed, source: test}
    replicas_each: {value: 1, unit: replica, tag: assumed, source: test}
)";
  static constexpr const char* fleet_operator_text = R"(name: small
regions:
  home:
    serves: [home]
    demand_share: {value: 1, unit: "1", tag: assumed, source: test}
    hour_shift: {value: 0, unit: hour, tag: assumed, source: test}
pools:
  p1:
    card: C1
    region: home
    count: {value: 100, unit: card, tag: briefing, source: test}
  spare:
    card: C1
    region: home
    count: {value: 50, unit: card, tag: briefing, source: test}
    enabled: false
users:
  all:
    share: {value: 1, unit: "1", tag: assumed, source: test}
    tenant: false
)";
  static constexpr const char* scenario_text = R"(name: s
question: "Does it fit?"
seed: 1
operator: small
mix: one
months: {first: 2025-09, last: 2025-12}
demand:
  tokens_per_day: {value: 1.0e+9, unit: token/day, tag: assumed, source: test}
  growth: {value: 0.1, unit: 1/month, tag: assumed, source: test}
  counts: input_and_output
split:
  train_share: {value: 0.5, unit: "1", tag: assumed, source: test}
  basis: cards
  placement: proportional
  scope: all
tenants: {open_to_operator: used, used_meaning: cards_allotted}
other_work: {share_of_inference: {value: 0, unit: "1", tag: assumed, source: test}}
reserve: {value: 0.05, unit: "1", tag: assumed, source: test}
maintenance: {value: 0.03, unit: "1", tag: assumed, source: test}
software: {speedup: {value: 0.02, unit: 1/month, tag: assumed, source: test}}
serving:
  disaggregation: true
  token_budget: {value: 8192, unit: token, tag: assumed, source: test}
  largest_replica: {value: 8, unit: card, tag: assumed, source: test}
deliveries:
  - {month: 2025-10, pool: p1, cards: {value: 10, unit: card, tag: assumed, source: test}}
retirements:
  - {month: 2025-11, pool: p1, cards: {value: 20, unit: card, tag: assumed, source: test}}
growth_readings: [0.1, 0.2]
readings:
  - {label: more cards, set: {pools.p1.count: 200}}
  - {label: output only, set: {demand.counts: output}}
)";

  std::filesystem::path root_;
};

}  // namespace fleetfit
