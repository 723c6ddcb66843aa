#include "fleets/measurement_reader.hpp"

#include <gmock/gmock.h>

#include <map>

#include "tests/fleets/small_catalog.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ReadMeasurements = SmallCatalog;

constexpr const char* serving_header =
    "id,group,card,cards_per_instance,tp,model_hf,isl,osl,weight_dtype,scenario,engine,"
    "concurrency,per_card_out_tok_s,ttft_ms,request_rate\n";
constexpr const char* good_row =
    "a,g,H100,1,1,meta-llama/Llama-3.1-8B,128,64,fp8,static batch,vLLM,8,1000,,\n";

std::string table(const std::string& rows) { return serving_header + rows; }

TEST_F(ReadMeasurements, AServingRowIsReadWhole) {
  const Measurements read_rows = read("m.csv", table(good_row));

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  const Measurement& m = read_rows.rows[0];
  EXPECT_EQ(m.id, "a");
  EXPECT_EQ(m.line, 2);
  EXPECT_EQ(m.card, "H100");
  EXPECT_EQ(m.llm, "Llama-3.1-8B");
  EXPECT_EQ(m.stack, "vllm");
  EXPECT_EQ(m.kind, RunKind::static_batch);
  EXPECT_EQ(m.main.concurrency, 8.0);
  EXPECT_EQ(m.input_tokens, 128.0);
  EXPECT_EQ(m.output_tokens, 64.0);
  EXPECT_EQ(m.precision.weights, Format::fp8);
  EXPECT_EQ(m.skipped, "");
  ASSERT_THAT(m.values, SizeIs(1));
  EXPECT_EQ(m.values[0].metric, Metric::per_card_out_tok_s);
  EXPECT_EQ(m.values[0].value, 1000.0);
}

TEST_F(ReadMeasurements, AnAuditedRowKnowsItsDataSet) {
  const Measurements read_rows =
      read("m.csv",
           "id,group,card,cards_per_instance,tp,model_hf,isl,osl,weight_dtype,scenario,engine,"
           "concurrency,per_card_out_tok_s,notes\n"
           "a,mlperf51,H100,1,1,meta-llama/Llama-3.1-8B,,100,fp8,offline,vLLM,,1000,"
           "dataset=CNN-DailyMail\n"
           "b,trtllm10,H100,1,1,meta-llama/Llama-3.1-8B,500,100,fp8,offline,vLLM,,1000,"
           "\n");

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(2));
  const Measurement& audited = read_rows.rows[0];
  EXPECT_TRUE(audited.audited);
  EXPECT_EQ(audited.input_tokens, 894);
  EXPECT_EQ(audited.longest_answer, 128);
  const Measurement& vendor = read_rows.rows[1];
  EXPECT_FALSE(vendor.audited);
  EXPECT_EQ(vendor.longest_answer, 0);
}

TEST_F(ReadMeasurements, AGzipFileIsReadAsItsText) {
  const Measurements read_rows = read("m.csv.gz", gzip(table(good_row)));

  EXPECT_EQ(complaint(read_rows), "");
  EXPECT_THAT(read_rows.rows, SizeIs(1));
}

TEST_F(ReadMeasurements, RowsBeforeAGzipFileWasCutAreKept) {
  std::string rows;
  for (int i = 0; i < 20'000; ++i) {
    rows += std::to_string(i * 7919 % 10'007) + good_row;
  }
  const std::string packed = gzip(table(rows));

  const Measurements read_rows = read("m.csv.gz", packed.substr(0, packed.size() / 2));

  EXPECT_THAT(complaint(read_rows),
              HasSubstr(": the gzip file ends too early; the rows before are read; copy the whole "
                        "file again"));
  EXPECT_THAT(read_rows.faults, SizeIs(1));
  EXPECT_GT(read_rows.rows.size(), 1000U);
  EXPECT_LT(read_rows.rows.size(), 20'000U);
}

TEST_F(ReadMeasurements, AWrongFieldCostsItsRowOnly) {
  const Measurements read_rows = read(
      "m.csv", table("b,g,H100,1,1,Llama-3.1-8B,-5,64,fp8,static batch,vLLM,8,9,,\n") + good_row);

  EXPECT_EQ(complaint(read_rows), "m.csv:2: isl: -5 is not above 0; give a number above 0");
  ASSERT_THAT(read_rows.rows, SizeIs(2));
  EXPECT_EQ(read_rows.rows[0].skipped, "isl: -5 is not above 0");
  EXPECT_EQ(read_rows.rows[1].skipped, "");
}

TEST_F(ReadMeasurements, AQuotedFieldMayHoldLines) {
  const Measurements read_rows =
      read("m.csv",
           table("\"a\n\"\"x\"\",\",g,H100,1,1,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,\n") +
               "\r\n" + good_row);

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(2));
  EXPECT_EQ(read_rows.rows[0].id, "a\n\"x\",");
  EXPECT_EQ(read_rows.rows[0].line, 2);
  EXPECT_EQ(read_rows.rows[1].line, 5);
}

TEST_F(ReadMeasurements, WhatIsUnknownIsToldOnceAndItsRowsAreKept) {
  const std::string row = "b,g,H100,1,1,Llama-3.1-8C,1,1,fp8,static batch,vLLM,8,9,,\n";

  const Measurements read_rows = read("m.csv", table(row + row));

  EXPECT_EQ(complaint(read_rows),
            "m.csv:2: model_hf: unknown llm 'Llama-3.1-8C'; its rows are skipped; did you mean "
            "Llama-3.1-8B? known: DeepSeek-R1, Llama-3.1-8B");
  ASSERT_THAT(read_rows.rows, SizeIs(2));
  EXPECT_EQ(read_rows.rows[1].skipped, "unknown llm 'Llama-3.1-8C'");
}

TEST_F(ReadMeasurements, TrainingIsRecognisedAndSkipped) {
  const Measurements read_rows =
      read("t.csv", "id,model,card,n_cards,dtype,global_batch,mfu,TP,PP,DP\nx,GPT,A100,8,,,,,,\n");

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  EXPECT_EQ(read_rows.rows[0].skipped, "training is not modelled yet");
}

struct BadFile {
  const char* name;
  std::string text;
  std::string message;
};

TEST_F(ReadMeasurements, BadFilesAreNamed) {
  const std::string known_columns =
      "id, group, card, cards_per_instance, tp, model_hf, isl, weight_dtype, scenario, engine, "
      "osl, "
      "concurrency";
  const BadFile files[] = {
      {"empty", "", "m.csv: the file is empty; give a CSV or JSON file of measurements"},
      {"blank", "\n \n", "m.csv: the file is empty; give a CSV or JSON file of measurements"},
      {"other table", "a,b\n1,2\n",
       "m.csv:1: the columns are of no table of measurements that is known; a table of serving "
       "runs has at least " +
           known_columns},
      {"missing columns",
       "id,group,card,cards_per_instance,tp,model_hf,isl,weight_dtype,scenario\n",
       "m.csv:1: a table of serving runs without the columns engine, osl, concurrency; add what is "
       "missing; a column may be empty where a row does not state it"},
      {"no rows", table(""), "m.csv:1: the table has a header but no rows; give at least one row"},
      {"column twice", "id," + table(std::string("z,") + good_row),
       "m.csv:1: id: the column occurs twice; the first is read; rename or remove the other"},
      {"torn", table("a,g,H100,1"),
       "m.csv:2: 4 of 15 fields: the file ends in the middle of this row; copy the whole file "
       "again"},
      {"few fields", table(std::string("a,g,H100\n") + good_row),
       "m.csv:2: 3 of 15 fields; give each row one field for each column"},
      {"unclosed quote", table(std::string(good_row) + "\"b,g\n" + good_row),
       "m.csv:3: a quoted field has no end; nothing after it is read; close it with a quote"},
      {"quote inside", table(std::string("a\"b,g\n") + good_row),
       "m.csv:2: a quote in the middle of a field; put the whole field in quotes and double those "
       "inside"},
      {"huge row", table("\"" + std::string(std::size_t{2} << 20U, 'x')),
       "m.csv:2: a row of more than 1 MiB; close its quoted field"},
      {"binary",
       std::string("\x7F"
                   "ELF\0\1",
                   6),
       "m.csv:1: bytes that are not UTF-8 text; give a CSV or JSON file, plain or gzip"},
      {"binary later", table(std::string(good_row) + "\xFF\xFE\n"),
       "m.csv:3: bytes that are not UTF-8 text; give a CSV or JSON file, plain or gzip"},
      {"damaged gzip", gzip(table(good_row)).replace(12, 8, "XXXXXXXX"),
       "m.csv: the gzip file is damaged; the rows before are read; copy the file again"},
      {"other JSON", "{\"a\": 1}",
       "m.csv:1: JSON, but no result of a benchmark that is known; give a result of vllm bench "
       "serve, SGLang bench_serving, GenAI-Perf or AIPerf"},
      {"cut JSON", "{\n\"duration\": 1,\n",
       "m.csv:1: the file is not whole JSON; give the result file as the benchmark saved it"}};
  for (const BadFile& file : files) {
    EXPECT_EQ(complaint(read("m.csv", file.text)), file.message) << file.name;
  }
}

TEST_F(ReadMeasurements, WhatIsNoFileIsNamed) {
  EXPECT_EQ(complaint(read_file("none.csv")),
            "none.csv: does not exist; give the path of a CSV or JSON file, plain or gzip");
  EXPECT_EQ(complaint(read_file("cards")),
            "cards: is a directory; give the path of a CSV or JSON file, plain or gzip");
}

struct BadRow {
  std::string row;
  std::string message;  // none: nothing is wrong, yet the row is of no use
  std::string skipped;
};

TEST_F(ReadMeasurements, BadRowsAreNamed) {
  const BadRow rows[] = {
      {"a,g,H100,x,1,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: cards_per_instance: 'x' is not a number; give a number above 0",
       "cards_per_instance: 'x' is not a number"},
      {"a,g,H100,0,1,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: cards_per_instance: 0 is not above 0; give a number above 0",
       "cards_per_instance: 0 is not above 0"},
      {"a,g,H100,8,16,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: tp: tp 16 x pp 1 x dp 1 does not fit on 8 cards; give the cards of whole replicas",
       "tp: tp 16 x pp 1 x dp 1 does not fit on 8 cards"},
      {"a,g,H100,8,3,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: tp: tp 3 x pp 1 x dp 1 does not fit on 8 cards; give the cards of whole replicas",
       "tp: tp 3 x pp 1 x dp 1 does not fit on 8 cards"},
      {"a,g,H100,8,1.5,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: tp: 1.5 is not a whole number from 1 to 1,000,000; give a whole number from 1, or "
       "leave it empty",
       "tp: 1.5 is not a whole number from 1 to 1,000,000"},
      {"a,g,H100,1,1,Llama-3.1-8B,nan,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: isl: 'nan' is not a number; give a number above 0", "isl: 'nan' is not a number"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1e999,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: osl: '1e999' is not a number; give a number above 0",
       "osl: '1e999' is not a number"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1,fp7,static batch,vLLM,8,9,,",
       "m.csv:2: weight_dtype: unknown number format 'fp7'; give bf16, fp8, fp8_block, int8, fp4 "
       "or int4",
       "weight_dtype: unknown number format 'fp7'"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1,fp8,on a Sunday,vLLM,8,9,,",
       "m.csv:2: scenario: 'on a Sunday' does not tell how requests arrive; say static batch, "
       "prefill, decode, offline, at once, closed loop or server",
       "scenario: 'on a Sunday' does not tell how requests arrive"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,-1,",
       "m.csv:2: ttft_ms: -1 is negative; give 0 or more", "ttft_ms: -1 is negative"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1,fp8,server,vLLM,,9,,fast",
       "m.csv:2: request_rate: 'fast' is not a number; give a number above 0",
       "request_rate: 'fast' is not a number"},
      {"a,g,H101,1,1,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,",
       "m.csv:2: card: unknown card 'H101'; its rows are skipped; did you mean H100? known: H100, "
       "H20-96GB",
       "unknown card 'H101'"},
      {"a,g,H100,1,1,Llama-3.1-8B,~15-30 (short),1,fp8,static batch,vLLM,8,9,,", "",
       "isl holds '~15-30 (short)', not one number"},
      {"a,g,H100,1,1,Llama-3.1-8B,,1,fp8,static batch,vLLM,8,9,,", "", "isl is not stated"},
      {"a,g,H100,8,16/32,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,9,,", "",
       "tp holds '16/32', not one number"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1,fp8,closed loop,vLLM,,9,,", "",
       "neither concurrency nor batch_per_card is stated"},
      {"a,g,H100,1,1,Llama-3.1-8B,1,1,fp8,static batch,vLLM,8,,,", "",
       "no rate, TTFT or TPOT is stated"}};
  for (const BadRow& bad : rows) {
    const Measurements read_rows = read("m.csv", table(bad.row + "\n"));

    EXPECT_EQ(complaint(read_rows), bad.message) << bad.row;
    ASSERT_THAT(read_rows.rows, SizeIs(1)) << bad.row;
    EXPECT_EQ(read_rows.rows[0].skipped, bad.skipped) << bad.row;
  }
}

/// Rows that are skipped for what they say, not for names that the catalogue lacks.
std::size_t skipped_rows(const Measurements& measurements) {
  std::size_t skipped = 0;
  for (const Measurement& m : measurements.rows) {
    skipped += !m.skipped.empty() && !m.skipped.starts_with("unknown ") ? 1U : 0U;
  }
  return skipped;
}

void expect_only_unknown_names(const Measurements& measurements) {
  for (const Fault& fault : measurements.faults) {
    EXPECT_THAT(fault.problem, HasSubstr("unknown ")) << text(fault);
  }
}

void expect_cards_match_layouts(const Measurements& measurements) {
  for (const Measurement& m : measurements.rows) {
    if (!m.skipped.empty() && !m.skipped.starts_with("unknown ")) continue;
    if (m.cards < 1.0) continue;  // one die of an Ascend 910C
    const double all = cards(m.main.layout) * m.main.replicas +
                       (m.disaggregated ? cards(m.prefill.layout) * m.prefill.replicas : 0.0);
    EXPECT_EQ(all, m.cards) << m.id;
    EXPECT_TRUE(m.main.layout.ep == 1 || m.main.layout.ep == m.main.layout.tp * m.main.layout.dp)
        << m.id;
    EXPECT_GE(m.output_tokens + (m.kind == RunKind::decode || m.kind == RunKind::prefill), 1.0);
    EXPECT_GE(m.input_tokens, 1.0) << m.id;
    EXPECT_THAT(m.values, ::testing::Not(IsEmpty())) << m.id;
  }
}

TEST(PublishedMeasurements, ShippedServingRunsAreReadWithoutAFault) {
  const std::filesystem::path fleets = std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets";
  const Recogniser recogniser{Catalog(fleets)};

  const Measurements serving =
      read_measurements((fleets / "measurements" / "serving.csv").string(), recogniser);

  EXPECT_THAT(serving.rows, SizeIs(985));
  EXPECT_EQ(skipped_rows(serving), 26U);
  expect_only_unknown_names(serving);
  expect_cards_match_layouts(serving);
  std::map<RunKind, int> kinds;
  for (const Measurement& m : serving.rows) ++kinds[m.kind];
  EXPECT_EQ(kinds, (std::map<RunKind, int>{{RunKind::static_batch, 351},
                                           {RunKind::prefill, 33},
                                           {RunKind::decode, 11},
                                           {RunKind::in_flight, 143},
                                           {RunKind::burst, 238},
                                           {RunKind::closed_loop, 162},
                                           {RunKind::server, 47}}));
}

class SharedMeasurements : public ::testing::Test {
 protected:
  static Measurements read(const std::string& file) {
    const std::filesystem::path source = FLEETFIT_SOURCE_DIR;
    const Recogniser recogniser{Catalog(source / "fleets")};
    return read_measurements((source / "../shared/measurements" / file).string(), recogniser);
  }
  void SetUp() override {
    const std::filesystem::path source = FLEETFIT_SOURCE_DIR;
    if (!std::filesystem::exists(source / "../shared/measurements")) GTEST_SKIP() << "not here";
  }
};

TEST_F(SharedMeasurements, SiliconRunsAreReadWithoutAFault) {
  const Measurements silicon = read("nvidia_silicon_sample.csv.gz");

  EXPECT_THAT(silicon.rows, SizeIs(2281));
  EXPECT_EQ(skipped_rows(silicon), 551U);
  expect_only_unknown_names(silicon);
  expect_cards_match_layouts(silicon);
}

TEST_F(SharedMeasurements, ServingRunsReadAsTheShippedOnes) {
  const Measurements serving = read("serving.csv");

  EXPECT_THAT(serving.rows, SizeIs(985));
  EXPECT_EQ(skipped_rows(serving), 26U);
}

TEST_F(SharedMeasurements, TrainingRunsAreAllSkipped) {
  EXPECT_EQ(skipped_rows(read("training.csv")), 721U);
}

}  // namespace
}  // namespace fleetfit
