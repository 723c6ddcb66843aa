#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

class Compare : public Program {};

TEST_F(Compare, PutsVariantsBesideTheScenario) {
  const Outcome run =
      fleetfit("compare deepseek-2025-02 --set reserve=0.1 --set 'reserve=0.2;maintenance=0.1'");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("deepseek-2025-02 reserve=0.1"));
  EXPECT_THAT(run.out, HasSubstr("deepseek-2025-02 reserve=0.2 maintenance=0.1"));
  EXPECT_THAT(run.out, HasSubstr("waterfall: reserve"));
}

TEST_F(Compare, GivesTheAnswersOfProject) {
  const Outcome run = fleetfit("compare deepseek-2025-02 --set reserve=0.1 --json -");
  const Outcome alone = fleetfit("project deepseek-2025-02 --set reserve=0.1 --json -");

  const Json answers = Json::parse(run.out)["answers"];

  ASSERT_EQ(answers.size(), 2);
  EXPECT_EQ(answers[1], Json::parse(alone.out));
}

TEST_F(Compare, AppliesSettingsToAllOfSeveralScenarios) {
  const Outcome run = fleetfit("compare deepseek-2025-02 tencent-2025 --set reserve=0.3 --json -");

  const Json answers = Json::parse(run.out)["answers"];

  ASSERT_EQ(answers.size(), 2);
  EXPECT_EQ(answers[0]["settings"]["reserve"], "0.3");
  EXPECT_EQ(answers[1]["settings"]["reserve"], "0.3");
}

TEST_F(Compare, FailsWhenAskedToWhereOneDoesNotFit) {
  const std::string command = "compare deepseek-2025-02 --set demand.tokens_per_day=1e14";

  EXPECT_EQ(fleetfit(command).exit_code, 0);
  EXPECT_EQ(fleetfit(command + " --exit-code").exit_code, 1);
}

TEST_F(Compare, RefusesAVariantThatDoesNotExist) {
  const Outcome run = fleetfit("compare deepseek-2025-02 --set reserves=0.1");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("reserves"));
}

}  // namespace
}  // namespace fleetfit
