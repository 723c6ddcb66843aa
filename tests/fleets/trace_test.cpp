#include "fleets/trace.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <tuple>

#include "fleets/date_time.hpp"
#include "fleets/length_distribution.hpp"
#include "tests/fleets/small_catalog.hpp"

namespace fleetfit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Arrival in nanoseconds, prompt, output.
using Told = std::tuple<std::int64_t, int, int>;

/// What came of a trace.
struct ReadTrace {
  std::string format;
  std::vector<Told> requests;
  std::vector<TraceRequest> whole;
  std::string complaint;  // folders left out
  std::int64_t skipped{};
  std::int32_t hash_tokens{};
  std::vector<std::string> notes;
};

class Traces : public SmallCatalog {
 protected:
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root / name, std::ios::binary) << text;
  }

  ReadTrace read_trace(const std::string& name, const TraceOptions& options = {}) const {
    ReadTrace all;
    try {
      const auto trace = open_trace((root / name).string(), options);
      for (TraceRequest request; trace->next(request);) {
        all.requests.emplace_back(request.arrived_ns, request.prompt, request.output);
        all.whole.push_back(request);
      }
      all.format = trace->format();
      all.skipped = trace->skipped();
      all.hash_tokens = trace->hash_tokens();
      all.notes = trace->notes();
      all.complaint = complaint({.rows = {}, .faults = trace->faults().sorted()});
    } catch (const BadInput& bad) {
      all.complaint = complaint({.rows = {}, .faults = bad.faults()});
    }
    return all;
  }

  ReadTrace trace_of(const std::string& text, const TraceOptions& options = {}) const {
    write("t", text);
    return read_trace("t", options);
  }
};

const std::string vidur = "arrived_at,num_prefill_tokens,num_decode_tokens\n";
const std::string azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

TEST_F(Traces, VidursTableIsReadExactly) {
  const ReadTrace trace = trace_of(vidur + "0.048914,116,28\n1.5,136,32\n1.5,7,1\n");

  EXPECT_EQ(trace.format, "Vidur");
  EXPECT_EQ(trace.complaint, "");
  EXPECT_THAT(trace.requests, ElementsAre(Told{48'914'000, 116, 28}, Told{1'500'000'000, 136, 32},
                                          Told{1'500'000'000, 7, 1}));
}

TEST_F(Traces, AzuresTimesAreReadToTheirHundredNanoseconds) {
  const ReadTrace trace = trace_of(azure +
                                   "2023-11-16 18:15:46.6805900,374,44\n"
                                   "2023-11-16 18:15:46.6805901,396,109\n"
                                   "2023-11-16 18:15:50,879,55\n");

  EXPECT_EQ(trace.format, "Azure");
  EXPECT_THAT(trace.requests,
              ElementsAre(Told{0, 374, 44}, Told{100, 396, 109}, Told{3'319'410'000, 879, 55}));
}

TEST_F(Traces, AzuresTimesGoOnAcrossMidnightTheYearAndZones) {
  const ReadTrace trace = trace_of(azure +
                                   "2023-12-31 23:59:59.5,1,1\n"
                                   "2024-01-01T00:00:00.25Z,2,2\n"
                                   "2024-01-01 08:00:01+08:00,3,3\n");

  EXPECT_EQ(trace.complaint, "");
  EXPECT_THAT(trace.requests,
              ElementsAre(Told{0, 1, 1}, Told{750'000'000, 2, 2}, Told{1'500'000'000, 3, 3}));
}

TEST_F(Traces, LengthsAloneArriveAtRandomAtTheAskedRate) {
  std::string text = "num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n";
  constexpr int count = 10'000;
  for (int i = 0; i < count; ++i) text += "3772,54,3826,69.85\n";

  const ReadTrace trace = trace_of(text, {.rate = 4.0});

  EXPECT_EQ(trace.format, "lengths");
  ASSERT_THAT(trace.requests, SizeIs(count));
  const double seconds = static_cast<double>(std::get<0>(trace.requests.back())) * 1e-9;
  EXPECT_NEAR(seconds, count / 4.0, 4.0 * std::sqrt(count) / 4.0);  // four sigma
  EXPECT_THAT(trace.notes, ElementsAre(HasSubstr("4 a second (--rate)")));
}

TEST_F(Traces, MooncakesLinesAreReadWithTheirHashes) {
  const ReadTrace trace = trace_of(
      "{\"timestamp\": 0, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1]}\n"
      "\n"
      "{\"timestamp\": 27.5, \"input_length\": 7, \"output_length\": 4}\r\n");

  EXPECT_EQ(trace.format, "Mooncake");
  EXPECT_EQ(trace.complaint, "");
  EXPECT_EQ(trace.hash_tokens, 512);
  EXPECT_THAT(trace.requests, ElementsAre(Told{0, 6758, 500}, Told{27'500'000, 7, 4}));
  EXPECT_THAT(trace.whole[0].hashes, ElementsAre(0U, 1U));
  EXPECT_THAT(trace.whole[1].hashes, IsEmpty());
}

TEST_F(Traces, KvCacheTestersRequestsOfAllSessionsAreInOrderOfTime) {
  const ReadTrace trace = trace_of(
      "id,t,in,out,stop\n"
      "a,0,10,1,x\na,100.5,11,2,x\nb,0,20,3,x\nb,100,21,4,x\n",
      {.rate = 1.0});

  EXPECT_EQ(trace.format, "kv-cache-tester");
  ASSERT_THAT(trace.requests, SizeIs(4));
  std::int64_t begins[2] = {-1, -1};
  std::int64_t before = 0;
  for (const TraceRequest& request : trace.whole) {
    EXPECT_GE(request.arrived_ns, before);
    before = request.arrived_ns;
    std::int64_t& begin = begins[request.session];
    if (begin < 0) begin = request.arrived_ns;
    const std::int64_t since = request.prompt == 11   ? 100'500'000'000
                               : request.prompt == 21 ? 100'000'000'000
                                                      : 0;
    EXPECT_EQ(request.arrived_ns - begin, since);
  }
  EXPECT_LT(begins[0], begins[1]);
}

TEST_F(Traces, KvCacheTestersSessionsKeepTheirHashesApart) {
  const ReadTrace trace = trace_of(
      R"({"id": "a", "block_size": 64, "requests": [{"t": 0.0, "in": 128, "out": 9, "hash_ids": [1, 2]},)"
      R"( {"t": 5, "in": 129, "out": 8, "hash_ids": [1]}]})"
      "\n"
      R"({"id": "b", "block_size": 64, "requests": [{"t": 0.0, "in": 64, "out": 7, "hash_ids": [1]}]})"
      "\n",
      {.rate = 1e-3});

  EXPECT_EQ(trace.format, "kv-cache-tester");
  EXPECT_EQ(trace.complaint, "");
  EXPECT_EQ(trace.hash_tokens, 64);
  ASSERT_THAT(trace.whole, SizeIs(3));
  EXPECT_EQ(trace.whole[1].arrived_ns - trace.whole[0].arrived_ns, 5'000'000'000);
  EXPECT_EQ(trace.whole[0].hashes[0], trace.whole[1].hashes[0]);
  EXPECT_NE(trace.whole[0].hashes[0], trace.whole[2].hashes[0]);
}

TEST_F(Traces, SessionsOfBlocksOfOtherSizesAreRefused) {
  const ReadTrace trace =
      trace_of(R"({"block_size": 64, "requests": [{"t": 0, "in": 1, "out": 1}]})"
               "\n"
               R"({"block_size": 128, "requests": [{"t": 0, "in": 2, "out": 1}]})"
               "\n");

  EXPECT_THAT(trace.requests, SizeIs(1));
  EXPECT_EQ(trace.complaint,
            "t:2: block_size: is no size of a block, or not that of the sessions above; give all "
            "sessions one block_size, tokens");
}

TEST_F(Traces, AGzipFileIsReadAsItsText) {
  EXPECT_THAT(trace_of(gzip(vidur + "0.5,116,28\n")).requests,
              ElementsAre(Told{500'000'000, 116, 28}));
}

TEST_F(Traces, ColumnsMayStandInAnyOrderBesideOthers) {
  const ReadTrace trace =
      trace_of("id,num_decode_tokens,arrived_at,\"num_prefill_tokens\"\nx,28,0.5,116\n");

  EXPECT_THAT(trace.requests, ElementsAre(Told{500'000'000, 116, 28}));
}

TEST_F(Traces, ByteOrderMarkLineEndsAndBlankLinesDoNotMatter) {
  const ReadTrace table = trace_of("\xEF\xBB\xBF\r\n" + vidur + "\r\n0.5,116,28\r\n\n1,7,8");
  const ReadTrace json =
      trace_of("\xEF\xBB\xBF{\"timestamp\": 1, \"input_length\": 2, \"output_length\": 3}\r\n\r\n");

  EXPECT_THAT(table.requests, ElementsAre(Told{500'000'000, 116, 28}, Told{1'000'000'000, 7, 8}));
  EXPECT_EQ(table.complaint, "");
  EXPECT_THAT(json.requests, ElementsAre(Told{1'000'000, 2, 3}));
  EXPECT_EQ(json.complaint, "");
}

TEST_F(Traces, AnotherSeedDrawsOtherTimesAndTheSameSeedTheSame) {
  write("t", "num_prefill_tokens,num_decode_tokens\n5,6\n7,8\n");

  const ReadTrace first = read_trace("t", {.seed = 1});
  const ReadTrace again = read_trace("t", {.seed = 1});
  const ReadTrace other = read_trace("t", {.seed = 2});

  EXPECT_EQ(first.requests, again.requests);
  EXPECT_NE(first.requests, other.requests);
}

// --- ServeGen: two files.

const std::string rates_header = "client_id,timestamp,rate,cv,pat_name,pat_arg1,pat_arg2\n";
const std::string rates = rates_header +
                          "0,0,0.1,1,Gamma,0.5,1\n0,600,0.0501,1,Weibull,0.7,1\n"
                          "0,1200,0,0,,0,0\n1,0,0.01,1,,0,0\n1,600,0,0,,0,0\n1,1200,0,0,,0,0\n";
const std::string lengths =
    R"({"client_id":0,"dataset":{"0":{"input_tokens":"{100: 0.5, 200: 0.5}","output_tokens":"{3: 1.0}"}}})"
    "\n"
    R"({"client_id":1,"dataset":{"0":{"text_tokens":"{10: 1.0}","image_tokens":"{7: 1.0}",)"
    R"("image_count":"{2: 1.0}","output_tokens":"{4: 1.0}"}}})"
    "\n";

class ServeGenTraces : public Traces {
 protected:
  ServeGenTraces() {
    write("a_trace.csv", rates);
    write("a_dataset.jsonl", lengths);
  }
};

TEST_F(ServeGenTraces, EachWindowHasItsRateInRequests) {
  const ReadTrace trace = read_trace("a_trace.csv");

  EXPECT_EQ(trace.format, "ServeGen");
  EXPECT_EQ(trace.complaint, "");
  int counts[2][2] = {};
  std::int64_t before = 0;
  for (const TraceRequest& request : trace.whole) {
    EXPECT_GE(request.arrived_ns, before);
    before = request.arrived_ns;
    ++counts[request.session][request.arrived_ns / 600'000'000'000];
  }
  EXPECT_EQ(counts[0][0], 60);  // ceil(0.1 * 600)
  EXPECT_EQ(counts[0][1], 31);  // ceil(0.0501 * 600)
  EXPECT_EQ(counts[1][0], 6);
  EXPECT_EQ(counts[1][1], 0);
}

TEST_F(ServeGenTraces, LengthsAreOfTheClientsDistributions) {
  const ReadTrace trace = read_trace("a_trace.csv");

  int longer = 0;
  for (const TraceRequest& request : trace.whole) {
    if (request.session == 1) {
      EXPECT_EQ(request.prompt, 10 + 2 * 7);
      EXPECT_EQ(request.output, 4);
    } else {
      EXPECT_TRUE(request.prompt == 100 || request.prompt == 200) << request.prompt;
      EXPECT_EQ(request.output, 3);
      longer += request.prompt == 200 ? 1 : 0;
    }
  }
  EXPECT_NEAR(longer, 91 / 2.0, 4.0 * std::sqrt(91.0) / 2.0);  // four sigma
}

TEST_F(ServeGenTraces, EitherFilePlainOrGzipFindsTheOther) {
  const ReadTrace plain = read_trace("a_trace.csv");
  write("b_trace.csv.gz", gzip(rates));
  write("b_dataset.jsonl.gz", gzip(lengths));

  EXPECT_EQ(read_trace("a_dataset.jsonl").requests, plain.requests);
  EXPECT_EQ(read_trace("b_dataset.jsonl.gz").requests, plain.requests);
  EXPECT_EQ(read_trace("b_trace.csv.gz").requests, plain.requests);
}

TEST_F(ServeGenTraces, TheSeedDecides) {
  const ReadTrace first = read_trace("a_trace.csv", {.seed = 7});

  EXPECT_EQ(read_trace("a_trace.csv", {.seed = 7}).requests, first.requests);
  EXPECT_NE(read_trace("a_trace.csv", {.seed = 8}).requests, first.requests);
}

TEST_F(ServeGenTraces, HoursCutTheTrace) {
  EXPECT_THAT(read_trace("a_trace.csv", {.hours = 0.1}).requests, SizeIs(66));
}

TEST_F(ServeGenTraces, ClientsWithoutLengthsBorrowThoseOfOthers) {
  write("a_dataset.jsonl", lengths.substr(0, lengths.find('\n')));

  const ReadTrace trace = read_trace("a_trace.csv");

  EXPECT_THAT(trace.requests, SizeIs(97));
  EXPECT_THAT(trace.notes.back(), HasSubstr("6 requests are of clients without lengths"));
}

TEST_F(ServeGenTraces, WrongLinesAreNamedAndTheOthersReplayed) {
  write("a_trace.csv", rates +
                           "2,0,1e9,1,Gamma,0.5,1\n2,0,0.1,1,Pareto,0.5,1\n2,0,0.1,1,Gamma,0,1\n"
                           "-1,0,0.1,1,,0,0\n2,nan,0.1,1,,0,0\n2,0,0.1\n");
  write("a_dataset.jsonl",
        lengths + "{\"client_id\": 5\n" +
            R"({"client_id":"x","dataset":{}})"
            "\n" +
            R"({"client_id":4,"dataset":{"soon":{}, "0":{"input_tokens":"{-5: 1}"}}})"
            "\n");

  const ReadTrace trace = read_trace("a_trace.csv");

  EXPECT_THAT(trace.requests, SizeIs(97));
  EXPECT_EQ(trace.skipped, 10);
  for (const char* fault :
       {"a_trace.csv:8: client_id, timestamp or rate is out of range; give",
        "a_trace.csv:9: pat_name: is no pattern of gaps; give Gamma or Weibull", "a_trace.csv:10: ",
        "a_trace.csv:11: ", "a_trace.csv:12: ", "a_trace.csv:13: 3 of 7 fields; give each row",
        "a_dataset.jsonl:3: no client_id or no dataset, or the line is torn; copy",
        "a_dataset.jsonl:4: no client_id",
        "a_dataset.jsonl:5: soon: is no window of lengths; write it as",
        "a_dataset.jsonl:5: input_tokens: is no window of lengths; write"}) {
    EXPECT_THAT(trace.complaint, HasSubstr(fault));
  }
}

TEST_F(ServeGenTraces, AFileAloneIsRefused) {
  write("b_trace.csv", rates);
  write("c_dataset.jsonl", lengths);
  write("d.csv", rates);

  EXPECT_THAT(read_trace("b_trace.csv").complaint,
              HasSubstr("b_dataset.jsonl: has no lengths for the hours that are asked for; put "
                        "ServeGen's ..._trace.csv and ..._dataset.jsonl, plain or gzip, side by"));
  EXPECT_THAT(read_trace("c_dataset.jsonl").complaint, HasSubstr("c_trace.csv: does not exist"));
  EXPECT_THAT(read_trace("d.csv").complaint,
              HasSubstr("d.csv: is one of ServeGen's two files, yet its name does not tell the "
                        "other's; name them"));
}

// --- What is wrong.

struct BadTrace {
  std::string name;
  std::string text;
  std::string message;     // the whole complaint
  std::size_t replayed{};  // good lines
};

class BadTraces : public Traces, public ::testing::WithParamInterface<BadTrace> {};

TEST_P(BadTraces, AreNamedByFileLineAndRemedyAndGoodLinesReplayed) {
  const ReadTrace trace = trace_of(GetParam().text);

  EXPECT_EQ(trace.complaint, GetParam().message);
  EXPECT_THAT(trace.requests, SizeIs(GetParam().replayed));
}

const std::string good = vidur + "0.5,116,28\n";
const std::string lengths_remedy = "; give a whole number of tokens from 1 to 100 million";
const std::string times_remedy = "; times begin at 0 and end within 20 days";
const std::string columns =
    "the columns are of no trace that is known; give "
    "arrived_at,num_prefill_tokens,num_decode_tokens (seconds, tokens), Azure's "
    "TIMESTAMP,ContextTokens,GeneratedTokens, ServeGen's client_id,timestamp,rate,..., or "
    "Mooncake's JSON lines";
const std::string torn =
    "the line is torn or no JSON object; write one request as {\"timestamp\": ms, "
    "\"input_length\": tokens, \"output_length\": tokens, \"hash_ids\": [...]}";
const std::string mooncake = "{\"timestamp\": 5, \"input_length\": 6, \"output_length\": 7}\n";

INSTANTIATE_TEST_SUITE_P(
    Tables, BadTraces,
    ::testing::Values(
        BadTrace{"Empty", "", "t: the file is empty; give a trace of requests, CSV or JSON lines"},
        BadTrace{"Blank", "\n \r\n",
                 "t: the file is empty; give a trace of requests, CSV or JSON lines"},
        BadTrace{"OnlyAHeader", vidur, ""},
        BadTrace{"UnknownColumns", "a,b,c\n1,2,3\n", "t:1: " + columns},
        BadTrace{"JsonList", "[{\"timestamp\": 5}]\n", "t:1: " + torn},
        BadTrace{"ColumnTwice", "arrived_at," + vidur + "1,1,2,3\n",
                 "t:1: arrived_at: the column occurs twice; the first is read; rename or remove "
                 "the other"},
        BadTrace{"TornLastLine", good + "0.6,11",
                 "t:3: 2 of 3 fields: the file ends in the middle of this row; copy the whole "
                 "file again",
                 1},
        BadTrace{"FieldsTooMany", good + "0.6,11,5,9\n0.7,8,9\n",
                 "t:3: 4 of 3 fields; give each row one field for each column", 2},
        BadTrace{"Backwards", good + "0.4,1,2\n0.6,1,2\n",
                 "t:3: it arrives 0.1 s before the line above; sort the trace by time of arrival",
                 2},
        BadTrace{"NoPrompt", good + "0.6,0,5\n", "t:3: a prompt of 0 tokens" + lengths_remedy, 1},
        BadTrace{"NoOutput", good + "0.6,5,0\n", "t:3: an output of 0 tokens" + lengths_remedy, 1},
        BadTrace{"NegativePrompt", good + "0.6,-5,1\n",
                 "t:3: a prompt of -5 tokens" + lengths_remedy, 1},
        BadTrace{"PartOfAToken", good + "0.6,5,1.5\n",
                 "t:3: an output of 1.5 tokens" + lengths_remedy, 1},
        BadTrace{"HugePrompt", good + "0.6,1e30,1\n",
                 "t:3: a prompt of 1e+30 tokens" + lengths_remedy, 1},
        BadTrace{"NegativeTime", vidur + "-0.5,1,1\n0.5,1,1\n",
                 "t:2: it arrives at -0.5 s" + times_remedy, 1},
        BadTrace{"HugeTime", good + "1e15,1,1\n", "t:3: it arrives at 1e+15 s" + times_remedy, 1},
        BadTrace{"UnixTime", vidur + "1700158546,1,1\n",
                 "t:2: it arrives at 1.70016e+09 s" + times_remedy},
        BadTrace{"NanTime", good + "nan,1,1\n",
                 "t:3: arrived_at: \"nan\" is no number; give a number", 1},
        BadTrace{"InfinitePrompt", good + "1,inf,1\n",
                 "t:3: num_prefill_tokens: \"inf\" is no number; give a number", 1},
        BadTrace{"TextInANumber", good + "1,1,many\n",
                 "t:3: num_decode_tokens: \"many\" is no number; give a number", 1},
        BadTrace{"EmptyField", good + "1,,1\n",
                 "t:3: num_prefill_tokens: \"\" is no number; give a number", 1},
        BadTrace{"QuoteInAField", good + "1,1\"1,1\n2,2,2\n",
                 "t:3: a quote in the middle of a field; put the whole field in quotes and double "
                 "those inside",
                 2},
        BadTrace{"BinaryGarbage",
                 std::string("\x7f"
                             "ELF\x00\x01\xff\xfe\n",
                             9),
                 "t:1: bytes that are not UTF-8 text; give a CSV or JSON file, plain or gzip"},
        BadTrace{"GarbageBelow", good + "\xff\xfe\n",
                 "t:3: bytes that are not UTF-8 text; give a CSV or JSON file, plain or gzip", 1}),
    [](const auto& trace) { return trace.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Times, BadTraces,
    ::testing::Values(
        BadTrace{"NoSuchDay", azure + "2023-02-30 18:15:46.68,374,44\n",
                 "t:2: TIMESTAMP: \"2023-02-30 18:15:46.68\" is no time; write it as 2023-11-16 "
                 "18:15:46.6805900"},
        BadTrace{"Seconds", azure + "17,374,44\n2023-02-20 18:15:46.68,374,44\n",
                 "t:2: TIMESTAMP: \"17\" is no time; write it as 2023-11-16 18:15:46.6805900", 1},
        BadTrace{"Afternoon", azure + "2023-02-20 6:15:46 PM,374,44\n",
                 "t:2: TIMESTAMP: \"2023-02-20 6:15:46 PM\" is no time; write it as 2023-11-16 "
                 "18:15:46.6805900"}),
    [](const auto& trace) { return trace.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Json, BadTraces,
    ::testing::Values(
        BadTrace{"Torn", mooncake + "{\"timestamp\": 6, \"input_le", "t:2: " + torn, 1},
        BadTrace{"NoObject", mooncake + "[1, 2]\n", "t:2: " + torn, 1},
        BadTrace{"NumberBeyondDoubles", mooncake + "{\"timestamp\": 1e999}\n", "t:2: " + torn, 1},
        BadTrace{"MissingKey", mooncake + "{\"timestamp\": 6, \"input_length\": 5}\n" + mooncake,
                 "t:2: output_length: is missing or no number; give timestamp (ms), input_length "
                 "and output_length (tokens)",
                 2},
        BadTrace{"TextForANumber",
                 "{\"timestamp\": \"6\", \"input_length\": 5, \"output_length\": 7}\n" + mooncake,
                 "t:1: timestamp: is missing or no number; give timestamp (ms), input_length and "
                 "output_length (tokens)",
                 1},
        BadTrace{"Backwards",
                 mooncake + "{\"timestamp\": 4, \"input_length\": 5, \"output_length\": 7}\n",
                 "t:2: it arrives 0.001 s before the line above; sort the trace by time of "
                 "arrival",
                 1},
        BadTrace{"SessionWithoutRequests", "{\"requests\": 5}\n",
                 "t:1: requests: a session without a list of requests; give requests: [{\"t\": s, "
                 "\"in\": tokens, \"out\": tokens}, ...]"},
        BadTrace{"RequestBeforeItsSession",
                 "{\"requests\": [{\"t\": -1, \"in\": 1, \"out\": 1}, {\"t\": 1, \"in\": 1, "
                 "\"out\": 1}]}\n",
                 "t:1: it arrives at -1 s" + times_remedy, 1},
        BadTrace{"RequestWithoutOut", "{\"requests\": [{\"t\": 0, \"in\": 1}]}\n",
                 "t:1: requests: a request without t, in or out; give t (s), in and out "
                 "(tokens)"}),
    [](const auto& trace) { return trace.param.name; });

TEST_F(Traces, WhatIsNoFileIsNamed) {
  std::filesystem::create_directory(root / "folder");

  EXPECT_EQ(read_trace("none.csv").complaint,
            "none.csv: does not exist; give the path of a CSV or JSON file, plain or gzip");
  EXPECT_EQ(read_trace("folder").complaint,
            "folder: is a directory; give the path of a CSV or JSON file, plain or gzip");
}

TEST_F(Traces, RequestsBeforeAGzipFileWasCutAreReplayed) {
  std::string text = vidur;
  for (int i = 0; i < 50'000; ++i) {
    text += std::to_string(i) + "," + std::to_string(1 + i * 7919 % 10'007) + ",5\n";
  }
  const std::string packed = gzip(text);

  const ReadTrace trace = trace_of(packed.substr(0, packed.size() / 2));

  EXPECT_GT(trace.requests.size(), 1'000U);
  EXPECT_THAT(trace.complaint, HasSubstr("the gzip file ends too early; the rows before are read; "
                                         "copy the whole file again"));
}

TEST_F(Traces, AThousandWrongLinesAreGivenUpAndTheFirstOnesTold) {
  std::string wrong = good;
  std::string torn_rows = good;
  for (int i = 0; i < 1'500; ++i) {
    wrong += "1,0,1\n";
    torn_rows += "1,1\n";
  }

  const ReadTrace trace = trace_of(wrong + "2,1,1\n");
  const ReadTrace table = trace_of(torn_rows + "2,1,1\n");

  EXPECT_THAT(trace.requests, SizeIs(1));
  EXPECT_EQ(trace.skipped, 1'000);
  EXPECT_EQ(std::count(trace.complaint.begin(), trace.complaint.end(), '\n'), 20);
  EXPECT_THAT(trace.complaint,
              HasSubstr("t:1002: 1000 lines are wrong; the rest is not read; mend the file, or cut "
                        "it before the first wrong line"));
  EXPECT_EQ(table.skipped, 1'500);
  EXPECT_EQ(std::count(table.complaint.begin(), table.complaint.end(), '\n'), 20);
  EXPECT_THAT(table.complaint, HasSubstr("1500 lines are wrong; the rest is not read"));
}

TEST_F(Traces, SessionsThatBeginTooRarelyAreRefused) {
  const ReadTrace trace = trace_of("id,t,in,out\na,0,10,1\n", {.rate = 1e-12});

  EXPECT_THAT(trace.requests, IsEmpty());
  EXPECT_THAT(trace.complaint, HasSubstr("let more sessions begin in a second (--rate)"));
}

TEST(DateTimes, AreNanosecondsSince1970) {
  EXPECT_EQ(date_time_ns("1970-01-02 00:00:01.0000001"), 86'401'000'000'100);
  EXPECT_EQ(date_time_ns("1970-01-02T01:00:00+01:00"), 86'400'000'000'000);
  for (const char* bad : {"", "1969-12-31 00:00:00", "9999-01-01 00:00:00", "2023-01-01",
                          "2023-01-01 24:00:00", "2023-01-01 00:60:00", "2023-01-01 00:00:nan",
                          "2023-01-01 00:00:-1", "2023-01-01 00:00:00 noon"}) {
    EXPECT_EQ(date_time_ns(bad), std::nullopt) << bad;
  }
}

TEST(LengthDistributions, GiveEachLengthItsShare) {
  const auto read = parse_lengths("{1: 0.25, 3: 0.75, 9: 0}");

  ASSERT_TRUE(read);
  EXPECT_EQ(read->at(0.25), 1);
  EXPECT_EQ(read->at(0.26), 3);
  EXPECT_EQ(read->at(1.0), 3);
  EXPECT_EQ(read->most(), 3);
  EXPECT_TRUE(parse_lengths("{}")->empty());
  for (const char* bad : {"", "{1: 0.5", "{-1: 1}", "{1: -1}", "{1: nan}", "{1e10: 1}", "{1 1}"}) {
    EXPECT_EQ(parse_lengths(bad).has_value(), false) << bad;
  }
}

}  // namespace
}  // namespace fleetfit
