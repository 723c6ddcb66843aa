#include "fleets/silicon_rows.hpp"

#include <gmock/gmock.h>

#include "tests/fleets/small_catalog.hpp"

namespace fleetfit {
namespace {

using ::testing::SizeIs;

constexpr const char* header =
    "id,silicon_data_source,backend,backend_version,model_path,system,precision,mode,isl,osl,"
    "gemm_quant_mode,moe_quant_mode,batch_size,tp_size,pp_size,attention_dp_size,moe_tp_size,"
    "moe_ep_size,prefill_num_workers,prefill_tp_size,prefill_attention_dp_size,decode_num_workers,"
    "decode_tp_size,decode_attention_dp_size,decode_moe_ep_size,silicon_ttft_ms,silicon_tpot_ms\n";

class SiliconRuns : public SmallCatalog {
 protected:
  /// An aggregated run at concurrency 64: "batch,tp,pp,attention_dp,moe_tp,moe_ep".
  Measurement aggregated(const std::string& id, const std::string& degrees,
                         const std::string& ttft = "100") const {
    const Measurements read_rows = read(
        "s.csv", header + id + ",silicon_concurrency=64; measured=2025-11-02,trtllm,,DeepSeek-R1," +
                     "h100_sxm,fp8,agg,1024,512,fp8,fp8," + degrees + ",,,,,,,," + ttft + ",10\n");
    EXPECT_EQ(complaint(read_rows), "");
    return read_rows.rows.empty() ? Measurement{} : read_rows.rows.front();
  }
};

TEST_F(SiliconRuns, AnAggregatedRunIsAClosedLoop) {
  const Measurement m = aggregated("a", "64,8,1,1,8,1");

  EXPECT_EQ(m.skipped, "");
  EXPECT_EQ(m.kind, RunKind::closed_loop);
  EXPECT_EQ(m.main.concurrency, 64.0);
  EXPECT_EQ(m.main.layout, (Layout{.tp = 8}));
  EXPECT_EQ(m.cards, 8.0);
  EXPECT_EQ(m.generation, "1.1+");
  EXPECT_TRUE(m.block_scaled);
  EXPECT_THAT(m.values, SizeIs(2));
}

TEST_F(SiliconRuns, AttentionRanksShareTheExperts) {
  EXPECT_EQ(aggregated("a", "8,1,1,8,1,8").main.layout, (Layout{.tp = 1, .dp = 8, .ep = 8}));
  EXPECT_EQ(aggregated("a", "64,4,1,1,1,4").main.layout, (Layout{.tp = 4, .ep = 4}));
}

TEST_F(SiliconRuns, RanksThatAreNotStatedFollowFromTheBatch) {
  EXPECT_EQ(aggregated("a", "8,8,1,,1,8").main.layout, (Layout{.tp = 1, .dp = 8, .ep = 8}));
  EXPECT_EQ(aggregated("a", "64,8,1,,1,8").main.layout, (Layout{.tp = 8, .ep = 8}));
}

TEST_F(SiliconRuns, ProductsOfTpAndEpAreUndone) {
  EXPECT_EQ(aggregated("x_tp8_ep8", "64,64,1,1,8,8").main.layout, (Layout{.tp = 8, .ep = 8}));
  EXPECT_EQ(aggregated("x_tp8_ep8", "1,1,1,64,8,8").main.layout,
            (Layout{.tp = 1, .dp = 8, .ep = 8}));
  EXPECT_EQ(aggregated("x_tp4_ep4", "16,4,1,4,1,16").main.layout,
            (Layout{.tp = 1, .dp = 4, .ep = 4}));
}

TEST_F(SiliconRuns, MoreThanANodeIsNoAggregatedRun) {
  EXPECT_EQ(aggregated("a", "64,72,1,1,72,1").skipped,
            "aggregated over more than 8 cards: the sum of a disaggregated set-up");
}

TEST_F(SiliconRuns, ALongTtftHasALowWeight) {
  EXPECT_EQ(aggregated("a", "64,8,1,1,8,1", "5001").values[0].weight, 0.3);
  EXPECT_EQ(aggregated("a", "64,8,1,1,8,1", "4999").values[0].weight, 1.0);
}

TEST_F(SiliconRuns, ADisaggregatedRunHasTwoPools) {
  const std::string row =
      "d,silicon_concurrency=64,sglang,0.5.8,DeepSeek-R1,h100_sxm,fp8,disagg,1024,512,fp8,"
      "fp8_block,,,,,,,2,4,1,3,1,8,8,100,10\n";

  const Measurements read_rows = read("s.csv", header + row);

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  const Measurement& m = read_rows.rows[0];
  EXPECT_EQ(m.skipped, "");
  EXPECT_TRUE(m.disaggregated);
  EXPECT_EQ(m.prefill.layout, (Layout{.tp = 4}));
  EXPECT_EQ(m.prefill.replicas, 2.0);
  EXPECT_EQ(m.main.layout, (Layout{.tp = 1, .dp = 8, .ep = 8}));
  EXPECT_EQ(m.main.replicas, 3.0);
  EXPECT_EQ(m.cards, 32.0);
}

TEST_F(SiliconRuns, ASecondDumpOfARunIsSkipped) {
  const std::string rest =
      ",silicon_concurrency=64,vllm,0.19.0,DeepSeek-R1,h100_sxm,fp8,agg,1024,512,fp8,fp8,64,8,1,1,"
      "8,1,,,,,,,,";

  const Measurements read_rows = read("s.csv", header + ("a" + rest + "100.00000001,10\nb") + rest +
                                                   "100.00000002,10\nc" + rest + "101,10\n");

  ASSERT_THAT(read_rows.rows, SizeIs(3));
  EXPECT_EQ(read_rows.rows[0].skipped, "");
  EXPECT_EQ(read_rows.rows[1].skipped, "repeats an earlier row: the same run, dumped twice");
  EXPECT_EQ(read_rows.rows[2].skipped, "");
}

TEST_F(SiliconRuns, AWrongModeIsNamed) {
  const Measurements read_rows =
      read("s.csv", std::string(header) +
                        "d,silicon_concurrency=64,sglang,0.5.8,DeepSeek-R1,h100_sxm,fp8,both,1024,"
                        "512,fp8,fp8_block,,,,,,,2,4,1,3,1,8,8,100,10\n");

  EXPECT_EQ(complaint(read_rows), "s.csv:2: mode: 'both' is not a mode; give agg or disagg");
}

}  // namespace
}  // namespace fleetfit
