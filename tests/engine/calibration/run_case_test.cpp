#include "engine/calibration/run_case.hpp"

#include <gtest/gtest.h>

#include "fleets/world_reader.hpp"
#include "tests/engine/calibration/shipped_rows.hpp"

namespace fleetfit {
namespace {

RunCase case_of(const Measurement& row) {
  const Catalog catalog = shipped_catalog();
  return RunCases(catalog)(row);
}

/// As many requests as memory holds, each of 1000 tokens in and 2000 out.
Measurement full_card_run() {
  Measurement row = one_card_run("Llama-3.1-70B", 8);
  row.kind = RunKind::in_flight;
  row.card = "H200";
  row.precision.weights = Format::fp8;
  row.input_tokens = 1000;
  row.output_tokens = 2000;
  return row;
}

std::string scope(const RunCase& run, Scope s) {
  return run.situation[static_cast<std::size_t>(s)];
}

TEST(RunCase, IsTheRowAsTheKernelsTakeIt) {
  const RunCase run = case_of(one_card_run("Llama-3.1-8B", 8));

  EXPECT_EQ(run.skipped, "");
  EXPECT_EQ(run.kind, RunKind::static_batch);
  EXPECT_EQ(run.main.deployment.card,
            as_used_by("vllm", "0.14+", load_card(shipped_catalog(), "H100")));
  EXPECT_EQ(run.main.deployment.llm, load_llm(shipped_catalog(), "Llama-3.1-8B").llm);
  EXPECT_EQ(run.main.traffic.input_tokens, 1000);
  EXPECT_EQ(run.main.traffic.output_tokens, 100);
  EXPECT_EQ(run.concurrency, 8);
  EXPECT_EQ(run.cards, 1);
  EXPECT_FALSE(run.moe);
}

TEST(RunCase, NamesTheScopesOfItsCorrections) {
  const RunCase run = case_of(one_card_run("Llama-3.1-8B", 8));

  EXPECT_EQ(scope(run, Scope::all), "");
  EXPECT_EQ(scope(run, Scope::family), "hopper");
  EXPECT_EQ(scope(run, Scope::card), "H100");
  EXPECT_EQ(scope(run, Scope::format), "bf16");
  EXPECT_EQ(scope(run, Scope::stack), "vllm");
  EXPECT_EQ(scope(run, Scope::generation), "vllm/0.14+");
  EXPECT_EQ(scope(run, Scope::release), "vllm/0.14+/0.19.0");
  EXPECT_EQ(scope(run, Scope::units), "hopper bf16");
  EXPECT_EQ(scope(run, Scope::kernels), "vllm/0.14+ bf16");
}

TEST(RunCase, LetsSwitchesAddUpWhereCardAndStackDo) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  EXPECT_FALSE(case_of(row).main.deployment.card.reduces_in_switch);
  row.stack = "trtllm";
  EXPECT_TRUE(case_of(row).main.deployment.card.reduces_in_switch);
  row.card = "A100";
  EXPECT_FALSE(case_of(row).main.deployment.card.reduces_in_switch);
}

TEST(RunCase, RunsPromptsAsTheStackDoes) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  const auto efficiency = [&] { return case_of(row).main.deployment.card.efficiency; };
  EXPECT_FALSE(efficiency().prompts_apart);
  row.stack = "sglang";
  EXPECT_TRUE(efficiency().prompts_apart);
  EXPECT_EQ(efficiency().host_launches, HostLaunches::with_prompts);
  row.stack = "lmdeploy";
  EXPECT_EQ(efficiency().host_launches, HostLaunches::none);
  row.stack = "vllm";
  row.generation = "2023";
  EXPECT_EQ(efficiency().host_launches, HostLaunches::all);
}

TEST(RunCase, OfAntGroupsBuildIsSglangWithOtherKernels) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  row.stack = "sglang_ant";
  row.generation = "0.5.0-0.5.5";
  const RunCase run = case_of(row);

  EXPECT_EQ(scope(run, Scope::stack), "sglang");
  EXPECT_EQ(scope(run, Scope::generation), "sglang/0.5.0-0.5.5");
  EXPECT_EQ(run.main.deployment.card.efficiency.expert_tile_rows, 32);
  EXPECT_FALSE(run.main.deployment.card.efficiency.overlaps_drafts);
}

TEST(RunCase, ReadsKvHeadByHeadAsTheStackDoes) {
  Measurement row = one_card_run("Mistral-7B", 8);
  EXPECT_EQ(case_of(row).main.deployment.card.efficiency.least_group, 1);
  row.stack = "trtllm";
  row.generation = "0.9";
  EXPECT_EQ(case_of(row).main.deployment.card.efficiency.least_group, 8);
}

TEST(RunCase, OnAnotherVendorsCardsRunsAnotherStack) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  row.card = "MI300X";

  EXPECT_EQ(scope(case_of(row), Scope::stack), "vllm_rocm");
  EXPECT_EQ(scope(case_of(row), Scope::generation), "vllm_rocm/0.14+");

  row.stack = "atom";
  EXPECT_EQ(scope(case_of(row), Scope::stack), "atom");
}

TEST(RunCase, HoldsAsManySequencesAsTheStackReserves) {
  Measurement row = full_card_run();
  const double vllm = case_of(row).batch_in_memory;

  row.kind = RunKind::static_batch;  // all end together, at their last tokens
  EXPECT_NEAR(case_of(row).batch_in_memory / vllm, 2000.0 / 3000, 0.02);

  row.kind = RunKind::in_flight;
  row.stack = "trtllm";  // whole answers, in 90 % of what weights leave instead of 90 % of all
  EXPECT_GT(case_of(row).batch_in_memory / vllm, 2000.0 / 3000);
  EXPECT_LT(case_of(row).batch_in_memory / vllm, 1);
}

TEST(RunCase, OfAnAuditedBenchmarkFillsMemory) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  row.kind = RunKind::in_flight;
  row.generation = "0.4-0.6";  // 256 sequences by default
  EXPECT_EQ(case_of(row).batch_in_memory, 256);

  row.audited = true;

  EXPECT_GT(case_of(row).batch_in_memory, 256);
}

TEST(RunCase, OfAnAuditedBenchmarkLastsTenMinutes) {
  Measurement row = full_card_run();
  EXPECT_EQ(case_of(row).lasts, Seconds{});

  row.audited = true;
  row.longest_answer = 9000;

  EXPECT_EQ(case_of(row).lasts, Seconds{600});
  EXPECT_EQ(case_of(row).longest_answer, 9000);
}

TEST(RunCase, HoldsLongAnswersLonger) {
  Measurement row = full_card_run();
  const double alike = case_of(row).batch_in_memory;

  row.longest_answer = 4000;  // all lengths up to it are equally frequent: cv^2 is 1/3

  EXPECT_NEAR(case_of(row).batch_in_memory / alike, 2000 / (1000 + 1000 * 4.0 / 3), 0.02);
}

TEST(RunCase, SharesRequestsAmongReplicasRanksAndStages) {
  Measurement row = one_card_run("DeepSeek-V3", 640);
  row.kind = RunKind::closed_loop;
  row.precision.weights = row.precision.expert_weights = Format::fp8;
  row.main.layout = {.tp = 1, .dp = 16, .pp = 2, .ep = 16};
  row.main.replicas = 2;
  row.requests = 1280;

  const RunCase run = case_of(row);

  EXPECT_EQ(run.skipped, "");
  EXPECT_TRUE(run.moe);
  EXPECT_EQ(run.concurrency, 640 / (16.0 * 2 * 2));
  EXPECT_EQ(run.requests, 1280 / (16.0 * 2 * 2));
  EXPECT_EQ(run.cards, 64);
}

TEST(RunCase, CountsBothPoolsOfADisaggregatedRun) {
  Measurement row = one_card_run("Llama-3.1-8B", 64);
  row.kind = RunKind::closed_loop;
  row.disaggregated = true;
  row.main.replicas = 3;
  row.prefill.layout.tp = 2;
  row.prefill.replicas = 2;

  const RunCase run = case_of(row);

  EXPECT_EQ(run.cards, 3 + 2 * 2);
  EXPECT_EQ(run.prefill.deployment.layout.tp, 2);
  EXPECT_EQ(run.prefill_replicas, 2);
}

TEST(RunCase, MultipliesInAFormatThatTheCardHas) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  row.precision.weights = Format::fp8;
  EXPECT_EQ(case_of(row).main.deployment.precision.compute, Format::fp8);

  row.weight_only = true;
  EXPECT_EQ(case_of(row).main.deployment.precision.compute, Format::bf16);

  row.weight_only = false;
  row.precision.weights = Format::fp4;
  EXPECT_EQ(case_of(row).main.deployment.precision.compute, Format::bf16);
}

TEST(RunCase, HoldsNoMoreThanTheStackOrTheMemory) {
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  row.input_tokens = row.output_tokens = 1;
  EXPECT_EQ(case_of(row).batch_in_memory, 1024);  // vLLM's --max-num-seqs

  row.input_tokens = 4000;
  const RunCase run = case_of(row);
  EXPECT_LT(run.batch_in_memory, 1024);
  EXPECT_GT(run.batch_at_most, run.batch_in_memory);
}

TEST(RunCase, SaysWhyItCannotBePredicted) {
  EXPECT_EQ(case_of(one_card_run("Llama-3.1-405B", 8)).skipped,
            "the llm does not fit on so many cards");

  Measurement skipped = one_card_run("Llama-3.1-8B", 8);
  skipped.skipped = "isl is not stated";
  EXPECT_EQ(case_of(skipped).skipped, "isl is not stated");

  Measurement die = one_card_run("Llama-3.1-8B", 8);
  die.cards = 0.5;
  EXPECT_EQ(case_of(die).skipped, "part of a card");
}

TEST(FormatKey, SaysWhatCalibratesApart) {
  EXPECT_EQ(format_key(Format::bf16, false, false), "bf16");
  EXPECT_EQ(format_key(Format::fp8, true, false), "fp8_block");
  EXPECT_EQ(format_key(Format::int4, false, true), "int4_weight_only");
}

}  // namespace
}  // namespace fleetfit
