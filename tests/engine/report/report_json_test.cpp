#include "engine/report/report_json.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/engine/report/shipped_scenarios.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

Json shipped_json() { return report_json(shipped_answer("alibaba-2025")); }

void expect_names(const Json& object, const std::vector<std::string>& names) {
  for (const std::string& name : names) EXPECT_TRUE(object.contains(name)) << name;
}

TEST(ReportJson, HasEveryNameThatIsPromised) {
  const Json json = shipped_json();

  expect_names(json, {"scenario", "version", "seed", "device", "verdict", "months", "pools",
                      "waterfall", "inputs"});
  expect_names(json["verdict"],
               {"fits", "until", "headroom", "implied_use", "flips", "binding", "max_train_share"});
  expect_names(json["verdict"]["flips"].at(0), {"path", "value", "headroom"});
  expect_names(json["verdict"]["binding"], {"month", "hour", "constraint", "pool", "workload"});
  expect_names(json["months"].at(0),
               {"month", "demand_tokens_per_day", "capacity_tokens_per_day", "headroom", "fits"});
  expect_names(json["pools"].at(0),
               {"month", "pool", "card", "region", "cards", "tokens_per_day", "utilisation"});
  expect_names(json["waterfall"].at(0), {"step", "factor", "tokens_per_day"});
  expect_names(json["inputs"].at(0), {"path", "value", "unit", "tag", "source"});
}

TEST(ReportJson, ListsEveryInputWithItsTag) {
  const Answer shipped = shipped_answer("alibaba-2025");
  std::set<std::string> assumed;

  const Json json = report_json(shipped);

  EXPECT_EQ(json["inputs"].size(), shipped.world.inputs.size());
  for (const Json& input : json["inputs"]) {
    if (input["tag"] == "assumed") assumed.insert(input["path"].get<std::string>());
  }
  for (const Input& input : shipped.world.inputs) {
    EXPECT_EQ(input.tag == "assumed", assumed.contains(input.path)) << input.path;
  }
}

TEST(ReportJson, GivesBothReadingsOfTheTenants) {
  const Json json = shipped_json();
  std::set<std::string> seen;

  for (const Json& reading : json["readings"]) {
    if (reading["path"] != "tenants.open_to_operator") continue;
    EXPECT_TRUE(reading["headroom"].is_number());
    seen.insert(reading["value"].get<std::string>());
  }

  EXPECT_EQ(seen, (std::set<std::string>{"all", "none"}));
}

TEST(ReportJson, KeepsDemandCapacityAndHeadroomConsistent) {
  const Json json = shipped_json();

  for (const Json& month : json["months"]) {
    const double capacity = month["capacity_tokens_per_day"];
    const double demand = month["demand_tokens_per_day"];
    EXPECT_DOUBLE_EQ(month["headroom"].get<double>(), capacity / demand - 1);
    EXPECT_EQ(month["fits"].get<bool>(), capacity >= demand);
  }
}

TEST(ReportJson, SaysNullWhereThereIsNoNumber) {
  const Json json = report_json(shipped_answer("deepseek-2025-02", {"demand.tokens_per_day=1e13"}));

  EXPECT_TRUE(json["verdict"]["until"].is_null());
  EXPECT_FALSE(json["verdict"]["fits"].get<bool>());
}

}  // namespace
}  // namespace fleetfit
