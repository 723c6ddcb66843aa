#include "fleets/trace.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fleetfit {
namespace {

using ::testing::HasSubstr;

class Traces : public ::testing::Test {
 protected:
  Traces()
      : folder_(std::filesystem::temp_directory_path() /
                ("fleetfit_traces" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Traces() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string file(const std::string& name, const std::string& text) const {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  static std::vector<TraceRequest> all(Trace& trace) {
    std::vector<TraceRequest> requests;
    for (TraceRequest request; trace.next(request);) requests.push_back(request);
    return requests;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Traces, OfVidurAreReadToTheMicrosecond) {
  const auto trace = open_trace(
      file("t.csv", "arrived_at,num_prefill_tokens,num_decode_tokens\n0.702936,374,44\n1.5,1,2\n"),
      {});

  const std::vector<TraceRequest> requests = all(*trace);

  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].arrived_ns, 702'936'000);
  EXPECT_EQ(requests[0].prompt, 374);
  EXPECT_EQ(requests[0].output, 44);
}

TEST_F(Traces, OfAzureCountFromTheFirstRow) {
  const auto trace = open_trace(file("t.csv",
                                     "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                                     "2023-11-16 23:59:59.9000001,10,2\n"
                                     "2023-11-17 00:00:00.4000001,20,3\n"),
                                {});

  const std::vector<TraceRequest> requests = all(*trace);

  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].arrived_ns, 0);
  EXPECT_NEAR(static_cast<double>(requests[1].arrived_ns), 5e8, 200.0);
}

TEST_F(Traces, OfMooncakeKeepTheirHashes) {
  const auto trace = open_trace(
      file("t.jsonl",
           R"({"timestamp": 27000, "input_length": 600, "output_length": 5, "hash_ids": [3, 9]})"
           "\n"),
      {});

  const std::vector<TraceRequest> requests = all(*trace);

  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].arrived_ns, 27'000'000'000);
  EXPECT_EQ(requests[0].hashes, (std::vector<std::uint64_t>{3, 9}));
  EXPECT_EQ(trace->hash_tokens(), 512);
}

TEST_F(Traces, OfSessionsAreBroughtIntoOneOrder) {
  const auto trace = open_trace(
      file("t.csv", "id,t,in,out\na,0,10,1\na,500,20,1\nb,0,30,1\nb,1,40,1\n"), {.rate = 0.1});

  const std::vector<TraceRequest> requests = all(*trace);

  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[3].prompt, 20);
  EXPECT_EQ(requests[3].session, requests[0].session);
  EXPECT_FALSE(trace->notes().empty());
}

TEST_F(Traces, OfLengthsAloneArriveAtTheAskedRate) {
  std::string text = "num_prefill_tokens,num_decode_tokens\n";
  for (int i = 0; i < 2000; ++i) text += "5,6\n";
  const auto trace = open_trace(file("t.csv", text), {.rate = 10.0});

  const std::vector<TraceRequest> requests = all(*trace);

  EXPECT_NEAR(static_cast<double>(requests.back().arrived_ns) / 1e9, 200.0, 20.0);
}

TEST_F(Traces, OfServeGenFillTheirWindows) {
  const std::string rates = file("x_trace.csv",
                                 "client_id,timestamp,rate,cv,pat_name,pat_arg1,pat_arg2\n"
                                 "0,0,0.5,1,Gamma,0.8,1\n0,600,0,0,,0,0\n"
                                 "1,0,0.1,1,Weibull,1.2,1\n1,600,0.2,1,Gamma,2,1\n");
  const std::string lengths = file(
      "x_dataset.jsonl",
      R"({"client_id":0,"dataset":{"0":{"input_tokens":"{7: 1.0}","output_tokens":"{3: 1.0}"}}})"
      "\n"
      R"({"client_id":1,"dataset":{"0":{"input_tokens":"{9: 1.0}","output_tokens":"{4: 1.0}"}}})"
      "\n");

  const std::vector<TraceRequest> requests = all(*open_trace(rates, {}));
  const std::vector<TraceRequest> same = all(*open_trace(lengths, {}));

  ASSERT_EQ(requests.size(), 300U + 60U + 120U);
  EXPECT_EQ(same.size(), requests.size());
  for (std::size_t i = 1; i < requests.size(); ++i) {
    EXPECT_LE(requests[i - 1].arrived_ns, requests[i].arrived_ns);
  }
  for (const TraceRequest& one : requests) EXPECT_EQ(one.prompt, one.session == 0 ? 7 : 9);
}

/// Lines after a good header, and what is said of them.
struct BadLines {
  std::string name;
  std::string text;
  std::string message;
  std::size_t read{};  // requests that are replayed nevertheless
};

class BadTraces : public Traces, public ::testing::WithParamInterface<BadLines> {};

TEST_P(BadTraces, NameTheLineAndGoOn) {
  const auto trace = open_trace(file("t", GetParam().text), {});

  const std::vector<TraceRequest> requests = all(*trace);

  EXPECT_EQ(requests.size(), GetParam().read);
  const std::vector<Fault> faults = trace->faults().sorted();
  ASSERT_FALSE(faults.empty());
  EXPECT_THAT(text(faults.front()), HasSubstr(GetParam().message));
  EXPECT_GT(faults.front().line, 1);
}

const std::string head = "arrived_at,num_prefill_tokens,num_decode_tokens\n";
const std::string good_json =
    R"({"timestamp": 0, "input_length": 6, "output_length": 5, "hash_ids": []})"
    "\n";

INSTANTIATE_TEST_SUITE_P(
    Bad, BadTraces,
    ::testing::Values(
        BadLines{"TornRow", head + "1,5,5\n2,5", "ends in the middle", 1},
        BadLines{"Backwards", head + "2,5,5\n1,5,5\n3,5,5\n", "before the line above", 2},
        BadLines{"EmptyPrompt", head + "1,0,5\n2,5,5\n", "a prompt of 0 tokens", 1},
        BadLines{"EmptyOutput", head + "1,5,0\n2,5,5\n", "an output of 0 tokens", 1},
        BadLines{"NegativePrompt", head + "1,-5,5\n2,5,5\n", "a prompt of -5 tokens", 1},
        BadLines{"HugePrompt", head + "1,1e12,5\n2,5,5\n", "1e+12 tokens", 1},
        BadLines{"NegativeTime", head + "-1,5,5\n2,5,5\n", "-1 s", 1},
        BadLines{"HugeTime", head + "1e12,5,5\n2,5,5\n", "within 100 days", 1},
        BadLines{"NotANumber", head + "1,nan,5\n2,5,5\n", "no number", 1},
        BadLines{"Infinite", head + "inf,5,5\n2,5,5\n", "no number", 1},
        BadLines{"Word", head + "1,five,5\n2,5,5\n", "\"five\" is no number", 1},
        BadLines{"TooManyFields", head + "1,5,5,9\n2,5,5\n", "fields", 1},
        BadLines{"NoTime",
                 "TIMESTAMP,ContextTokens,GeneratedTokens\nnoon,5,5\n"
                 "2023-11-16 18:15:46,5,5\n",
                 "\"noon\" is no time", 1},
        BadLines{"TornJson", good_json + R"({"timestamp": 1, "inp)" + "\n" + good_json,
                 "torn or no JSON", 2},
        BadLines{"JsonWithoutLength", good_json + R"({"timestamp": 1, "output_length": 5})" + "\n",
                 "input_length", 1}),
    [](const auto& test) { return test.param.name; });

/// Files that are no trace at all.
struct NoTrace {
  std::string name;
  std::string text;
  std::string message;
};

class NoTraces : public Traces, public ::testing::WithParamInterface<NoTrace> {};

TEST_P(NoTraces, AreRefused) {
  const std::string path = file("x_trace.csv", GetParam().text);

  try {
    open_trace(path, {});
    ADD_FAILURE() << "it was read";
  } catch (const BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
    EXPECT_THAT(error.what(), HasSubstr("x_"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Bad, NoTraces,
    ::testing::Values(NoTrace{"Empty", "", "empty"}, NoTrace{"Blank", "\n\n", "empty"},
                      NoTrace{"OtherColumns", "a,b,c\n1,2,3\n", "no trace that is known"},
                      NoTrace{"Binary", std::string("\x80\x81\xff\n", 4), "UTF-8"},
                      NoTrace{"ServeGenAlone", "client_id,timestamp,rate,cv\n0,0,1,1\n",
                              "does not exist"}),
    [](const auto& test) { return test.param.name; });

TEST_F(Traces, OfTooManyWrongLinesAreGivenUp) {
  std::string text = head;
  for (int i = 0; i < 1200; ++i) text += "1,0,0\n";
  const auto trace = open_trace(file("t.csv", text), {});

  EXPECT_TRUE(all(*trace).empty());

  EXPECT_EQ(trace->skipped(), most_wrong_lines);
  EXPECT_THAT(fleetfit::text(trace->faults().sorted().back()), HasSubstr("the rest is not read"));
}

}  // namespace
}  // namespace fleetfit
