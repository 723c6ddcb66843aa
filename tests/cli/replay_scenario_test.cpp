#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

const std::string fleets = FLEETFIT_SOURCE_DIR "/fleets/";

class ReplayOfScenarios : public Program {};

TEST_F(ReplayOfScenarios, ACalibratedReplicaTellsItsUtilisation) {
  const Outcome run = fleetfit("replay --trace " + fleets + "traces/example.csv --replica " +
                               fleets + "replicas/h20-qwen3-32b.yaml --json -");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  const Json main = Json::parse(run.out)["groups"][0]["main"];
  EXPECT_GT(main["mbu"].get<double>(), 0.01);
  EXPECT_LT(main["mbu"].get<double>(), 1.0);
  EXPECT_LT(main["mfu"].get<double>(), 1.0);
}

TEST_F(ReplayOfScenarios, ReplaysAPartOfTheDay) {
  const Outcome run =
      fleetfit("replay deepseek-2025-02 --day-hours 0.05 --html page.html --json -");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_GT(Json::parse(run.out)["requests"].get<int>(), 10'000);
  EXPECT_THAT(read(path("page.html")), HasSubstr("<svg"));
}

TEST_F(ReplayOfScenarios, VerifiesAPlan) {
  const Outcome run = fleetfit("project deepseek-2025-02 --verify --sample 1/100000 --json -");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  const Json workload = Json::parse(run.out)["verification"]["workloads"][0];
  EXPECT_EQ(workload["workload"], "deepseek_2025");
  EXPECT_GT(workload["slo_attainment"].get<double>(), 0.1);
}

}  // namespace
}  // namespace fleetfit
