#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Json = nlohmann::ordered_json;

const std::string fleets = FLEETFIT_SOURCE_DIR "/fleets/";
const std::string example = "replay --trace '" + fleets + "traces/example.csv' ";
const std::string affine = "--replica '" + fleets + "replicas/affine.yaml' ";
const std::string cost =
    "step_cost: {fixed_us: 10007, per_request_us: 53}\nkv_blocks: 7424\nmax_sequences: 256\n";
const std::string header = "request,replica,ttft_us,tpot_us,e2e_us,preemptions";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

class ReplayCommand : public Program {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

  /// Replays lines of arrival, prompt and output on a replica.
  [[nodiscard]] Json replayed(const std::string& rows, const std::string& replica) const {
    write("t.csv", "arrived_at,num_prefill_tokens,num_decode_tokens\n" + rows);
    write("r.yaml", replica);
    const Outcome run = fleetfit("replay --trace t.csv --replica r.yaml --json -");
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return Json::parse(run.out);
  }
};

void expect_conserved(const Json& json) {
  const Json& all = json["workloads"][0];
  EXPECT_EQ(all["arrived"].get<int>(), all["finished"].get<int>() + all["aborted"].get<int>() +
                                           all["rejected"].get<int>() +
                                           all["unfinished"].get<int>());
}

/// L = lambda W, here summed over every request and microsecond.
void expect_littles_law(const Json& json) {
  for (const Json& group : json["groups"]) {
    EXPECT_EQ(group["main"]["visit_us"], group["main"]["outstanding_us"]);
    if (group.contains("prefill")) {
      EXPECT_EQ(group["prefill"]["visit_us"], group["prefill"]["outstanding_us"]);
    }
  }
}

TEST_F(ReplayCommand, PrintsWhatRequestsExperience) {
  const Outcome run = fleetfit(example + affine);

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  for (const char* word : {"Replayed Vidur trace", "p50", "p99", "TTFT", "TPOT", "E2E", "in SLO"}) {
    EXPECT_THAT(run.out, HasSubstr(word));
  }
}

TEST_F(ReplayCommand, WritesARowForEachRequestInOrder) {
  const Outcome run = fleetfit(example + affine + "--requests-out out.csv");

  EXPECT_EQ(run.exit_code, 0);
  const auto rows = lines_of(read(path("out.csv")));
  const auto requests = lines_of(read(fleets + "traces/example.csv"));
  ASSERT_THAT(rows, SizeIs(requests.size()));
  EXPECT_EQ(rows[0], header);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_THAT(rows[i], StartsWith(std::to_string(i - 1) + "," + std::to_string((i - 1) % 4)));
  }
}

TEST_F(ReplayCommand, TimesOfALoneRequestAreItsSteps) {
  write("t.csv", "arrived_at,num_prefill_tokens,num_decode_tokens\n0.5,3000,11\n");
  write("r.yaml", cost);

  const Outcome run = fleetfit("replay --trace t.csv --replica r.yaml --requests-out out.csv");

  EXPECT_EQ(run.exit_code, 0);
  // Two steps of at most 2,048 tokens, then ten; each 10,007 us and 53 us for the request.
  EXPECT_EQ(read(path("out.csv")), header + "\n0,0,20120,10060,120720,0\n");
}

TEST_F(ReplayCommand, ConservesRequestsAndKeepsLittlesLaw) {
  const Json json = Json::parse(fleetfit(example + affine + "--json -").out);

  expect_conserved(json);
  expect_littles_law(json);
  EXPECT_EQ(json["skipped_lines"], 0);
  EXPECT_EQ(json["requests"], json["workloads"][0]["arrived"]);
}

TEST_F(ReplayCommand, ConservesRequestsWhateverHappens) {
  std::string rows;
  for (int i = 0; i < 300; ++i) {
    rows += std::to_string(i / 100) + "," + std::to_string(1 + i * 7919 % 5'003) + "," +
            std::to_string(1 + i * 104'729 % 401) + "\n";
  }
  for (const char* more :
       {"timeout_s: 5\n", "max_waiting: 3\n", "llms: 3\nswap_s: 1\n",
        "replicas: 3\nrouter: least_outstanding\n", "replicas: 3\nrouter: random\n",
        "replicas: 4\nautoscaling: {least: 1, target_outstanding: 8, start_up_s: 2}\n",
        "replicas: 3\nfailures: {per_card_hour: 100, cards: 8, repair_s: 0}\n",
        "replicas: 2\nprefill: {replicas: 2}\ntransfer: {latency_ms: 3, per_token_us: 1}\n",
        "accepted_tokens: 1.7\n", "prefix_hit: 1\n"}) {
    const Json json = replayed(rows, cost + more);

    expect_conserved(json);
    expect_littles_law(json);
    EXPECT_EQ(json["workloads"][0]["arrived"], 300) << more;
  }
}

TEST_F(ReplayCommand, CardsOfTwoKindsPrefillAndDecode) {
  const Json json = replayed("0.5,1000,20\n0.6,500,30\n",
                             "card: H20-96GB\nllm: Qwen3-32B\nlayout: tp4\n"
                             "prefill: {replicas: 1, card: H800, layout: tp2}\n");

  EXPECT_EQ(json["workloads"][0]["finished"], 2);
  EXPECT_GT(json["groups"][0]["prefill"]["mfu"].get<double>(), 0.0);
  EXPECT_EQ(json["groups"][0]["prefill"]["prefill_tokens"], 1500);
  EXPECT_EQ(json["groups"][0]["main"]["prefill_tokens"], 0);
}

TEST_F(ReplayCommand, EqualHashesAreComputedOnce) {
  const std::string line = R"("input_length": 1100, "output_length": 5, "hash_ids": [1, 2, 3]})"
                           "\n";
  write("t.jsonl", R"({"timestamp": 0, )" + line + R"({"timestamp": 5000, )" + line);
  write("none.yaml", cost);
  write("hashes.yaml", cost + "prefix_cache: hashes\n");

  const Json none =
      Json::parse(fleetfit("replay --trace t.jsonl --replica none.yaml --json -").out);
  const Json hashes =
      Json::parse(fleetfit("replay --trace t.jsonl --replica hashes.yaml --json -").out);

  EXPECT_EQ(none["groups"][0]["main"]["prefill_tokens"], 2 * 1100);
  EXPECT_EQ(hashes["groups"][0]["main"]["prefill_tokens"], 2 * 1100 - 2 * 512);
  EXPECT_THAT(hashes["notes"], ElementsAre("prefix caches found 46.5 % of the prompt tokens"));
}

TEST_F(ReplayCommand, ConversationsThatShareASystemPromptAreSpreadOverReplicas) {
  std::string lines;
  for (const char* block : {"1", "2", "1"}) {
    lines += std::string("{\"timestamp\": 0, \"input_length\": 1100, \"output_length\": 5, ") +
             "\"hash_ids\": [0, " + block + "]}\n";
  }
  write("t.jsonl", lines);
  write("r.yaml", cost + "replicas: 2\nrouter: prefix_affinity\n");

  const Outcome run = fleetfit("replay --trace t.jsonl --replica r.yaml --requests-out out.csv");

  ASSERT_EQ(run.exit_code, 0);
  const auto rows = lines_of(read(path("out.csv")));
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_NE(fields_of(rows[1])[1], fields_of(rows[2])[1]);
  EXPECT_EQ(fields_of(rows[1])[1], fields_of(rows[3])[1]);
}

TEST_F(ReplayCommand, AHashThatIsNegativeOrHugeIsOneAsAnyOther) {
  write("t.jsonl",
        "{\"timestamp\": 0, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [-5]}\n"
        "{\"timestamp\": 9, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": "
        "[18446744073709551615]}\n");
  write("r.yaml", cost + "llms: 3\nprefix_cache: hashes\n");

  const Outcome run = fleetfit("replay --trace t.jsonl --replica r.yaml --json -");

  ASSERT_EQ(run.exit_code, 0);
  EXPECT_EQ(Json::parse(run.out)["workloads"][0]["finished"], 2);
}

TEST_F(ReplayCommand, ATraceWithoutHashesSaysThatTheCacheFindsNothing) {
  const Json json = replayed("0.5,1000,20\n", cost + "prefix_cache: hashes\n");

  EXPECT_THAT(json["notes"][0].get<std::string>(), HasSubstr("the trace has no hashes of prompts"));
}

TEST_F(ReplayCommand, WhatNeverEndsIsCutOffAsUnfinished) {
  const Json json = replayed("0.5,1000,100000\n",
                             cost + "failures: {per_card_hour: 1000, cards: 8, repair_s: 0}\n");

  EXPECT_EQ(json["workloads"][0]["unfinished"], 1);
  EXPECT_THAT(json["notes"][0].get<std::string>(), HasSubstr("no request ended any more"));
  expect_littles_law(json);
}

TEST_F(ReplayCommand, PromptsBeyondTheMemoryAreRejected) {
  const Json json = replayed("0.5,1000,20\n0.6,200000,20\n", cost);

  EXPECT_EQ(json["workloads"][0]["finished"], 1);
  EXPECT_EQ(json["workloads"][0]["rejected"], 1);
}

TEST_F(ReplayCommand, LimitStopsAfterSoManyRequests) {
  const Json json = Json::parse(fleetfit(example + affine + "--limit 10 --json -").out);

  EXPECT_EQ(json["requests"], 10);
}

TEST_F(ReplayCommand, TheSeedDecidesTimesThatTheTraceLeavesOpen) {
  write("t.csv", "num_prefill_tokens,num_decode_tokens\n500,20\n700,30\n900,40\n");
  const std::string replay = "replay --trace t.csv --rate 50 " + affine + "--json - --seed ";

  const std::string first = fleetfit(replay + "1").out;

  EXPECT_EQ(fleetfit(replay + "1").out, first);
  EXPECT_NE(fleetfit(replay + "2").out, first);
}

TEST_F(ReplayCommand, WrongLinesAreToldAndTheOthersReplayed) {
  const Json json = replayed("0.5,1000,20\n0.4,1,1\n0.6,0,1\n0.7,5,5\n", cost);

  EXPECT_EQ(json["requests"], 2);
  EXPECT_EQ(json["skipped_lines"], 2);
  EXPECT_THAT(json["faults"], SizeIs(2));
  EXPECT_THAT(json["faults"][0].get<std::string>(), StartsWith("t.csv:3: it arrives 0.1 s before"));
}

TEST_F(ReplayCommand, AFileThatCannotBeWrittenLeavesNothingBehind) {
  const Outcome run = fleetfit(example + affine + "--requests-out none/out.csv");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("none/out.csv: cannot be written"));
  EXPECT_THAT(run.err, HasSubstr("give --requests-out a file in a folder that exists"));
  EXPECT_TRUE(folder_is_empty());
}

TEST_F(ReplayCommand, APipeIsWrittenToAndNotReplaced) {
  const Outcome run = fleetfit(example + affine + "--limit 2 --requests-out pipe",
                               "mkfifo pipe; cat pipe > rows &");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_fifo(path("pipe")));
  EXPECT_FALSE(std::filesystem::exists(path("pipe.part")));
}

TEST_F(ReplayCommand, StoppedByTheUserItLeavesNoFile) {
  std::string text = "num_prefill_tokens,num_decode_tokens\n";
  for (int i = 0; i < 3'000'000; ++i) text += "2000,2000\n";  // seconds of work
  write("t.csv", text);
  write("r.yaml", "step_cost: {fixed_us: 1}\nkv_blocks: 300\nreplicas: 2\nrouter: power_of_two\n");
  const std::string replay = "replay --trace t.csv --rate 100 --replica r.yaml ";

  // Where the file is, signals are caught; before that a shell's background job ignores them.
  const std::string once_it_writes =
      "until [ -e '" + path("out.csv.part") + "' ] || ! kill -0 $!; do sleep 0.05; done; ";
  const Outcome run =
      fleetfit(replay + "--requests-out out.csv & " + once_it_writes + "kill -INT $!; wait $!");

  EXPECT_EQ(run.exit_code, 130);
  EXPECT_FALSE(std::filesystem::exists(path("out.csv")));
  EXPECT_FALSE(std::filesystem::exists(path("out.csv.part")));
}

TEST_F(ReplayCommand, MatchesTwoPublicSimulatorsOnEveryRequest) {
  const std::filesystem::path oracle =
      std::filesystem::path(FLEETFIT_SOURCE_DIR) / "../shared/oracles/replay";
  if (!std::filesystem::exists(oracle)) GTEST_SKIP() << "the oracle is not here";
  write("r.yaml", cost + "token_budget: 2048\nblock_tokens: 16\nwatermark: 0\nreplicas: 1\n");

  const Outcome run = fleetfit("replay --replica r.yaml --requests-out out.csv --trace '" +
                               (oracle / "trace.csv").string() + "'");

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto expected = lines_of(read((oracle / "expected.csv").string()));
  const auto rows = lines_of(read(path("out.csv")));
  ASSERT_THAT(expected, SizeIs(301));
  ASSERT_THAT(rows, SizeIs(301));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto row = fields_of(rows[i]);
    EXPECT_EQ(row[0] + "," + row[2] + "," + row[4], expected[i]);
  }
}

/// Arguments, and what the message must say.
struct Refusal {
  std::string name;
  std::string arguments;
  std::string message;
};

class ReplayRefuses : public ReplayCommand, public ::testing::WithParamInterface<Refusal> {};

TEST_P(ReplayRefuses, AndSaysWhatWouldBeRight) {
  write("a10.yaml", "card: A10\nllm: DeepSeek-R1\nlayout: tp8\n");
  write("nocard.yaml", "card: H2O\nllm: DeepSeek-R1\nlayout: tp8\n");
  write("bad.csv", "arrived_at,num_prefill_tokens,num_decode_tokens\n0.5,0,1\n");

  const Outcome run = fleetfit(GetParam().arguments);

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
  EXPECT_EQ(run.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Bad, ReplayRefuses,
    ::testing::Values(
        Refusal{"Nothing", "replay", "neither a scenario nor a --trace; give a scenario, or"},
        Refusal{"Both", example + affine + "alibaba-2025", "a scenario and a --trace"},
        Refusal{"NoReplica", example, "--replica: is missing beside --trace; name a file"},
        Refusal{"NoTrace", "replay --trace none.csv " + affine, "none.csv: does not exist"},
        Refusal{"NoReplicaFile", example + "--replica none.yaml", "none.yaml: does not exist"},
        Refusal{"NoMemory", example + "--replica a10.yaml",
                "a10.yaml: layout: A10 TP8 cannot hold DeepSeek-R1; spread it over more cards"},
        Refusal{"UnknownCard", example + "--replica nocard.yaml", "H2O: unknown card"},
        Refusal{"NoGoodLine", "replay --trace bad.csv " + affine,
                "bad.csv:2: a prompt of 0 tokens; give a whole number"},
        Refusal{"NoGoodLineAtAll", "replay --trace bad.csv " + affine,
                "no request of the trace can be replayed"},
        Refusal{"NanRate", example + affine + "--rate nan", "--rate: nan is no number"},
        Refusal{"ZeroRate", example + affine + "--rate 0", "--rate"},
        Refusal{"NanHours", example + affine + "--hours nan", "--hours: nan is no number"},
        Refusal{"NoLimit", example + affine + "--limit 0", "--limit"},
        Refusal{"NegativeSeed", example + affine + "--seed -1", "--seed"},
        Refusal{"StandardOutputToWrite", example + affine + "--requests-out -",
                "-: cannot be written"},
        Refusal{"FolderToWrite", example + affine + "--requests-out .", "it is a directory"}),
    [](const auto& refusal) { return refusal.param.name; });

}  // namespace
}  // namespace fleetfit
