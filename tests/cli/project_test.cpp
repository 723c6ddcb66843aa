#include <gmock/gmock.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "engine/device/device.hpp"
#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

// The smallest shipped scenario: one month, one pool.
const std::string small = "project deepseek-2025-02";
const std::string that_fits = small + " --set demand.tokens_per_day=5e11";

class Project : public Program {};

TEST_F(Project, AnswersWithTheVerdict) {
  const Outcome run = fleetfit(that_fits);

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, HasSubstr("\nFITS"));
}

TEST_F(Project, FailsOnlyWhenAskedToWhereTheDemandDoesNotFit) {
  const std::string too_much = small + " --set demand.tokens_per_day=1e14";

  EXPECT_EQ(fleetfit(too_much).exit_code, 0);
  EXPECT_EQ(fleetfit(too_much + " --exit-code").exit_code, 1);
  EXPECT_EQ(fleetfit(that_fits + " --exit-code").exit_code, 0);
}

TEST_F(Project, WritesOnlyJsonToStandardOutput) {
  const Outcome run = fleetfit(small + " --json -");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(Json::parse(run.out)["scenario"], "deepseek-2025-02");
}

TEST_F(Project, WritesTheSameJsonToAFileAndTheTextToStandardOutput) {
  const Outcome file = fleetfit(small + " --json result.json");

  EXPECT_EQ(file.exit_code, 0);
  EXPECT_EQ(read(path("result.json")), fleetfit(small + " --json -").out);
  EXPECT_EQ(file.out, fleetfit(small).out);
}

TEST_F(Project, ReplacesAnOldResult) {
  std::ofstream(path("result.json")) << "old";

  EXPECT_EQ(fleetfit(small + " --json result.json").exit_code, 0);

  EXPECT_TRUE(Json::accept(read(path("result.json"))));
  EXPECT_FALSE(std::filesystem::exists(path("result.json.part")));
}

TEST_F(Project, LeavesNothingBehindWhereTheFolderIsMissing) {
  const Outcome run = fleetfit(small + " --json missing/result.json");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("missing/result.json"));
  EXPECT_THAT(run.err, HasSubstr("a folder that exists"));
  EXPECT_TRUE(folder_is_empty());
}

TEST_F(Project, RefusesAFolderAsResult) {
  std::filesystem::create_directory(path("result.json"));

  const Outcome run = fleetfit(small + " --json result.json");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("it is a directory"));
}

// A result is renamed into place, which would replace a pipe or a device by a file.
TEST_F(Project, WritesIntoAPipeAndLeavesItThere) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  // Opened for both ways it holds a small result without a reader: nothing can hang.
  const std::string open_pipe = "exec 3<>pipe;";

  const Outcome run = fleetfit("catalog workloads chat --json pipe", open_pipe);

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_fifo(path("pipe")));
}

TEST_F(Project, SuggestsTheNearestScenario) {
  const Outcome run = fleetfit("project alibaba-2052");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("alibaba-2025"));
}

TEST_F(Project, SuggestsTheNearestPathOfASetting) {
  const Outcome run = fleetfit(small + " --set pools.h80.count=1");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("pools.h80.count"));
  EXPECT_THAT(run.err, HasSubstr("h800"));
}

TEST_F(Project, RefusesToSplitByMoneyWithoutAPrice) {
  const Outcome run =
      fleetfit("project alibaba-2025 --set split.basis=money --set pools.a100.card=L40S");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("cards.L40S.price: missing, and split.basis is money"));
}

TEST_F(Project, RefusesASettingWithoutAValue) {
  const Outcome run = fleetfit(small + " --set reserve");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("reserve"));
}

TEST_F(Project, TellsAllFaultsAtOnce) {
  const Outcome run = fleetfit(small + " --set reserve=2 --set nonsense=1");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("reserve"));
  EXPECT_THAT(run.err, HasSubstr("nonsense"));
}

TEST_F(Project, RefusesAnUnknownOption) {
  const Outcome run = fleetfit(small + " --devcie cpu");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--devcie"));
}

TEST_F(Project, RefusesAnUnknownDevice) {
  const Outcome run = fleetfit(small + " --device tpu");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("tpu"));
}

TEST_F(Project, NamesARemedyWhereAGpuIsAskedForAndMissing) {
  if (gpu_count() > 0) GTEST_SKIP() << "this machine has a GPU";

  const Outcome run = fleetfit(small + " --device gpu");

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("use --device cpu"));
}

TEST_F(Project, RefusesAMixThatFitsOnNoCard) {
  const Outcome run = fleetfit(small + " --set serving.largest_replica=1");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("DeepSeek"));
  EXPECT_THAT(run.err, HasSubstr("raise serving.largest_replica"));
}

TEST_F(Project, GivesTheSameBytesOnEveryRunAndNumberOfThreads) {
  const std::string command = "project tencent-2025 --json -";

  const std::string first = fleetfit(command).out;

  EXPECT_EQ(fleetfit(command).out, first);
  EXPECT_EQ(fleetfit(command, "OMP_NUM_THREADS=1").out, first);
  EXPECT_EQ(fleetfit(command, "OMP_NUM_THREADS=2").out, first);
  EXPECT_EQ(fleetfit(command, "OMP_NUM_THREADS=5").out, first);
}

}  // namespace
}  // namespace fleetfit
