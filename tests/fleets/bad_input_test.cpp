#include <gtest/gtest.h>

#include "tests/fleets/small_fleet.hpp"

namespace fleetfit {
namespace {

using BadInputFile = SmallFleet;

constexpr const char* card = "cards/C1.yaml";
constexpr const char* llm = "llms/L1.yaml";
constexpr const char* workload = "workloads/chat.yaml";
constexpr const char* mix = "mixes/one.yaml";
constexpr const char* fleet_operator = "operators/small.yaml";
constexpr const char* scenario = "scenarios/s.yaml";
constexpr const char* memory = "memory: {value: 80, unit: GiB, tag: datasheet, source: test}";

TEST_F(BadInputFile, UnchangedHasNoFault) { EXPECT_EQ(complaint(), ""); }

TEST_F(BadInputFile, UnknownKey) {
  replace(scenario, "disaggregation: true", "disagregation: true");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:21: serving.disaggregation: missing; add disaggregation (Whether "
            "prefill and decode may run on separate replicas), for example true\n"
            "scenarios/s.yaml:22: serving.disagregation: unknown key; did you mean disaggregation? "
            "allowed: disaggregation, token_budget, stack, stack_generation, largest_replica");
}

TEST_F(BadInputFile, UnknownGenerationOfTheStack) {
  replace(scenario, "disaggregation: true",
          "disaggregation: true\n  stack: trtllm\n  stack_generation: newest");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:24: serving.stack_generation: trtllm has no generation newest; name "
            "a release, such as 0.5.3, or one of 0.9, 0.14, 1.0, 1.1+, mlperf4, mlperf5");
}

TEST_F(BadInputFile, MissingKey) {
  replace(card, std::string(memory) + "\n", "");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:1: cards.C1.memory: missing; add memory (Memory of one card), for "
            "example {value: 96, unit: GiB, tag: datasheet, source: \"NVIDIA H20 datasheet\"}");
}

TEST_F(BadInputFile, MissingSource) {
  replace(card, "unit: GiB, tag: datasheet, source: test", "unit: GiB, tag: datasheet");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory.source: missing; add source (Where the value is "
            "from, as a sentence), for example \"NVIDIA H20 datasheet\"");
}

TEST_F(BadInputFile, MissingValue) {
  replace(card, "value: 80, unit: GiB", "unit: GiB");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory: the value is missing; give value; or low, base, "
            "high");
}

TEST_F(BadInputFile, WrongUnit) {
  replace(card, "unit: GiB", "unit: GB/s");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory.unit: wrong unit: memory is in GB/s; expected GiB, "
            "GB or MiB");
}

TEST_F(BadInputFile, WrongType) {
  replace(card, "value: 80, unit: GiB", "value: lots, unit: GiB");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory.value: lots is of type text; expected number (The "
            "value, in `unit`)");
}

TEST_F(BadInputFile, PlainNumberInsteadOfQuantity) {
  replace(card, memory, "memory: 80");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory: 80 is of type whole number; expected map (Memory of "
            "one card), for example {value: 96, unit: GiB, tag: datasheet, source: \"NVIDIA H20 "
            "datasheet\"}");
}

TEST_F(BadInputFile, NothingGiven) {
  replace(card, "vendor: V", "vendor:");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:3: cards.C1.vendor: nothing is given; expected text (Vendor), for "
            "example NVIDIA");
}

TEST_F(BadInputFile, BadTag) {
  replace(card, "GiB, tag: datasheet", "GiB, tag: datasheat");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory.tag: datasheat is not known; did you mean datasheet? "
            "allowed: measured, datasheet, briefing, derived, assumed");
}

TEST_F(BadInputFile, BadEnumeration) {
  replace(scenario, "basis: cards", "basis: card");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:13: split.basis: card is not known; did you mean cards? allowed: "
            "cards, flops, money");
}

TEST_F(BadInputFile, BaseOutsideLowAndHigh) {
  replace(card, "low: 1, base: 2", "low: 2.5, base: 2");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:9: cards.C1.memory_bandwidth: base 2 is not between low 2.5 and high 3; "
            "order them low ≤ base ≤ high");
}

TEST_F(BadInputFile, NegativeCount) {
  replace(fleet_operator, "value: 100", "value: -5");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:11: pools.p1.count: -5 card is negative; give a number of cards "
            "≥ 0");
}

TEST_F(BadInputFile, PercentileAsPercent) {
  replace(workload, "value: 0.95", "value: 95");

  EXPECT_EQ(complaint(),
            "workloads/chat.yaml:10: workloads.chat.slo.percentile: 95 is outside 0 to 1; give a "
            "ratio between 0 and 1, for example 0.95");
}

TEST_F(BadInputFile, ZeroDemand) {
  replace(scenario, "value: 1.0e+9", "value: 0");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:8: demand.tokens_per_day: 0 token/day is zero; give a number of "
            "tokens > 0");
}

TEST_F(BadInputFile, SharesOfClassesOffOne) {
  replace(mix, "share: {value: 1", "share: {value: 0.8");

  EXPECT_EQ(complaint(),
            "mixes/one.yaml:2: mix_classes: shares of classes sum to 0.8; change them to sum to 1");
}

TEST_F(BadInputFile, SharesOfLlmsOffOne) {
  replace(mix, "L1: 1.0", "L1: 0.7");

  EXPECT_EQ(complaint(),
            "mixes/one.yaml:5: mix_classes.chat.llms: shares of llms sum to 0.7; change them to "
            "sum to 1");
}

TEST_F(BadInputFile, SharesOfRegionsOffOne) {
  replace(fleet_operator, "demand_share: {value: 1,", "demand_share: {value: 0.9,");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:2: regions: demand shares sum to 0.9; change them to sum to 1");
}

TEST_F(BadInputFile, SharesOfUsersFarOffOne) {
  replace(fleet_operator, "    share: {value: 1,", "    share: {value: 0.5,");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:17: users: user shares sum to 0.5; change them to sum to 1; 0.9 "
            "to 1.1 is normalised");
}

TEST_F(BadInputFile, UnknownCard) {
  replace(fleet_operator, "  p1:\n    card: C1", "  p1:\n    card: C2");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:9: pools.p1.card: unknown card C2; did you mean C1? known cards: "
            "C1");
}

TEST_F(BadInputFile, AliasOfACard) {
  replace(fleet_operator, "  p1:\n    card: C1", "  p1:\n    card: Card One");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:9: pools.p1.card: unknown card Card One; it is an alias: write "
            "C1");
}

TEST_F(BadInputFile, UnknownLlm) {
  replace(mix, "{L1: 1.0}", "{L9: 1.0}");

  EXPECT_EQ(complaint(),
            "mixes/one.yaml:5: mix_classes.chat.llms.L9: unknown llm L9; did you mean L1? known "
            "llms: L1");
}

TEST_F(BadInputFile, UnknownWorkload) {
  replace(mix, "  chat:", "  chatt:");

  EXPECT_EQ(complaint(),
            "mixes/one.yaml:3: mix_classes.chatt: unknown workload chatt; did you mean chat? known "
            "workloads: chat");
}

TEST_F(BadInputFile, UnknownOperator) {
  replace(scenario, "operator: small", "operator: smal");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:4: operator: unknown operator smal; did you mean small? known "
            "operators: small");
}

TEST_F(BadInputFile, UnknownMix) {
  replace(scenario, "mix: one", "mix: two");

  EXPECT_EQ(complaint(), "scenarios/s.yaml:5: mix: unknown mix two; known mixes: one");
}

TEST_F(BadInputFile, UnknownRegionOfAPool) {
  replace(fleet_operator, "region: home\n    count: {value: 100",
          "region: hom\n    count: {value: 100");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:10: pools.p1.region: unknown region hom; did you mean home? "
            "regions: home");
}

TEST_F(BadInputFile, ServesAnUnknownRegion) {
  replace(fleet_operator, "serves: [home]", "serves: [home, moon]");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:4: regions.home.serves.1: unknown region moon; regions: home");
}

TEST_F(BadInputFile, UnknownScenario) {
  EXPECT_EQ(complaint({}, "nosuch"), "nosuch: no such scenario; scenarios: s");
}

TEST_F(BadInputFile, EmptyFleet) {
  replace(fleet_operator, "value: 100", "value: 0");

  EXPECT_EQ(complaint(),
            "operators/small.yaml:7: pools: empty fleet: no enabled pool has cards; enable a pool "
            "whose count is above 0");
}

TEST_F(BadInputFile, MonthsOutOfOrder) {
  replace(scenario, "last: 2025-12", "last: 2025-08");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:6: months.last: 2025-08 is before the first month 2025-09; give the "
            "same month or a later one");
}

TEST_F(BadInputFile, MalformedMonth) {
  replace(scenario, "last: 2025-12", "last: 2025-13");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:6: months.last: 2025-13 is malformed; write it (A month), for "
            "example 2025-09");
}

TEST_F(BadInputFile, DeliveryOutsideTheMonths) {
  replace(scenario, "month: 2025-10", "month: 2026-10");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:26: deliveries.0.month: 2026-10 is outside the months of the "
            "scenario; give a month from months.first to months.last");
}

TEST_F(BadInputFile, DeliveryToAnUnknownPool) {
  replace(scenario, "2025-10, pool: p1", "2025-10, pool: p2");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:26: deliveries.0.pool: unknown pool p2; did you mean p1? pools: p1, "
            "spare");
}

TEST_F(BadInputFile, RetirementBeyondStock) {
  replace(scenario, "cards: {value: 20", "cards: {value: 200");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:28: retirements.0.cards: 200 cards leave pool p1, which has 110 "
            "then; give at most 110 card");
}

TEST_F(BadInputFile, HourProfileOf23Values) {
  replace(workload, "[1, 1,", "[1,");

  EXPECT_EQ(complaint(),
            "workloads/chat.yaml:15: workloads.chat.hour_of_day.values: has 23 values; give 24");
}

TEST_F(BadInputFile, HourProfileOffItsMean) {
  replace(workload, "[1, 1,", "[1, 3,");

  EXPECT_EQ(complaint(),
            "workloads/chat.yaml:15: workloads.chat.hour_of_day.values: the mean is 1.083; give "
            "hours over their mean, none negative: mean 1");
}

TEST_F(BadInputFile, NotANumber) {
  replace(card, "value: 80, unit: GiB", "value: .nan, unit: GiB");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory.value: .nan is not a finite number; give a finite "
            "number");
}

TEST_F(BadInputFile, NumberBeyondFloatingPoint) {
  replace(card, "value: 80, unit: GiB", "value: 1e999, unit: GiB");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:8: cards.C1.memory.value: 1e999 is not a finite number; give a finite "
            "number");
}

TEST_F(BadInputFile, TenMegabytes) {
  std::string text;
  text.resize(10'000'000, '#');
  write(card, text);

  EXPECT_EQ(complaint(), "cards/C1.yaml: is too large: 9.5 MiB; a data file has at most 8 MiB");
}

TEST_F(BadInputFile, Directory) {
  EXPECT_EQ(complaint({}, path("cards")), "cards: is a directory; give the path of a YAML file");
}

TEST_F(BadInputFile, MissingFile) {
  EXPECT_EQ(complaint({}, path("no.yaml")),
            "no.yaml: does not exist; give the path of a YAML file");
}

TEST_F(BadInputFile, EmptyFile) {
  write(llm, "");

  EXPECT_EQ(complaint(), "llms/L1.yaml:1: the file is empty; write the keys that its schema lists");
}

TEST_F(BadInputFile, NotAMap) {
  write(llm, "- name\n");

  EXPECT_EQ(complaint(), "llms/L1.yaml:1: the file is not a map; write it as lines of key: value");
}

TEST_F(BadInputFile, NotUtf8) {
  write(llm, "name: L1\nnote: caf\xe9\n");

  EXPECT_EQ(complaint(), "llms/L1.yaml:2: bytes that are not UTF-8 text; save the file as UTF-8");
}

TEST_F(BadInputFile, TornYaml) {
  replace(card, memory, "memory: {value: 80, unit: GiB");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:9: not valid YAML: end of map flow not found; check brackets, quotes "
            "and indentation near this line");
}

TEST_F(BadInputFile, DuplicateKey) {
  replace(card, "vendor: V", "vendor: V\nvendor: W");

  EXPECT_EQ(complaint(), "cards/C1.yaml:4: cards.C1.vendor: key given twice; keep one of the two");
}

TEST_F(BadInputFile, CyclicInclude) {
  replace(card, "vendor: V", "include: ../families/a.yaml\nvendor: V");
  write("families/a.yaml", "include: b.yaml\n");
  write("families/b.yaml", "vendor: W\ninclude: a.yaml\n");

  EXPECT_EQ(complaint(),
            "families/b.yaml:2: cards.C1.include: files include each other: cards/C1.yaml → "
            "families/a.yaml → families/b.yaml → families/a.yaml; remove one of the includes");
}

TEST_F(BadInputFile, MissingInclude) {
  replace(card, "vendor: V", "vendor: V\ninclude: ../families/a.yaml");

  EXPECT_EQ(complaint(),
            "cards/C1.yaml:4: cards.C1.include: families/a.yaml does not exist; give the path of a "
            "YAML file");
}

TEST_F(BadInputFile, FaultOfAnIncludedFileIsNamedThere) {
  replace(card, memory, "include: ../families/a.yaml");
  write("families/a.yaml", "note: x\nmemory: {value: -1, unit: GiB, tag: assumed, source: test}\n");

  EXPECT_EQ(complaint(),
            "families/a.yaml:2: cards.C1.memory: -1 GiB is negative; give an amount of memory > 0");
}

TEST_F(BadInputFile, AliasesOfAliases) {
  std::string text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 9; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 8; ++j) text += (j > 0 ? ", *a" : "*a") + std::to_string(i - 1);
    text += "]\n";
  }
  write(llm, text);

  EXPECT_EQ(complaint(),
            "llms/L1.yaml:1: llms.L1.a5: nested or repeated too often; a file has at most 200000 "
            "values, 64 deep, aliases included");
}

TEST_F(BadInputFile, AliasOfItself) {
  write(llm, "a: &a [*a]\n");

  EXPECT_EQ(complaint(),
            "llms/L1.yaml:1: llms.L1.a: nested or repeated too often; a file has at most 200000 "
            "values, 64 deep, aliases included");
}

TEST_F(BadInputFile, NestedTooDeep) {
  write(llm, "a: " + std::string(100'000, '['));

  EXPECT_EQ(complaint(), "llms/L1.yaml:1: nested too deep; nest at most 64 deep");
}

TEST_F(BadInputFile, NameOfAnotherFile) {
  replace(llm, "name: L1", "name: L2");

  EXPECT_EQ(complaint(),
            "llms/L1.yaml:1: llms.L1.name: L2 is not the name of the file; write L1 or rename the "
            "file");
}

TEST_F(BadInputFile, ConfigThatDisagreesWithThePublishedTotal) {
  replace(llm, "checkpoint: bf16",
          "checkpoint: bf16\nparameters: {total: {value: 8000, unit: parameter, tag: datasheet, "
          "source: test}}");

  EXPECT_EQ(complaint(),
            "llms/L1.yaml:4: llms.L1.parameters.total: config gives 1440 parameters, 8000 are "
            "published; correct config or the published total; they may differ by 2 %");
}

TEST_F(BadInputFile, ConfigWithoutAShapeKey) {
  replace(llm, "  intermediate_size: 16\n", "");

  EXPECT_EQ(complaint(),
            "llms/L1.yaml:4: llms.L1.config.intermediate_size: missing: the shape of the llm "
            "depends on it; add intermediate_size from the published config.json");
}

TEST_F(BadInputFile, ReadingOfAnUnknownPath) {
  replace(scenario, "pools.p1.count: 200", "pools.p9.count: 200");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:31: pools.p9.count: no such path; did you mean pools.p1? there are: "
            "pools.p1, pools.spare");
}

TEST_F(BadInputFile, ReadingWithABadValue) {
  replace(scenario, "pools.p1.count: 200", "pools.p1.count: -200");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:31: pools.p1.count: -200 card is negative; give a number of cards ≥ "
            "0");
}

TEST_F(BadInputFile, OverrideOfAPoolThatIsNotThere) {
  replace(scenario, "seed: 1", "seed: 1\npools: {p3: {card: C1, region: home}}");

  EXPECT_EQ(complaint(),
            "scenarios/s.yaml:4: pools.p3.count: missing; add count (Cards at the first month), "
            "for example {value: 100000, unit: card, tag: briefing, source: \"fleet briefing\"}");
}

TEST_F(BadInputFile, SeveralFaultsAreReportedAtOnceByFileAndLine) {
  replace(fleet_operator, "value: 100", "value: -5");
  replace(card, "unit: GiB", "unit: GB/s");
  replace(card, "vendor: V", "vendor: 7");
  replace(mix, "L1: 1.0", "L1: 0.7");
  replace(scenario, "basis: cards", "basis: card");

  EXPECT_EQ(complaint({"reserve=2"}),
            "--set reserve=2: reserve: 2 is outside 0 to 1; give a ratio from 0 to 1\n"
            "cards/C1.yaml:3: cards.C1.vendor: 7 is of type whole number; expected text (Vendor), "
            "for example NVIDIA\n"
            "cards/C1.yaml:8: cards.C1.memory.unit: wrong unit: memory is in GB/s; expected GiB, "
            "GB or MiB\n"
            "mixes/one.yaml:5: mix_classes.chat.llms: shares of llms sum to 0.7; change them to "
            "sum to 1\n"
            "operators/small.yaml:11: pools.p1.count: -5 card is negative; give a number of cards "
            "≥ 0\n"
            "scenarios/s.yaml:13: split.basis: card is not known; did you mean cards? allowed: "
            "cards, flops, money");
}

TEST_F(BadInputFile, FaultsAreAvailableOneByOne) {
  replace(fleet_operator, "value: 100", "value: -5");

  try {
    load();
    FAIL() << "no fault";
  } catch (const BadInput& error) {
    ASSERT_EQ(error.faults().size(), 1);
    EXPECT_EQ(error.faults()[0].line, 11);
    EXPECT_EQ(error.faults()[0].key, "pools.p1.count");
    EXPECT_EQ(error.faults()[0].problem, "-5 card is negative");
    EXPECT_EQ(error.faults()[0].remedy, "give a number of cards ≥ 0");
  }
}

}  // namespace
}  // namespace fleetfit
