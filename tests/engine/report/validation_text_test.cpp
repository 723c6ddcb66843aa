#include "engine/report/validation_text.hpp"

#include <gmock/gmock.h>

#include "engine/report/validation_markdown.hpp"
#include "tests/engine/report/small_validation.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ValidationText, SaysWhatScoredTheRows) {
  Validation validation = small_validation();

  EXPECT_THAT(validation_text(validation),
              HasSubstr("2 values scored, 1 not · each llm scored by a fit that did not see it\n"
                        "median |error| 35.0 %, P90 50.0 %, bias +15.0 %; the 80 % interval holds "
                        "50.0 %\n"));

  validation.left_out = LeaveOut::nothing;
  EXPECT_THAT(validation_text(validation), HasSubstr("which may have seen these rows"));
}

TEST(ValidationText, BeginsWithTheGroups) {
  const std::string text = validation_text(small_validation());

  EXPECT_LT(text.find("By group\n"), text.find("By card\n"));
  EXPECT_THAT(text, HasSubstr("  bench       2          35.0 %       50.0 %  +15.0 %"));
  EXPECT_THAT(text, Not(HasSubstr("By stack")));
}

TEST(ValidationText, CountsReasonsWithAnExample) {
  EXPECT_THAT(validation_text(small_validation()),
              HasSubstr("  1       card <K&R> is unknown  a-3\n"));
}

TEST(ValidationText, ShowsTheWorstRowsFirstWithUnitsAndInterval) {
  const std::string text = validation_text(small_validation());

  EXPECT_THAT(text, HasSubstr("2,000 tok/s   3,000 tok/s [2,500, 3,500]  +50.0 %"));
  EXPECT_THAT(text, HasSubstr("50 ms  40 ms [30, 60] extrapolated  -20.0 %"));
  EXPECT_LT(text.find("+50.0 %"), text.find("-20.0 %"));
}

TEST(ValidationText, TakesHalfAsWorseThanFiftyPercentTooMuch) {
  Validation validation = small_validation();
  validation.rows[1].error = -0.5;

  const std::string text = validation_text(validation);

  EXPECT_LT(text.find("-50.0 %"), text.find("+50.0 %"));
}

TEST(ValidationText, EndsWithTheFaults) {
  Validation validation = small_validation();
  validation.faults.assign(22, validation.faults.front());

  const std::string text = validation_text(validation);

  EXPECT_THAT(text,
              HasSubstr("Faults of the input: 22\n  my.csv:4: tp: -1 is negative; give 1 or"));
  EXPECT_THAT(text, HasSubstr("… and 2 more\n"));
}

TEST(ValidationText, OfNothingIsOneLine) {
  const std::string text = validation_text({});

  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(ValidationMarkdown, HasGitHubTables) {
  EXPECT_THAT(validation_markdown(small_validation()),
              HasSubstr("\n## By group\n\n"
                        "| group | values | median \\|error\\| | P90 \\|error\\| | bias | in 80 % "
                        "interval |\n"
                        "| --- | ---: | ---: | ---: | ---: | ---: |\n"
                        "| bench | 2 | 35.0 % | 50.0 % | +15.0 % | 50.0 % |\n"));
}

}  // namespace
}  // namespace fleetfit
