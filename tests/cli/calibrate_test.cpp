#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"
#include "tests/cli/some_measurements.hpp"

namespace fleetfit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

class CalibrateCommand : public Program {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
};

TEST_F(CalibrateCommand, ShowsAnExample) {
  const Outcome run = fleetfit("calibrate --help");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("\n  fleetfit calibrate fleets/measurements/serving.csv"));
}

TEST_F(CalibrateCommand, FitsOwnRowsAndSaysWhatMoved) {
  write("own.csv", measurement_columns + measured_rows);

  const Outcome run = fleetfit("calibrate own.csv --prior none --out mine.json");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("fitted on 4 values of 2 rows"), HasSubstr("Moved most"),
                             HasSubstr("use it with --calibration mine.json")));
}

TEST_F(CalibrateCommand, WritesWhatValidateReads) {
  write("own.csv", measurement_columns + measured_rows);

  const Json fitted =
      Json::parse(fleetfit("calibrate own.csv --prior none --out mine.json --json -").out);
  const Json scored =
      Json::parse(fleetfit("validate own.csv --calibration mine.json --json -").out);

  EXPECT_LE(fitted["cost"], fitted["cost_before"]);
  // The file keeps the corrections to 0.001 %.
  EXPECT_NEAR(scored["summary"][0]["median_abs_error"].get<double>(),
              fitted["errors"]["after"]["median_abs_error"].get<double>(), 1e-4);
}

TEST_F(CalibrateCommand, StartsFromAnEarlierCalibration) {
  write("own.csv", measurement_columns + measured_rows);
  ASSERT_EQ(fleetfit("calibrate own.csv --prior none --out first.json").exit_code, 0);

  const Outcome run = fleetfit("calibrate own.csv --prior first.json --out second.json");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(Json::parse(read(path("second.json")))["format"],
            Json::parse(read(path("first.json")))["format"]);
}

TEST_F(CalibrateCommand, WritesNothingIfAnythingIsWrong) {
  const Outcome run = fleetfit("calibrate none.csv --out mine.json");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_TRUE(folder_is_empty());
}

/// A file, arguments, and what the message must say.
struct Refusal {
  std::string name;
  std::string content;
  std::string arguments;
  std::string message;
};

class CalibrateRefuses : public CalibrateCommand, public ::testing::WithParamInterface<Refusal> {};

TEST_P(CalibrateRefuses, AndSaysWhatWouldBeRight) {
  write("own.csv", GetParam().content);

  const Outcome run = fleetfit("calibrate " + GetParam().arguments);

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
  EXPECT_EQ(run.out, "");
}

const std::string good = measurement_columns + measured_row;

INSTANTIATE_TEST_SUITE_P(
    Bad, CalibrateRefuses,
    ::testing::Values(
        Refusal{"NoFile", good, "", "files"},
        Refusal{"MissingFile", good, "none.csv", "none.csv: does not exist"},
        Refusal{"EmptyFile", "", "own.csv", "own.csv: the file is empty"},
        Refusal{"Negative",
                measurement_columns +
                    "b,own,H100,1,1,Llama-3.1-8B,1000,200,bf16,closed loop,vLLM,16,-1,12\n",
                "own.csv", "per_card_out_tok_s: -1"},
        Refusal{"MissingPrior", good, "own.csv --prior none.json", "none.json"},
        Refusal{"PriorIsNoCalibration", good, "own.csv --prior own.csv", "own.csv"},
        Refusal{"OutInNoFolder", good, "own.csv --prior none --out none/mine.json",
                "give --out a file"}),
    [](const auto& refusal) { return refusal.param.name; });

}  // namespace
}  // namespace fleetfit
