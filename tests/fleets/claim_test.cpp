#include "fleets/claim.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fleetfit {
namespace {

const Catalog& catalog() {
  static const Catalog shipped(std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets");
  return shipped;
}

const Recogniser& recogniser() {
  static const Recogniser shipped(catalog());
  return shipped;
}

Claim read(const std::string& text) { return read_claim(text, recogniser()); }

/// The messages of a claim that is refused.
std::string complaint(const std::string& text) {
  try {
    read(text);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

const std::string run = "8xH20, DeepSeek-R1, 4096/1536, ";

TEST(ReadClaim, ReadsTheWholeOfAClaim) {
  const Claim claim =
      read("H20, DeepSeek-R1 FP8, 8 cards, 4096/1536, 16.5k in tok/s, dp8ep8, c64, vLLM 0.11");

  EXPECT_EQ(claim.card, "H20-96GB");
  EXPECT_EQ(claim.llm, "DeepSeek-R1");
  EXPECT_EQ(claim.dtype, "fp8");
  EXPECT_EQ(claim.cards, 8.0);
  EXPECT_EQ(claim.layout, (Layout{.tp = 1, .dp = 8, .pp = 1, .ep = 8}));
  EXPECT_EQ(claim.input_tokens, 4096.0);
  EXPECT_EQ(claim.output_tokens, 1536.0);
  EXPECT_EQ(claim.concurrency, 64.0);
  EXPECT_EQ(claim.stack, "vllm");
  EXPECT_EQ(claim.version, "0.11");
  EXPECT_EQ(claim.quantity, ClaimedQuantity::input_rate);
  EXPECT_EQ(claim.of, RateOf::instance);
  EXPECT_EQ(claim.value, 16500.0);
  EXPECT_EQ(claim.phase, ClaimedPhase::prefill);
  EXPECT_FALSE(claim.phase_stated);
}

TEST(ReadClaim, NeedsNoCommas) {
  const Claim claim = read("8xH20 with DeepSeek-R1 at 4096/1536 reaches 16.5k in tok/s");

  EXPECT_EQ(claim.card, "H20-96GB");
  EXPECT_EQ(claim.llm, "DeepSeek-R1");
  EXPECT_EQ(claim.value, 16500.0);
}

TEST(ReadClaim, TakesTheOrderThatComes) {
  const Claim claim = read("tp8; 884 tok/s/GPU; 1024 in 1024 out; Kimi-K2.5 NVFP4; B200");

  EXPECT_EQ(claim.card, "B200");
  EXPECT_EQ(claim.cards, 8.0);
  EXPECT_EQ(claim.dtype, "nvfp4");
  EXPECT_EQ(claim.of, RateOf::card);
}

struct CardsSpelling {
  const char* text;
  const char* card;
  double cards;
};

class ReadClaimCards : public ::testing::TestWithParam<CardsSpelling> {};

TEST_P(ReadClaimCards, FindsCardAndCount) {
  const Claim claim =
      read(std::string(GetParam().text) + ", DeepSeek-R1, 4096/1536, 16.5k in tok/s");

  EXPECT_EQ(claim.card, GetParam().card) << GetParam().text;
  EXPECT_EQ(claim.cards, GetParam().cards) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, ReadClaimCards,
    ::testing::Values(
        CardsSpelling{"8xH20", "H20-96GB", 8}, CardsSpelling{"8 x B200", "B200", 8},
        CardsSpelling{"8×H20", "H20-96GB", 8}, CardsSpelling{"8 H200", "H200", 8},
        CardsSpelling{"H20 x8", "H20-96GB", 8}, CardsSpelling{"H20, 8 cards", "H20-96GB", 8},
        CardsSpelling{"H20, 16 GPUs", "H20-96GB", 16}, CardsSpelling{"2x8xH800", "H800", 16},
        CardsSpelling{"H20, tp8", "H20-96GB", 8}, CardsSpelling{"16 x H20 96GB", "H20-96GB", 16},
        CardsSpelling{"8x H100 SXM 80GB", "H100", 8}, CardsSpelling{"on 8xMI300X", "MI300X", 8}));

struct ValueSpelling {
  const char* text;
  ClaimedQuantity quantity;
  RateOf of;
  double value;
  ClaimedPhase phase{ClaimedPhase::aggregated};
};

class ReadClaimValue : public ::testing::TestWithParam<ValueSpelling> {};

TEST_P(ReadClaimValue, FindsQuantityAndValue) {
  const Claim claim = read(run + GetParam().text);

  EXPECT_EQ(claim.quantity, GetParam().quantity) << GetParam().text;
  EXPECT_EQ(claim.of, GetParam().of) << GetParam().text;
  EXPECT_DOUBLE_EQ(claim.value, GetParam().value) << GetParam().text;
  EXPECT_EQ(claim.phase, GetParam().phase) << GetParam().text;
}

constexpr auto input = ClaimedQuantity::input_rate;
constexpr auto output = ClaimedQuantity::output_rate;
constexpr auto total = ClaimedQuantity::total_rate;
constexpr auto tpot = ClaimedQuantity::tpot;
constexpr auto ttft = ClaimedQuantity::ttft;
constexpr auto prefill = ClaimedPhase::prefill;
constexpr auto decode = ClaimedPhase::decode;

INSTANTIATE_TEST_SUITE_P(
    Rates, ReadClaimValue,
    ::testing::Values(
        ValueSpelling{"16.5k in tok/s", input, RateOf::instance, 16500, prefill},
        ValueSpelling{"16,500 input tokens/s per node", input, RateOf::node, 16500, prefill},
        ValueSpelling{"16.5k in tok/s, aggregated", input, RateOf::instance, 16500},
        ValueSpelling{"2k prefill tok/s/card", input, RateOf::card, 2000, prefill},
        ValueSpelling{"16.5k tok/s, prefill only", input, RateOf::instance, 16500, prefill},
        ValueSpelling{"884 tok/s/GPU", output, RateOf::card, 884},
        ValueSpelling{"884 tokens/s/card", output, RateOf::card, 884},
        ValueSpelling{"884 tokens per second per GPU", output, RateOf::card, 884},
        ValueSpelling{"884 TPS/GPU", output, RateOf::card, 884},
        ValueSpelling{"5.7k output tokens/s", output, RateOf::instance, 5700},
        ValueSpelling{"output 5.7k tok/s", output, RateOf::instance, 5700},
        ValueSpelling{"throughput: 5700 out tok/s", output, RateOf::instance, 5700},
        ValueSpelling{"5.7ktok/s", output, RateOf::instance, 5700},
        ValueSpelling{"~5.7k generated tokens/s", output, RateOf::instance, 5700},
        ValueSpelling{"decode only, 5.7k tok/s", output, RateOf::instance, 5700, decode},
        ValueSpelling{"5.7k decode tok/s per node", output, RateOf::node, 5700, decode},
        ValueSpelling{"1.2M total tok/s", total, RateOf::instance, 1.2e6},
        ValueSpelling{"22k in+out tok/s", total, RateOf::instance, 22000}));

INSTANTIATE_TEST_SUITE_P(
    Latencies, ReadClaimValue,
    ::testing::Values(ValueSpelling{"TPOT 20 ms", tpot, RateOf::instance, 0.020},
                      ValueSpelling{"TPOT=20ms", tpot, RateOf::instance, 0.020},
                      ValueSpelling{"20 ms TPOT", tpot, RateOf::instance, 0.020},
                      ValueSpelling{"ITL 20ms", tpot, RateOf::instance, 0.020},
                      ValueSpelling{"50 tok/s/user", tpot, RateOf::instance, 0.020},
                      ValueSpelling{"50 tokens per second per user", tpot, RateOf::instance, 0.02},
                      ValueSpelling{"TTFT < 300 ms", ttft, RateOf::instance, 0.3},
                      ValueSpelling{"mean TTFT 1.5 s", ttft, RateOf::instance, 1.5}));

struct PartSpelling {
  const char* text;
  double input, output, concurrency;
};

class ReadClaimRun : public ::testing::TestWithParam<PartSpelling> {};

TEST_P(ReadClaimRun, FindsLengthsAndConcurrency) {
  const Claim claim = read(std::string("8xH20, DeepSeek-R1, 884 tok/s/GPU, ") + GetParam().text);

  EXPECT_EQ(claim.input_tokens, GetParam().input) << GetParam().text;
  EXPECT_EQ(claim.output_tokens, GetParam().output) << GetParam().text;
  EXPECT_EQ(claim.concurrency, GetParam().concurrency) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, ReadClaimRun,
    ::testing::Values(PartSpelling{"4096/1536", 4096, 1536, 0},
                      PartSpelling{"8k/1k", 8192, 1024, 0},
                      PartSpelling{"4096 in 1536 out", 4096, 1536, 0},
                      PartSpelling{"4096 tokens in, 1536 tokens out", 4096, 1536, 0},
                      PartSpelling{"4096 input tokens and 1536 output tokens", 4096, 1536, 0},
                      PartSpelling{"ISL 4096, OSL 1536", 4096, 1536, 0},
                      PartSpelling{"isl/osl 4096/1536", 4096, 1536, 0},
                      PartSpelling{"1/1, concurrency 64", 1, 1, 64},
                      PartSpelling{"1/1, c64", 1, 1, 64}, PartSpelling{"1/1, bs 64", 1, 1, 64},
                      PartSpelling{"1/1, batch size 32 per card", 1, 1, 256},
                      PartSpelling{"1/1, bs=32/GPU", 1, 1, 256},
                      PartSpelling{"1/1, 64 concurrent requests", 1, 1, 64},
                      PartSpelling{"1/1 at 64 users", 1, 1, 64}));

TEST(ReadClaim, ReadsFormatsStackAndSpeculation) {
  const Claim claim = read(run + "884 tok/s/GPU, W8A8, FP8 KV cache, SGLang v0.5.2, MTP");

  EXPECT_EQ(claim.dtype, "W8A8");
  EXPECT_EQ(claim.kv_dtype, "FP8");
  EXPECT_EQ(claim.stack, "sglang");
  EXPECT_EQ(claim.version, "0.5.2");
  EXPECT_TRUE(claim.speculative);
  EXPECT_FALSE(read(run + "884 tok/s/GPU, without MTP").speculative);
}

TEST(ReadClaim, PrefillNeedsNoOutput) {
  EXPECT_EQ(read("8xH20, DeepSeek-R1, 4096 in, 16.5k in tok/s").output_tokens, 0.0);
}

struct Refusal {
  std::string text;
  std::string message;
};

class ReadClaimRefuses : public ::testing::TestWithParam<Refusal> {};

TEST_P(ReadClaimRefuses, AndSaysWhatWouldBeRight) {
  EXPECT_EQ(complaint(GetParam().text), GetParam().message);
}

const std::string value_form = "16.5k in tok/s, 884 tok/s/GPU, TPOT 20 ms or 50 tok/s/user";

INSTANTIATE_TEST_SUITE_P(
    Faults, ReadClaimRefuses,
    ::testing::Values(
        Refusal{"8xH2O, DeepSeek-R1, 4096/1536, 16.5k in tok/s",
                "claim: 8xH2O: not understood; did you mean H20?"},
        Refusal{"8xH20, DeepSek-R1, 4096/1536, 16.5k in tok/s",
                "claim: DeepSek-R1: not understood; did you mean DeepSeek-R1?"},
        Refusal{"8xH20, DeepSeek-R1, 4096:1536, 16.5k in tok/s",
                "claim: 4096:1536: not understood; write it as 4096/1536 or 4096 in 1536 out"},
        Refusal{run + "16.5k in tok/fortnight, tp8x",
                "claim: 16.5k in tok/fortnight: not understood; write it as " + value_form +
                    "\nclaim: tp8x: not understood; write it as tp8, tp4pp2 or dp8ep8"},
        Refusal{run + "884 tok/s/GPU, frobnicate",
                "claim: frobnicate: not understood; give a card as 8xH20, an llm as DeepSeek-R1, "
                "or a value as " +
                    value_form},
        Refusal{"H20, DeepSeek-R1",
                "claim: cards: not stated; say how many, for example 8 cards, 8xH20 or a layout as "
                "tp8\n"
                "claim: input: not stated; say the tokens in and out of a request, for example "
                "4096/1536\n"
                "claim: output: not stated; say the tokens in and out of a request, for example "
                "4096/1536\n"
                "claim: value: not stated; say what is claimed, for example 16.5k in tok/s or TPOT "
                "20 ms"},
        Refusal{run + "884 tok/s/GPU, H100",
                "claim: H100: the claim says another card already: 8xH20; leave one of them out"},
        Refusal{run + "884 tok/s/GPU, 50 tok/s/user",
                "claim: 50 tok/s/user: the claim says another value already: 884 tok/s/GPU; leave "
                "one of them out"},
        Refusal{run + "884 tok/s/GPU, tp3",
                "claim: tp3: replicas of 3 cards do not make up 8 cards; give a layout whose cards "
                "divide them"},
        Refusal{run + "5.7k out tok/s, prefill only",
                "claim: 5.7k out tok/s: prefill alone has no such result; claim in tok/s or TTFT"},
        Refusal{run + "TTFT 300 ms, decode only",
                "claim: TTFT 300 ms: decode alone has no such result; claim out tok/s or TPOT"},
        Refusal{"0xH20, DeepSeek-R1, 4096/1536, 16.5k in tok/s",
                "claim: 0xH20: '0' is not a whole number from 1 to 1,000,000; give a whole "
                "number"}));

/// A claim file of its own for each test.
class ReadClaimFile : public ::testing::Test {
 protected:
  ~ReadClaimFile() override { std::filesystem::remove(file_); }

  Claim read(const std::string& text) const {
    std::ofstream(file_) << text;
    return read_claim_file(file_, catalog(), recogniser());
  }

  std::string complaint(const std::string& text) const {
    try {
      read(text);
    } catch (const BadInput& error) {
      std::string all = error.what();
      for (std::size_t at = all.find(file_); at != std::string::npos; at = all.find(file_)) {
        all.replace(at, file_.size(), "claim.yaml");
      }
      return all;
    }
    return "";
  }

 private:
  std::string file_{(std::filesystem::temp_directory_path() /
                     ("fleetfit_claim_" + std::to_string(getpid()) + ".yaml"))
                        .string()};
};

TEST_F(ReadClaimFile, ReadsWhatTextSays) {
  const Claim claim = read(
      "card: H20\nllm: DeepSeek-R1\ncards: 8\nlayout: dp8ep8\ninput: 4096\noutput: 1536\n"
      "concurrency: 64\ndtype: fp8\nstack: sglang\nversion: 0.5.2\nspeculative: true\n"
      "claim: {value: 16500, unit: in tok/s}\n");

  EXPECT_EQ(claim.card, "H20-96GB");
  EXPECT_EQ(claim.layout->ep, 8);
  EXPECT_EQ(claim.concurrency, 64.0);
  EXPECT_EQ(claim.version, "0.5.2");
  EXPECT_TRUE(claim.speculative);
  EXPECT_EQ(claim.value, 16500.0);
  EXPECT_EQ(claim.quantity, ClaimedQuantity::input_rate);
}

TEST_F(ReadClaimFile, RefusesWhatTheSchemaForbids) {
  EXPECT_EQ(complaint("card: H20\nllm: DeepSeek-R1\ncards: 8\ninput: 4096\noutptu: 1536\n"
                      "claim: {value: 16500, unit: in tok/s}\n"),
            "claim.yaml:5: outptu: unknown key; did you mean output? allowed: card, llm, cards, "
            "layout, input, output, concurrency, dtype, kv_dtype, stack, version, phase, "
            "speculative, claim");
}

TEST_F(ReadClaimFile, SaysWhereAnUnknownUnitIs) {
  EXPECT_EQ(complaint("card: H20\nllm: DeepSeek-R1\ncards: 8\ninput: 4096\noutput: 1536\n"
                      "claim:\n  value: 16500\n  unit: furlongs\n"),
            "claim.yaml:8: claim.unit: furlongs is no unit of a claim; give in tok/s, out tok/s or "
            "total tok/s, per card or per node; ms TTFT, ms TPOT or tok/s/user");
}

}  // namespace
}  // namespace fleetfit
