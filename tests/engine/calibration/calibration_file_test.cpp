#include "engine/calibration/calibration_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fleets/fault.hpp"
#include "tests/engine/calibration/round_run.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;

class CalibrationFile : public ::testing::Test {
 protected:
  CalibrationFile() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path = std::filesystem::temp_directory_path() /
           (std::string("fleetfit_calibration_") + test->name() + "_" + std::to_string(getpid()));
  }
  ~CalibrationFile() override {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }

  Calibration read(const std::string& text) const {
    std::ofstream(path) << text;
    return read_calibration(path.string());
  }

  std::string complaint(const std::string& text) const {
    try {
      read(text);
    } catch (const BadInput& bad) {
      return bad.what();
    }
    return "";
  }

  std::filesystem::path path;
};

Calibration two_parameters() {
  Calibration calibration(
      {{.level = {Term::memory, Scope::all, 0.5}, .key = "", .value = 0.125, .posterior_sd = 0.2},
       {.level = {Term::kernel_latency, Scope::stack, 0.4},
        .key = "vllm",
        .value = -0.25,
        .posterior_sd = 0.1}},
      {0.04, -0.005, -0.005, 0.01}, {{.kind = "static_batch dense", .sd = 0.0625, .rows = 40}});
  calibration.sources = {"serving.csv: 40 rows"};
  return calibration;
}

TEST_F(CalibrationFile, RoundTripsThroughJson) {
  const Calibration before = two_parameters();

  const Calibration after = read(calibration_json(before).dump());

  EXPECT_EQ(after.covariance(), before.covariance());
  EXPECT_EQ(after.sources, before.sources);
  EXPECT_EQ(after.spread("static_batch dense"), 0.0625);
  ASSERT_EQ(after.parameters().size(), 2U);
  EXPECT_EQ(after.parameters()[1].level.term, Term::kernel_latency);
  EXPECT_EQ(after.parameters()[1].level.scope, Scope::stack);
  EXPECT_EQ(after.parameters()[1].key, "vllm");
  EXPECT_EQ(after.parameters()[1].posterior_sd, 0.1);
  EXPECT_EQ(after.correction(Term::memory, round_situation()), 0.125);
  EXPECT_EQ(after.correction(Term::kernel_latency, round_situation()), -0.25);
  EXPECT_EQ(calibration_json(after), calibration_json(before));
}

TEST_F(CalibrationFile, IsKnownByTheHashOfItsBytes) {
  const std::string text = calibration_json(two_parameters()).dump();

  EXPECT_EQ(two_parameters().hash, "");
  EXPECT_EQ(read(text).hash.size(), 16U);
  EXPECT_EQ(read(text).hash, read(text).hash);
  EXPECT_NE(read(text).hash, read(text + "\n").hash);
}

TEST_F(CalibrationFile, OfAnotherFormatIsRefused) {
  EXPECT_THAT(complaint("{}"), HasSubstr("this is not a 'fleetfit calibration 1'"));
  EXPECT_THAT(complaint("12"), HasSubstr("this is not a 'fleetfit calibration 1'"));
  EXPECT_THAT(complaint("{"), HasSubstr("it is not the JSON of a calibration"));
}

TEST_F(CalibrationFile, ThatLacksAPartIsRefused) {
  nlohmann::ordered_json json = calibration_json(two_parameters());
  json.erase("spreads");

  EXPECT_THAT(complaint(json.dump()), HasSubstr("it is not the JSON of a calibration"));
}

TEST_F(CalibrationFile, WithAnUnknownTermIsRefused) {
  nlohmann::ordered_json json = calibration_json(two_parameters());
  json["parameters"][0]["term"] = "luck";

  EXPECT_THAT(complaint(json.dump()), HasSubstr("there is no luck by all"));
}

TEST_F(CalibrationFile, WithACovarianceOfAnotherSizeIsRefused) {
  nlohmann::ordered_json json = calibration_json(two_parameters());
  json["covariance_lower"].push_back(0.0);

  EXPECT_THAT(complaint(json.dump()), HasSubstr("covariance_lower"));
}

TEST_F(CalibrationFile, ThatIsMissingIsRefused) {
  EXPECT_THROW(read_calibration((path / "missing").string()), BadInput);
}

}  // namespace
}  // namespace fleetfit
