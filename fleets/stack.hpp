#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fleets/measurement.hpp"
#include "kernels/roofline/card.hpp"

namespace fleetfit {

/// The serving stack that a text names: "vllm", "sglang", "trtllm", "vllm_ascend", ...; the text in
/// lower case if it names none of them.
std::string stack_name(const std::string& text);

/// A coarse label of the stack's age, the same for releases that perform alike: "0.7-0.9". By the
/// version if it tells, else by the date ("2025-11" anywhere in the text); empty if neither does.
std::string stack_generation(const std::string& stack, const std::string& version,
                             const std::string& dated);

/// The same for an audited run: submitters build stacks of their own for a round of MLPerf
/// Inference, with kernels that no release has (NVIDIA's harness on TensorRT, AMD's builds of
/// vLLM). Such a round is a generation: "mlperf5". A release that was submitted as it is remains
/// one.
std::string audited_generation(const std::string& stack, const std::string& version,
                               const std::string& dated);

/// The generation that a user names, by its label or by a release of it ("0.5.3"); nothing where a
/// listed stack has no such one. A stack that is not listed may name what it likes. Empty: the one
/// that plans take unless told otherwise.
std::optional<std::string> stated_generation(const std::string& stack, const std::string& text);

/// Labels of the stack's generations; empty where its releases are not listed.
std::vector<std::string> stack_generations(const std::string& stack);

/// How to name one: the remedy of a fault.
std::string how_to_name_generation(const std::string& stack);

/// When a generation was the newest of its stack, as a year ("2025.7" is early September 2025);
/// nothing for one that is not listed.
std::optional<double> generation_year(const std::string& stack, const std::string& generation);

/// What a stack's scheduler allows one rank unless it is told otherwise.
struct StackLimits {
  double largest_batch{};        // sequences decoding at once
  double token_budget{};         // prompt tokens of one pass
  bool takes_free_memory{};      // for KV its part of what weights leave, not of all memory
  bool reserves_whole_answer{};  // KV of a request to its last token before it starts
};

StackLimits stack_limits(const std::string& stack, const std::string& generation, RunKind kind);

/// Whether a stack lets switches add up what an all-reduce sends, where they can. SGLang turns
/// NCCL's NVLS off (pull request 631), vLLM the memory that it needs (NCCL_CUMEM_ENABLE=0, pull
/// request 5091).
bool reduces_in_switch(const std::string& stack);

/// Whether a stack gives prompts passes of their own, in which no sequence decodes: SGLang, unless
/// its --enable-mixed-chunk is set.
bool prompts_apart(const std::string& stack);

/// Which steps a stack launches operator by operator. None where it runs llms as compiled engines:
/// TensorRT-LLM until 1.0 made its PyTorch backend the default, also in rounds of MLPerf Inference,
/// and LMDeploy's TurboMind. All in vLLM of 2023, since 0.2.6 was the first that captured graphs,
/// and on AMD's cards (vllm_rocm) through 2024: vLLM took a Llama-70B's token 22 ms longer than its
/// traffic on one MI300X as on eight.
HostLaunches host_launches(const std::string& stack, const std::string& generation);

/// Query heads that must share KV before decode reads it once for all of them: TensorRT-LLM until
/// 0.10 had such kernels (XQA) for groups of 8 alone, and its published 0.9 runs turn them on for
/// Llama-70B and Falcon only; a Llama or Mistral with groups of 4 reads KV head by head.
std::int32_t least_group(const std::string& stack, const std::string& generation);

/// Rows in which a stack multiplies routed experts, where not in the tiles of other GEMMs (0): Ant
/// Group's build of SGLang for H20 swaps the operands, so that tokens lie along the side of a tile
/// that may be narrow (DeepGEMM pull request 192: 257 us become 154 at 32 rows an expert).
double expert_tile_rows(const std::string& stack);

/// Whether a stack prepares the next step beside the card's while it speculates, too: SGLang turns
/// its overlap scheduler off then until 0.5.5 (`server_args.py`).
bool overlaps_drafts(const std::string& stack, const std::string& generation);

/// What a submitter of an audited benchmark sets in place of a stack's defaults: batches up to what
/// memory holds, and no KV kept free for answers to come. NVIDIA's published configurations of
/// MLPerf Inference 4.1 to 5.1: `batch_scheduler_policy: max_util`, `gpu_batch_size` 640 to 6144.
StackLimits tuned(StackLimits limits);

}  // namespace fleetfit
