#include "engine/throughput/calibrated_card.hpp"

#include <gtest/gtest.h>

#include "engine/calibration/calibration_file.hpp"
#include "fleets/world_reader.hpp"
#include "tests/engine/calibration/shipped_rows.hpp"

namespace fleetfit {
namespace {

TEST(CalibratedCards, KeepsStacksApartThatShareTheirCorrections) {
  const Catalog catalog = shipped_catalog();
  const CardEntry card = load_card(catalog, "H20-96GB");
  const LlmEntry llm = load_llm(catalog, "DeepSeek-R1");
  const CalibratedCards cards(shipped_calibration(catalog));

  const Card plain = cards(card, llm, {"sglang", "0.5.0-0.5.5"});
  const Card swapped = cards(card, llm, {"sglang_ant", "0.5.0-0.5.5"});

  EXPECT_EQ(plain.efficiency.expert_tile_rows, 0);
  EXPECT_EQ(swapped.efficiency.expert_tile_rows, 32);
  EXPECT_EQ(swapped.efficiency.grouped_gemm, plain.efficiency.grouped_gemm);
}

TEST(CalibratedCards, WithoutACalibrationStayAsInTheirFiles) {
  const Catalog catalog = shipped_catalog();
  const CardEntry card = load_card(catalog, "H20-96GB");
  const CalibratedCards cards{Calibration{}};

  const Card as_is = cards(card, load_llm(catalog, "DeepSeek-R1"), {"sglang", "0.5.0-0.5.5"});

  EXPECT_EQ(as_is, as_used_by("sglang", "0.5.0-0.5.5", card));
}

}  // namespace
}  // namespace fleetfit
