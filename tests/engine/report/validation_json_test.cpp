#include "engine/report/validation_json.hpp"

#include <gtest/gtest.h>

#include "tests/engine/report/small_validation.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

TEST(ValidationJson, GivesScoredRowsTheirNumbers) {
  const Json row = validation_json(small_validation())["rows"][0];

  EXPECT_EQ(row["id"], "a-1");
  EXPECT_EQ(row["metric"], "per_card_out_tok_s");
  EXPECT_EQ(row["measured"], 2000.0);
  EXPECT_EQ(row["predicted"], 3000.0);
  EXPECT_EQ(row["low"], 2500.0);
  EXPECT_EQ(row["high"], 3500.0);
  EXPECT_EQ(row["error"], 0.5);
  EXPECT_TRUE(row["skipped"].is_null());
}

TEST(ValidationJson, GivesSkippedRowsTheReasonAndNoNumbers) {
  const Json row = validation_json(small_validation())["rows"][2];

  EXPECT_EQ(row["skipped"], "card <K&R> is unknown");
  for (const char* key : {"measured", "predicted", "low", "high", "error"}) {
    EXPECT_TRUE(row[key].is_null()) << key;
  }
}

TEST(ValidationJson, SummarisesByKey) {
  const Json json = validation_json(small_validation());

  EXPECT_EQ(json["summary"][2].dump(),
            R"({"by":"group","key":"bench","n":2,"median_abs_error":0.35,)"
            R"("p90_abs_error":0.5,"bias":0.15,"coverage80":0.5})");
  EXPECT_EQ(json["left_out"], "llm");
  EXPECT_EQ(json["faults"][0], "my.csv:4: tp: -1 is negative; give 1 or more");
}

}  // namespace
}  // namespace fleetfit
