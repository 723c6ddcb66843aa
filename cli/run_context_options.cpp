#include "cli/run_context_options.hpp"

namespace fleetfit {

void add_run_context_options(CLI::App& command, RunContext& context) {
  auto* group = command.add_option_group(
      "run", "What the JSON of a benchmark tool does not say of the run; tables say it themselves");
  group->add_option("--card", context.card, "Card, by name or alias");
  group->add_option("--llm", context.llm, "Llm in place of the name in the result");
  group->add_option("--layout", context.layout, "tp8, tp4pp2 or \"tp8 dp8 ep8\"");
  group->add_option("--dtype", context.dtype,
                    "Format of the weights: bf16, fp8, fp8_block, int8, fp4, nvfp4, int4");
  group->add_option("--kv-dtype", context.kv_dtype, "Format of the KV cache");
  group->add_option("--stack", context.stack, "Serving stack: vllm, sglang, trtllm, …");
  group->add_option("--stack-version", context.version, "Its release: 0.11.0");
}

}  // namespace fleetfit
