#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"
#include "tests/cli/some_measurements.hpp"

namespace fleetfit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

class ValidateCommand : public Program {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
};

TEST_F(ValidateCommand, ShowsAnExample) {
  const Outcome run = fleetfit("validate --help");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("\n  fleetfit validate fleets/measurements/serving.csv"));
}

TEST_F(ValidateCommand, ScoresWhatItCanAndSaysWhyNotTheRest) {
  write("own.csv", measurement_columns + measured_rows);

  const Outcome run = fleetfit("validate own.csv");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("4 values scored, 1 not"), HasSubstr("By group"),
                             HasSubstr("own-3"), HasSubstr("Llama-9-8B")));
  EXPECT_EQ(run.err, "");
}

TEST_F(ValidateCommand, GivesEachRowInJson) {
  write("own.csv", measurement_columns + measured_rows);

  const Json json = Json::parse(fleetfit("validate own.csv --json -").out);

  ASSERT_EQ(json["rows"].size(), 5);
  const Json& scored = json["rows"][0];
  EXPECT_EQ(scored["id"], "own-1");
  EXPECT_EQ(scored["measured"], 1000.0);
  EXPECT_NEAR(scored["error"].get<double>(), scored["predicted"].get<double>() / 1000.0 - 1.0,
              1e-12);
  EXPECT_LT(scored["low"], scored["predicted"]);
  EXPECT_GT(scored["high"], scored["predicted"]);
  EXPECT_TRUE(scored["skipped"].is_null());
  EXPECT_TRUE(json["rows"][4]["predicted"].is_null());
  EXPECT_TRUE(json["rows"][4]["skipped"].is_string());
  EXPECT_EQ(json["summary"][0]["n"], 4);
}

TEST_F(ValidateCommand, WritesThePageAndTheTables) {
  write("own.csv", measurement_columns + measured_row);

  const Outcome run = fleetfit("validate own.csv --html page.html --markdown tables.md");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(read(path("page.html")), AllOf(HasSubstr("</html>"), Not(HasSubstr("http"))));
  EXPECT_THAT(read(path("tables.md")), HasSubstr("| own | 2 |"));
}

TEST_F(ValidateCommand, LeavesOutTheLlmOnAskingForModelToo) {
  write("own.csv", measurement_columns + measured_row);

  const Json json =
      Json::parse(fleetfit("validate own.csv --leave-one-out model --fit-on own.csv --json -").out);

  EXPECT_EQ(json["left_out"], "llm");
  EXPECT_TRUE(json["rows"][0]["skipped"].is_null());
}

TEST_F(ValidateCommand, LeavesOutSetups) {
  write("own.csv", measurement_columns + measured_row);

  const Json json =
      Json::parse(fleetfit("validate own.csv --leave-one-out setup --fit-on own.csv --json -").out);

  EXPECT_EQ(json["left_out"], "setup");
  EXPECT_TRUE(json["rows"][0]["skipped"].is_null());
}

TEST_F(ValidateCommand, FitsWithoutATerm) {
  write("own.csv", measurement_columns + measured_row);

  const Outcome run =
      fleetfit("validate own.csv --without memory --fit-on own.csv --json out.json");

  EXPECT_THAT(run.out, HasSubstr("all scored by a fit of all rows, without memory"));
  EXPECT_EQ(Json::parse(read(path("out.json")))["without"], "memory");
}

TEST_F(ValidateCommand, RefusesRowsOfWhichNoneCanBeScored) {
  write("own.csv", measurement_columns +
                       "a,g,H100,1,1,Llama-9-8B,1000,200,bf16,closed loop,vLLM,16,1000,12\n");

  const Outcome run = fleetfit("validate own.csv");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, AllOf(HasSubstr("no row can be scored"), HasSubstr("Llama-9-8B")));
}

TEST_F(ValidateCommand, ListsTheFaultsOfAFileThatIsPartlyWrong) {
  write("own.csv", measurement_columns + measured_row +
                       "b,own,H100,1,1,Llama-3.1-8B,-5,200,bf16,closed loop,vLLM,16,1000,12\n");

  const Outcome run = fleetfit("validate own.csv");

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("own.csv:3: isl: -5 is not above 0"));
}

TEST_F(ValidateCommand, WritesNothingIfAnythingIsWrong) {
  const Outcome run = fleetfit("validate none.csv --html page.html --json result.json");

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

class ValidateRefuses : public ValidateCommand, public ::testing::WithParamInterface<Refusal> {};

TEST_P(ValidateRefuses, AndSaysWhatWouldBeRight) {
  write("own.csv", GetParam().content);

  const Outcome run = fleetfit("validate " + GetParam().arguments);

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
  EXPECT_EQ(run.out, "");
}

const std::string good = measurement_columns + measured_row;

INSTANTIATE_TEST_SUITE_P(
    Bad, ValidateRefuses,
    ::testing::Values(
        Refusal{"NoFile", good, "", "files"},
        Refusal{"MissingFile", good, "own.csv none.csv", "none.csv: does not exist"},
        Refusal{"EmptyFile", "", "own.csv", "own.csv: the file is empty"},
        Refusal{"OtherColumns", "a,b\n1,2\n", "own.csv", "own.csv:1: the columns are of no table"},
        Refusal{"Negative",
                measurement_columns +
                    "b,own,H100,1,1,Llama-3.1-8B,-5,200,bf16,closed loop,vLLM,16,1000,12\n",
                "own.csv", "isl: -5 is not above 0"},
        Refusal{"MissingCalibration", good, "own.csv --calibration none.json", "none.json"},
        Refusal{"LeftOutWord", good, "own.csv --leave-one-out day", "day"},
        Refusal{"FitOnAlone", good, "own.csv --fit-on own.csv", "--leave-one-out"},
        Refusal{"PageToStandardOutput", good, "own.csv --html -", "give --html a file"},
        Refusal{"PageInNoFolder", good, "own.csv --html none/page.html", "none/page.html"}),
    [](const auto& refusal) { return refusal.param.name; });

}  // namespace
}  // namespace fleetfit
