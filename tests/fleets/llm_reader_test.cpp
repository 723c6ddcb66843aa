#include "fleets/llm_reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "fleets/world_reader.hpp"
#include "fleets/yaml_reader.hpp"

namespace fleetfit {
namespace {

/// A config of width 8 with two heads of 4, a vocabulary of 10 and further keys.
std::string config(const std::string& type, const std::string& keys) {
  return "model_type: " + type +
         "\nhidden_size: 8\nnum_attention_heads: 2\nvocab_size: 10\n"
         "max_position_embeddings: 100\n" +
         keys;
}

Llm read(const std::string& text) {
  Faults faults;
  const Document document = read_yaml("config.json", text, faults);
  const Llm llm = read_config(Node(document), faults);
  faults.throw_if_any();
  return llm;
}

std::string complaint(const std::string& text) {
  try {
    read(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

constexpr double embedding = 10 * 8;
constexpr double full_heads = 4 * 8 * 8;  // query, key, value, output of two heads of 4

TEST(ReadConfig, Llama) {
  const Llm llm = read(config("llama", "num_hidden_layers: 3\nintermediate_size: 16\n"));

  EXPECT_EQ(llm.layers, 3);
  EXPECT_EQ(llm.attention[0].layers, 3);
  EXPECT_EQ(llm.attention[0].parameters, full_heads);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 3 * 8 * 16);
  EXPECT_EQ(llm.max_context, 100);
  EXPECT_EQ(total_parameters(llm), 2 * embedding + 3 * (full_heads + 3 * 8 * 16));
}

TEST(ReadConfig, TiedEmbeddingsCountOnce) {
  const Llm llm = read(
      config("qwen3", "num_hidden_layers: 1\nintermediate_size: 16\ntie_word_embeddings: true\n"));

  EXPECT_EQ(llm.embedding_parameters, 0);
  EXPECT_EQ(llm.head_parameters, embedding);
}

TEST(ReadConfig, TextConfigStandsForTheWhole) {
  const Llm llm = read(
      "model_type: qwen3_vl\ntie_word_embeddings: true\nvision_config: {hidden_size: 999}\n"
      "text_config: {model_type: qwen3_vl_text, hidden_size: 8, num_attention_heads: 2, "
      "num_hidden_layers: 1, intermediate_size: 16, vocab_size: 10, max_position_embeddings: 5}\n");

  EXPECT_EQ(llm.hidden, 8);
  EXPECT_EQ(llm.embedding_parameters, 0);
}

TEST(ReadConfig, MistralSlidesInEveryLayer) {
  const Llm llm = read(
      config("mistral", "num_hidden_layers: 2\nintermediate_size: 16\nsliding_window: 4096\n"));

  EXPECT_EQ(llm.attention[0].layers, 2);
  EXPECT_EQ(llm.attention[0].attended_tokens, 4096);
  EXPECT_FALSE(llm.attention[0].keeps_whole_context);
}

TEST(ReadConfig, QwenSlidesOnlyIfTold) {
  const std::string keys =
      "num_hidden_layers: 2\nintermediate_size: 16\nsliding_window: 4096\nmax_window_layers: 1\n";

  const Llm off = read(config("qwen2", keys + "use_sliding_window: false\n"));
  const Llm on = read(config("qwen2", keys + "use_sliding_window: true\n"));

  EXPECT_EQ(off.attention[0].layers, 2);
  EXPECT_EQ(off.attention[0].attended_tokens, 0);
  EXPECT_EQ(on.attention[0].layers, 1);
  EXPECT_EQ(on.attention[1].attended_tokens, 4096);
}

TEST(ReadConfig, Mixtral) {
  const Llm llm = read(config("mixtral",
                              "num_hidden_layers: 2\nintermediate_size: 16\nnum_local_experts: "
                              "4\nnum_experts_per_tok: 2\nsliding_window: null\n"));

  EXPECT_EQ(llm.ffn[0].experts, 4);
  EXPECT_EQ(llm.ffn[0].experts_per_token, 2);
  EXPECT_EQ(llm.ffn[0].expert_parameters, 3 * 8 * 16);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 8 * 4);
}

TEST(ReadConfig, Qwen3MoeKeepsDenseLayers) {
  const Llm llm = read(config("qwen3_moe",
                              "num_hidden_layers: 4\nintermediate_size: 16\nmoe_intermediate_size: "
                              "2\nnum_experts: 4\nnum_experts_per_tok: 2\ndecoder_sparse_step: "
                              "2\nmlp_only_layers: [1]\n"));

  EXPECT_EQ(llm.ffn[0].layers, 3);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 3 * 8 * 16);
  EXPECT_EQ(llm.ffn[1].layers, 1);
  EXPECT_EQ(llm.ffn[1].expert_parameters, 3 * 8 * 2);
}

TEST(ReadConfig, Qwen3NextMixesLinearAndGatedAttention) {
  const Llm llm =
      read(config("qwen3_next",
                  "num_hidden_layers: 8\nfull_attention_interval: 4\nlinear_conv_kernel_dim: "
                  "4\nlinear_key_head_dim: 4\nlinear_value_head_dim: 4\nlinear_num_key_heads: "
                  "1\nlinear_num_value_heads: 2\nmoe_intermediate_size: 2\nnum_experts: "
                  "4\nnum_experts_per_tok: 2\nshared_expert_intermediate_size: 2\n"));

  EXPECT_EQ(llm.attention[0].layers, 2);
  EXPECT_EQ(llm.attention[0].parameters, full_heads + 8 * 8);
  EXPECT_EQ(llm.attention[1].layers, 6);
  EXPECT_EQ(llm.attention[1].kv_elements_per_token, 0);
  EXPECT_EQ(llm.attention[1].flops_per_token, 7 * 2 * 4 * 4);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 8 * 4 + 3 * 8 * 2);
}

const std::string latent_keys =
    "num_hidden_layers: 4\nq_lora_rank: 4\nkv_lora_rank: 8\nqk_nope_head_dim: "
    "3\nqk_rope_head_dim: 1\nv_head_dim: 2\nfirst_k_dense_replace: 1\nintermediate_size: "
    "16\nmoe_intermediate_size: 2\nn_routed_experts: 8\nnum_experts_per_tok: "
    "2\nn_shared_experts: 1\nn_group: 4\ntopk_group: 2\n";

TEST(ReadConfig, DeepSeekV3) {
  const Llm llm = read(config("deepseek_v3", latent_keys));

  EXPECT_EQ(llm.attention[0].kv_heads, 1);
  EXPECT_EQ(llm.attention[0].kv_elements_per_token, 9);
  EXPECT_EQ(llm.ffn[0].layers, 1);
  EXPECT_EQ(llm.ffn[1].layers, 3);
  EXPECT_EQ(llm.ffn[1].dense_parameters, 8 * 8 + 3 * 8 * 2);
  EXPECT_EQ(llm.ffn[1].node_limit, 2);
}

TEST(ReadConfig, OneGroupIsNoNodeLimit) {
  std::string keys = latent_keys;
  keys.replace(keys.find("n_group: 4\ntopk_group: 2"), 24, "n_group: 1\ntopk_group: 1");

  EXPECT_EQ(read(config("kimi_k2", keys)).ffn[1].node_limit, 0);
}

TEST(ReadConfig, GlmSharesIndicesBetweenLayers) {
  const Llm llm = read(
      config("glm_moe_dsa", latent_keys + "index_n_heads: 3\nindex_head_dim: 2\nindex_topk: "
                                          "64\nindexer_types: [full, shared, shared, full]\n"));

  EXPECT_EQ(llm.attention[0].layers, 2);
  EXPECT_EQ(llm.attention[0].index_flops_per_pair, 12);
  EXPECT_EQ(llm.attention[1].layers, 2);
  EXPECT_EQ(llm.attention[1].index_flops_per_pair, 0);
  EXPECT_EQ(llm.attention[1].attended_tokens, 64);
}

TEST(ReadConfig, GptOss) {
  const Llm llm = read(config("gpt_oss",
                              "num_hidden_layers: 2\nlayer_types: [sliding_attention, "
                              "full_attention]\nsliding_window: 128\nintermediate_size: "
                              "4\nnum_local_experts: 4\nexperts_per_token: 2\n"));

  EXPECT_EQ(llm.attention[0].attended_tokens, 0);
  EXPECT_EQ(llm.attention[1].attended_tokens, 128);
  EXPECT_EQ(llm.ffn[0].experts_per_token, 2);
}

TEST(ReadConfig, Llama4ChunksThreeLayersOfFour) {
  const Llm llm = read(config("llama4",
                              "num_hidden_layers: 8\nattention_chunk_size: 64\nintermediate_size: "
                              "4\nintermediate_size_mlp: 16\nnum_local_experts: "
                              "4\nnum_experts_per_tok: 1\ninterleave_moe_layer_step: 2\n"));

  EXPECT_EQ(llm.attention[0].layers, 2);
  EXPECT_EQ(llm.attention[1].layers, 6);
  EXPECT_EQ(llm.attention[1].attended_tokens, 64);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 3 * 8 * 16);
  EXPECT_EQ(llm.ffn[1].layers, 4);
  EXPECT_EQ(llm.ffn[1].dense_parameters, 8 * 4 + 3 * 8 * 4);
}

TEST(ReadConfig, BloomHasOtherNamesAndNoGate) {
  const Llm llm = read(
      "model_type: bloom\nn_embed: 8\nn_layer: 3\nnum_attention_heads: 2\nvocab_size: 10\n"
      "seq_length: 100\ntie_word_embeddings: true\n");

  EXPECT_EQ(llm.layers, 3);
  EXPECT_EQ(llm.max_context, 100);
  EXPECT_EQ(llm.attention[0].parameters, full_heads);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 2 * 8 * 32);
}

TEST(ReadConfig, OldFalconHasOneKvHead) {
  const std::string keys = "num_hidden_layers: 1\nmulti_query: true\nnum_kv_heads: 2\n";

  EXPECT_EQ(read(config("falcon", keys)).attention[0].kv_heads, 1);
  EXPECT_EQ(read(config("falcon", keys + "new_decoder_architecture: true\n")).attention[0].kv_heads,
            2);
}

TEST(ReadConfig, GemmaSlidesInAllButEveryNthLayer) {
  const std::string keys = "num_hidden_layers: 6\nintermediate_size: 16\nsliding_window: 64\n";

  EXPECT_EQ(read(config("gemma2", keys)).attention[0].layers, 3);
  EXPECT_EQ(read(config("gemma3_text", keys)).attention[0].layers, 1);
  EXPECT_EQ(read(config("gemma3_text", keys)).attention[1].attended_tokens, 64);
}

TEST(ReadConfig, MimoHasHeadsOfItsOwnWhereItSlides) {
  const Llm llm = read(
      config("mimo_v2",
             "num_hidden_layers: 3\nintermediate_size: 16\nhybrid_layer_pattern: [0, 1, "
             "1]\nnum_key_value_heads: 1\nswa_num_key_value_heads: 2\nhead_dim: 4\nv_head_dim: "
             "2\nsliding_window_size: 64\n"));

  EXPECT_EQ(llm.attention[0].layers, 1);
  EXPECT_EQ(llm.attention[0].kv_elements_per_token, 4 + 2);
  EXPECT_EQ(llm.attention[0].prefill_flops_per_pair, 2 * 2 * (4 + 2));
  EXPECT_EQ(llm.attention[0].parameters, 8 * (2 * 4 + 1 * 6) + 2 * 2 * 8);
  EXPECT_EQ(llm.attention[1].layers, 2);
  EXPECT_EQ(llm.attention[1].kv_elements_per_token, 2 * (4 + 2));
}

TEST(ReadConfig, DeepSeekV4CompressesByTheRatioOfEachLayer) {
  const Llm llm = read(config("deepseek_v4",
                              "num_hidden_layers: 4\nhead_dim: 4\nq_lora_rank: 5\no_groups: "
                              "2\no_lora_rank: 3\nsliding_window: 8\nindex_n_heads: "
                              "3\nindex_head_dim: 2\nindex_topk: 64\ncompress_ratios: [0, 4, 128, "
                              "4, 0]\nn_routed_experts: 4\nnum_experts_per_tok: "
                              "2\nmoe_intermediate_size: 2\n"));

  EXPECT_EQ(llm.attention[0].attended_tokens, 8);
  EXPECT_EQ(llm.attention[1].layers, 2);
  EXPECT_EQ(llm.attention[1].kv_elements_per_token, 1);
  EXPECT_EQ(llm.attention[2].layers, 1);
  EXPECT_EQ(llm.attention[2].index_flops_per_pair, 0);
  EXPECT_EQ(llm.ffn[0].layers, 4);
}

TEST(ReadConfig, MiniMaxM3PicksBlocks) {
  const Llm llm = read(config(
      "minimax_m3",
      "num_hidden_layers: 2\nhead_dim: 4\nnum_key_value_heads: 1\nsparse_attention_config: "
      "{sparse_num_index_heads: 3, sparse_index_dim: 2, sparse_topk_blocks: 16, sparse_block_size: "
      "128, sparse_attention_freq: [0, 1]}\nmoe_layer_freq: [0, 1]\ndense_intermediate_size: "
      "16\nintermediate_size: 2\nmoe_intermediate_size: 2\nn_shared_experts: "
      "1\nnum_local_experts: 4\nnum_experts_per_tok: 2\n"));

  EXPECT_EQ(llm.attention[0].attended_tokens, 0);
  EXPECT_EQ(llm.attention[1].attended_tokens, 16 * 128);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 3 * 8 * 16);
  EXPECT_EQ(llm.ffn[1].dense_parameters, 8 * 4 + 3 * 8 * 2);
}

TEST(ReadConfig, KimiMixesDeltaAndLatentAttention) {
  const Llm llm = read(
      config("kimi_linear",
             "num_hidden_layers: 4\nkv_lora_rank: 8\nqk_nope_head_dim: 3\nqk_rope_head_dim: "
             "1\nv_head_dim: 2\nlinear_attn_config: {num_heads: 2, head_dim: 4, "
             "short_conv_kernel_size: 4, full_attn_layers: [4]}\nintermediate_size: "
             "16\nfirst_k_dense_replace: 1\nnum_experts: 4\nnum_experts_per_token: "
             "2\nnum_shared_experts: 1\nmoe_intermediate_size: 2\nrouted_expert_hidden_size: 4\n"));

  EXPECT_EQ(llm.attention[0].layers, 3);
  EXPECT_EQ(llm.attention[0].kv_elements_per_token, 0);
  EXPECT_EQ(llm.attention[1].layers, 1);
  EXPECT_EQ(llm.attention[1].kv_elements_per_token, 9);
  EXPECT_EQ(llm.ffn[1].expert_parameters, 3 * 4 * 2);
  EXPECT_EQ(llm.ffn[1].dense_parameters, 8 * 4 + 3 * 8 * 2 + 2 * 8 * 4);
}

TEST(ReadConfig, NemotronHIsAPatternOfBlocks) {
  const Llm llm =
      read(config("nemotron_h",
                  "num_hidden_layers: 6\nhybrid_override_pattern: MEM*E-\nmamba_num_heads: "
                  "2\nmamba_head_dim: 3\nn_groups: 1\nssm_state_size: 5\nconv_kernel: "
                  "4\nintermediate_size: 16\nn_routed_experts: 4\nnum_experts_per_tok: "
                  "2\nmoe_intermediate_size: 2\nmoe_shared_expert_intermediate_size: 6\n"));

  EXPECT_EQ(llm.layers, 3);
  EXPECT_EQ(llm.attention[0].layers, 2);
  EXPECT_EQ(llm.attention[1].parameters, full_heads);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 2 * 8 * 16);
  EXPECT_EQ(llm.ffn[1].layers, 2);
  EXPECT_EQ(llm.ffn[1].dense_parameters, 8 * 4 + 2 * 8 * 6);
}

TEST(ReadConfig, SearchedLayersHaveTheMeanWidth) {
  const Llm llm = read(config("nemotron-nas",
                              "num_hidden_layers: 2\nblock_configs: [{attention: "
                              "{n_heads_in_group: 2}, ffn: {ffn_mult: 48}}, {attention: "
                              "{n_heads_in_group: null}, ffn: {ffn_mult: 96}}]\n"));

  EXPECT_EQ(llm.attention[0].layers, 1);
  EXPECT_EQ(llm.attention[0].kv_heads, 1);
  EXPECT_EQ(llm.ffn[0].layers, 2);
  EXPECT_EQ(llm.ffn[0].dense_parameters, 3 * 8 * (256 + 512) / 2);
}

TEST(ReadConfig, AMissingKeyIsNamed) {
  EXPECT_EQ(complaint(config("llama", "num_hidden_layers: 1\n")),
            "config.json:1: intermediate_size: missing: the shape of the llm depends on it; add "
            "intermediate_size from the published config.json");
}

TEST(ReadConfig, AnUnknownTypeIsRefused) {
  const std::string text = complaint(config("mamba", "num_hidden_layers: 1\n"));

  EXPECT_EQ(text.substr(0, 47), "config.json:1: model_type: mamba is not known; ");
}

TEST(ReadConfig, AnUnknownLayerTypeIsRefused) {
  EXPECT_EQ(complaint(config(
                "qwen3", "num_hidden_layers: 1\nintermediate_size: 16\nlayer_types: [magic]\n")),
            "config.json:8: layer_types: magic is not known; known: full_attention, "
            "sliding_attention, chunked_attention, linear_attention");
}

TEST(ReadConfig, AListNeedsOneEntryForEachLayer) {
  EXPECT_EQ(
      complaint(config(
          "qwen3", "num_hidden_layers: 2\nintermediate_size: 16\nlayer_types: [full_attention]\n")),
      "config.json:8: layer_types: has 1 entries for 2 layers; give one entry a layer");
}

TEST(ReadConfig, AKeyThatIsNoNumberIsRefused) {
  EXPECT_EQ(complaint(config("llama", "num_hidden_layers: 1\nintermediate_size: wide\n")),
            "config.json:7: intermediate_size: wide is not a number ≥ 0; give it as in the "
            "published config.json");
}

TEST(ReadConfig, AnUnknownBlockOfAPatternIsRefused) {
  const std::string text =
      complaint(config("nemotron_h",
                       "num_hidden_layers: 2\nhybrid_override_pattern: MX\nmamba_num_heads: "
                       "2\nmamba_head_dim: 3\nn_groups: 1\nssm_state_size: 5\nconv_kernel: 4\n"));

  EXPECT_EQ(text,
            "config.json:7: hybrid_override_pattern: has a block that is not known; known: M, E, * "
            "and -");
}

/// Model types that the reader refuses, and says so.
bool is_refused(const std::string& what) {
  return what.find("model_type: ") != std::string::npos &&
         what.find(" is not known") != std::string::npos;
}

TEST(LoadLlm, ReadsPublishedConfigsOrSaysWhyNot) {
  const auto folder =
      std::filesystem::path(FLEETFIT_SOURCE_DIR) / ".." / "shared" / "model_configs";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no folder of published configs";
  const Catalog catalog(std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets");

  int known = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    try {
      const LlmEntry llm = load_llm(catalog, file.path().string());
      EXPECT_GT(total_parameters(llm.llm), 1e8) << file.path();
      ++known;
    } catch (const BadInput& error) {
      EXPECT_TRUE(is_refused(error.what())) << error.what();
    }
  }

  EXPECT_GE(known, 45);
}

}  // namespace
}  // namespace fleetfit
