#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

const std::string fleets = FLEETFIT_SOURCE_DIR "/fleets/";
const std::string example =
    "replay --trace " + fleets + "traces/example.csv --replica " + fleets + "replicas/affine.yaml ";

class ReplayCommand : public Program {};

TEST_F(ReplayCommand, PrintsPercentilesAndARowForEachRequest) {
  const Outcome run = fleetfit(example + "--requests-out out.csv");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("p99"));
  std::istringstream rows(read(path("out.csv")));
  std::string row;
  std::getline(rows, row);
  EXPECT_EQ(row, "request,replica,ttft_us,tpot_us,e2e_us,preemptions");
  int count = 0;
  for (; std::getline(rows, row); ++count) {
    EXPECT_EQ(row.substr(0, row.find(',')), std::to_string(count));
  }
  EXPECT_EQ(count, 400);
}

TEST_F(ReplayCommand, ConservesRequestsAndKeepsLittlesLaw) {
  const Json json = Json::parse(fleetfit(example + "--json -").out);

  const Json& all = json["workloads"][0];
  EXPECT_EQ(all["arrived"].get<int>(), all["finished"].get<int>() + all["aborted"].get<int>() +
                                           all["rejected"].get<int>() +
                                           all["unfinished"].get<int>());
  EXPECT_EQ(json["groups"][0]["main"]["visit_us"], json["groups"][0]["main"]["outstanding_us"]);
}

TEST_F(ReplayCommand, ACalibratedReplicaTellsItsUtilisation) {
  const Outcome run = fleetfit("replay --trace " + fleets + "traces/example.csv --replica " +
                               fleets + "replicas/h20-qwen3-32b.yaml --json -");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  const Json json = Json::parse(run.out);
  EXPECT_GT(json["groups"][0]["main"]["mbu"].get<double>(), 0.01);
  EXPECT_LT(json["groups"][0]["main"]["mbu"].get<double>(), 1.0);
  EXPECT_LT(json["groups"][0]["main"]["mfu"].get<double>(), 1.0);
}

TEST_F(ReplayCommand, ReplaysAPartOfAScenariosDay) {
  const Outcome run =
      fleetfit("replay deepseek-2025-02 --day-hours 0.05 --html page.html --json -");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_GT(Json::parse(run.out)["requests"].get<int>(), 10'000);
  EXPECT_THAT(read(path("page.html")), HasSubstr("<svg"));
}

TEST_F(ReplayCommand, VerifiesAPlan) {
  const Outcome run = fleetfit("project deepseek-2025-02 --verify --sample 1/100000 --json -");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  const Json workload = Json::parse(run.out)["verification"]["workloads"][0];
  EXPECT_EQ(workload["workload"], "deepseek_2025");
  EXPECT_GT(workload["slo_attainment"].get<double>(), 0.1);
}

/// ../shared beside the project's root has what other simulators gave for the same requests.
TEST_F(ReplayCommand, EqualsTheOracleToTheMicrosecond) {
  const std::string oracle = FLEETFIT_SOURCE_DIR "/../shared/oracles/replay/";
  if (!std::filesystem::exists(oracle + "trace.csv")) GTEST_SKIP() << "no oracle at hand";
  std::ofstream(path("affine.yaml"))
      << "step_cost: {fixed_us: 10007, per_request_us: 53, per_token_us: 0, per_kv_token_us: 0}\n"
         "token_budget: 2048\nmax_sequences: 256\nkv_blocks: 7424\nblock_tokens: 16\n"
         "watermark: 0\nreplicas: 1\nrouter: round_robin\n";

  const Outcome run = fleetfit("replay --trace " + oracle +
                               "trace.csv --replica affine.yaml --requests-out out.csv");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  std::istringstream expected(read(oracle + "expected.csv"));
  std::istringstream rows(read(path("out.csv")));
  std::string want;
  std::string got;
  std::getline(expected, want);
  std::getline(rows, got);
  int equal = 0;
  while (std::getline(expected, want) && std::getline(rows, got)) {
    if (!want.empty() && want.back() == '\r') want.pop_back();
    int request = 0;
    int replica = 0;
    long long ttft = 0;
    double tpot = 0.0;
    long long e2e = 0;
    std::sscanf(got.c_str(), "%d,%d,%lld,%lf,%lld", &request, &replica, &ttft, &tpot, &e2e);
    equal +=
        want == std::to_string(request) + "," + std::to_string(ttft) + "," + std::to_string(e2e)
            ? 1
            : 0;
  }
  EXPECT_EQ(equal, 300);
}

struct ReplayRefusal {
  std::string name;
  std::string arguments;
  std::string message;
};

class ReplayRefuses : public Program, public ::testing::WithParamInterface<ReplayRefusal> {};

TEST_P(ReplayRefuses, AndLeavesNothingBehind) {
  const Outcome run = fleetfit(GetParam().arguments);

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
  EXPECT_EQ(run.out, "");
  EXPECT_TRUE(folder_is_empty());
}

INSTANTIATE_TEST_SUITE_P(
    Bad, ReplayRefuses,
    ::testing::Values(
        ReplayRefusal{"Nothing", "replay", "neither a scenario nor a --trace"},
        ReplayRefusal{"Both", "replay alibaba-2025 --trace x.csv", "a scenario and a --trace"},
        ReplayRefusal{"NoReplica", "replay --trace " + fleets + "traces/example.csv", "--replica"},
        ReplayRefusal{"NoTrace",
                      "replay --trace none.csv --replica " + fleets + "replicas/affine.yaml",
                      "does not exist"},
        ReplayRefusal{"Folder", example + "--requests-out none/out.csv", "cannot be written"},
        ReplayRefusal{"Sample", "replay deepseek-2025-02 --sample half", "half is no part"},
        ReplayRefusal{"Month", "replay deepseek-2025-02 --month never", "months.last"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace fleetfit
