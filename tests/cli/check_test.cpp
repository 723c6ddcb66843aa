#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;

class CheckCommand : public Program {};

TEST_F(CheckCommand, RejectsWhatPhysicsForbids) {
  const std::string claim = "check '8xH20, DeepSeek-R1, 4096/1536, 100k in tok/s' ";

  const Outcome run = fleetfit(claim);
  const Outcome strict = fleetfit(claim + "--exit-code");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("IMPOSSIBLE: 12,500 input tok/s a card"));
  EXPECT_EQ(strict.exit_code, 1);
}

// A peer predicted 884; 192 was measured.
TEST_F(CheckCommand, DoubtsWhatAPeerPredicted) {
  const Outcome run =
      fleetfit("check '8xB200, Kimi-K2.5 NVFP4, 884 tok/s/GPU, 1024/1024, c64, tp8' --exit-code");

  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, StartsWith("DOUBTFUL: 884 output tok/s a card"));
}

TEST_F(CheckCommand, AcceptsWhatWasPublished) {
  const Outcome run = fleetfit(
      "check 'H20, DeepSeek-R1, 8 cards, 4096/1536, 16.5k in tok/s, tp8' --exit-code --json -");

  EXPECT_EQ(run.exit_code, 0);
  const Json json = Json::parse(run.out);
  EXPECT_EQ(json["verdict"], "plausible");
  EXPECT_EQ(json["phase"], "prefill");
  EXPECT_EQ(json["other_readings"][0]["phase"], "aggregated");
  EXPECT_EQ(json["published"][0]["id"], "h20_misc-001");
}

TEST_F(CheckCommand, OptionsAndFileSayTheSameAsText) {
  std::ofstream(path("claim.yaml"))
      << "card: H20\nllm: DeepSeek-R1\ncards: 8\ninput: 4096\noutput: 1536\n"
         "claim: {value: 16500, unit: in tok/s}\n";

  const Outcome text = fleetfit("check '8xH20, DeepSeek-R1, 4096/1536, 16.5k in tok/s'");
  const Outcome options = fleetfit(
      "check --card H20 --llm DeepSeek-R1 --cards 8 --input 4096 --output 1536 --value 16.5k "
      "--unit 'in tok/s'");
  const Outcome file = fleetfit("check --file claim.yaml");

  EXPECT_EQ(text.exit_code, 0);
  EXPECT_EQ(text.out, options.out);
  EXPECT_EQ(text.out, file.out);
}

TEST_F(CheckCommand, RefusesOptionsThatContradictTheText) {
  const Outcome run = fleetfit("check '8xH20, DeepSeek-R1, 4096/1536, 16.5k in tok/s' --cards 16");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "command line: --cards: the claim says 8 already; leave one of them out\n");
}

TEST_F(CheckCommand, SaysWhatAClaimIsIfNoneIsGiven) {
  const Outcome run = fleetfit("check");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("no claim is given; for example: fleetfit check"));
}

}  // namespace
}  // namespace fleetfit
