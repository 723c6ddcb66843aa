#include "fleets/data_set.hpp"

#include <array>

namespace fleetfit {

namespace {

struct NamedDataSet {
  const char* words;  // in the notes of a row
  DataSet set;
};

// Longest answers: the rules of MLPerf Inference. The longer name first: one begins with the other.
constexpr std::array data_sets{
    // Derived, a third each: OpenOrca 212 as below with Mistral's tokenizer (MaxText, "Mixtral-8x7B
    // inference", 210,595 tokens in 995 prompts); GSM8K 660, with worked examples before each
    // question (one of 662 in mlcommons/inference, language/mixtral-8x7b/standalone_infer); MBXP
    // 180, assumed: a signature, its docstring and the instruction.
    NamedDataSet{"dataset=OpenOrca+GSM8K+MBXP", {350.0, 1024.0}},
    // MLPerf's calibration set, drawn as the 24,576 were: 217,011 tokens in 995 prompts (MaxText,
    // "Llama 2 70B inference", JetStream's benchmark of open_orca_gpt4_tokenized_llama).
    NamedDataSet{"dataset=OpenOrca", {218.0, 1024.0}},
    // Derived: its 13,368 articles are the whole validation split, 1,220 of CNN with 760.5 words
    // and 12,148 of the Daily Mail with 653.3 in the mean (Narayan et al. 2018, table 2), at 1.308
    // tokens a word of such articles (TensorRT-LLM, Triton backend, with the tokenizer of
    // Llama-3.1-8B), and 27 tokens of instruction. MLCommons states 778: docs/decisions/024.
    NamedDataSet{"dataset=CNN-DailyMail", {894.0, 128.0}},
    // MLCommons, "DeepSeek reasoning for MLPerf Inference v5.1" (mlcommons.org/2025/09/
    // deepseek-inference-5-1): answers end at 20,000; from memory: 800 tokens in, 3,880 out.
    NamedDataSet{"dataset=reasoning mix", {800.0, 20e3}}};

}  // namespace

std::optional<DataSet> data_set_in(const std::string& notes) {
  for (const NamedDataSet& named : data_sets) {
    if (notes.find(named.words) != std::string::npos) return named.set;
  }
  return std::nullopt;
}

}  // namespace fleetfit
