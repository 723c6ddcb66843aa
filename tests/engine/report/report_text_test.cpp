#include "engine/report/report_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/engine/report/shipped_scenarios.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;

class GoldenReport : public ::testing::TestWithParam<std::string> {};

std::string golden(const std::string& scenario) {
  std::ifstream file(std::string(FLEETFIT_SOURCE_DIR) + "/tests/engine/report/golden/" + scenario +
                     ".txt");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_P(GoldenReport, IsWhatTheProgramSays) {
  EXPECT_EQ(report_text(shipped_answer(GetParam())), golden(GetParam()))
      << "if the change is meant: cmake --build build/cpu --target update_golden";
}

INSTANTIATE_TEST_SUITE_P(Scenarios, GoldenReport,
                         ::testing::ValuesIn(shipped_catalog().names(Kind::scenarios)),
                         [](const auto& scenario) {
                           std::string name = scenario.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(ReportText, ListsEveryAssumedInput) {
  const Answer shipped = shipped_answer("alibaba-2025");

  const std::string text = report_text(shipped);

  int assumed = 0;
  for (const Input& input : shipped.world.inputs) {
    if (input.tag != "assumed") continue;
    ++assumed;
    EXPECT_THAT(text, HasSubstr("  " + input.path + " = "));
  }
  EXPECT_THAT(text, HasSubstr("Assumed inputs: " + std::to_string(assumed) + " of "));
}

TEST(ReportText, SaysWhichReadingOfTenantsItUsed) {
  EXPECT_THAT(report_text(shipped_answer("alibaba-2025")),
              HasSubstr("the used part of the tenant cards serves the operator's tokens"));
  EXPECT_THAT(report_text(shipped_answer("alibaba-2025", {"tenants.open_to_operator=none"})),
              HasSubstr("tenant cards serve none of the operator's tokens"));
  EXPECT_THAT(report_text(shipped_answer("alibaba-2025", {"tenants.open_to_operator=all"})),
              HasSubstr("all tenant cards, idle ones too, serve the operator's tokens"));
}

TEST(ReportText, RepeatsTheSettingsOfTheRun) {
  EXPECT_THAT(report_text(shipped_answer("deepseek-2025-02", {"reserve=0.1"})),
              HasSubstr("  set reserve = 0.1\n"));
}

TEST(VerdictLine, SaysYesOrNoFirst) {
  EXPECT_THAT(verdict_line(shipped_answer("alibaba-2025")), ::testing::StartsWith("FITS until 20"));
  EXPECT_THAT(verdict_line(shipped_answer("deepseek-2025-02", {"demand.tokens_per_day=1e13"})),
              ::testing::StartsWith("DOES NOT FIT (no month fits): headroom -"));
}

}  // namespace
}  // namespace fleetfit
