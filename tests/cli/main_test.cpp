#include <gmock/gmock.h>

#include <string>

#include "fleetfit/version.hpp"
#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;

class Main : public Program {};

/// The command line of a help text's example, without the program's name.
std::string example(const std::string& help) {
  const std::string start = "\n  fleetfit ";
  const std::size_t at = help.find(start, help.find("Example"));
  if (at == std::string::npos) return "";
  const std::size_t from = at + start.size();
  return help.substr(from, help.find('\n', from) - from);
}

TEST_F(Main, AsksForACommand) {
  const Outcome run = fleetfit("");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err, "");
}

TEST_F(Main, SaysItsVersion) {
  const Outcome run = fleetfit("--version");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.out, "fleetfit " + std::string(version) + "\n");
}

TEST_F(Main, RefusesAnUnknownCommand) {
  const Outcome run = fleetfit("projcet alibaba-2025");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("projcet"));
}

TEST_F(Main, ExplainsItsExitCodes) {
  EXPECT_THAT(fleetfit("--help").out, HasSubstr("Exit codes: 0 ran; 1 does not fit"));
}

class Help : public Program, public ::testing::WithParamInterface<std::string> {};

TEST_P(Help, ShowsAnExampleThatRuns) {
  const Outcome help = fleetfit(GetParam() + " --help");
  ASSERT_EQ(help.exit_code, 0);
  ASSERT_NE(example(help.out), "") << help.out;

  const Outcome run = fleetfit(example(help.out));

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out, "");
}

INSTANTIATE_TEST_SUITE_P(Commands, Help,
                         ::testing::Values("", "project", "compare", "throughput", "catalog"),
                         [](const auto& command) {
                           return command.param.empty() ? std::string("program") : command.param;
                         });

}  // namespace
}  // namespace fleetfit
