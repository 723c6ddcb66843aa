#include "fleets/scenario_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "fleets/choice.hpp"
#include "fleets/schema_fault.hpp"
#include "fleets/stack.hpp"

namespace fleetfit {

namespace {

constexpr Choices<TokenCount, 3> token_counts{
    {{"input_and_output", TokenCount::input_and_output},
     {"uncached_and_output", TokenCount::uncached_and_output},
     {"output", TokenCount::output}}};
constexpr Choices<SplitBasis, 3> bases{
    {{"cards", SplitBasis::cards}, {"flops", SplitBasis::flops}, {"money", SplitBasis::money}}};
constexpr Choices<SplitPlacement, 3> placements{{{"proportional", SplitPlacement::proportional},
                                                 {"fastest_first", SplitPlacement::fastest_first},
                                                 {"slowest_first", SplitPlacement::slowest_first}}};
constexpr Choices<SplitScope, 2> scopes{{{"all", SplitScope::all}, {"own", SplitScope::own}}};
constexpr Choices<TenantAccess, 3> accesses{
    {{"none", TenantAccess::none}, {"used", TenantAccess::used}, {"all", TenantAccess::all}}};
constexpr Choices<UsedMeaning, 3> meanings{{{"cards_allotted", UsedMeaning::cards_allotted},
                                            {"hours", UsedMeaning::hours},
                                            {"duty_cycle", UsedMeaning::duty_cycle}}};

constexpr Choices<ShareBasis, 5> share_basis_names{{{"cards", ShareBasis::cards},
                                                    {"tokens", ShareBasis::tokens_served},
                                                    {"flops", ShareBasis::flops},
                                                    {"memory", ShareBasis::memory},
                                                    {"money", ShareBasis::money}}};

constexpr std::int32_t months_per_year = 12;

// What a scenario serves with unless it says otherwise.
constexpr const char* usual_stack = "sglang";

void read_stack(const Node& serving, Faults& faults, Scenario& scenario) {
  const Node generation = serving["stack_generation"];
  scenario.stack = serving["stack"].text(usual_stack);
  const auto stated = stated_generation(scenario.stack, generation.text());
  scenario.stack_generation = stated.value_or("");
  if (stated) return;
  faults.add(
      generation.fault(fmt::format("{} has no generation {}", scenario.stack, generation.text()),
                       how_to_name_generation(scenario.stack)));
}

void read_choices(const Node& root, Faults& faults, Scenario& scenario) {
  const Node split = root["split"];
  const Node tenants = root["tenants"];
  scenario.counts = read_choice(root["demand"]["counts"], token_counts, faults);
  scenario.basis = read_choice(split["basis"], bases, faults);
  scenario.placement = read_choice(split["placement"], placements, faults);
  scenario.scope = read_choice(split["scope"], scopes, faults);
  scenario.tenant_access = read_choice(tenants["open_to_operator"], accesses, faults);
  scenario.used_meaning = read_choice(tenants["used_meaning"], meanings, faults);
  scenario.disaggregation = root["serving"]["disaggregation"].truth(true);
  read_stack(root["serving"], faults, scenario);
}

void read_quantities(const Node& root, QuantityReader& read, Scenario& scenario) {
  const auto share = [&](const Node& node) { return read(node, Dimension::ratio, Range::share); };
  const auto change = [&](const Node& node) {
    return read(node, Dimension::monthly_change, Range::above_minus_1);
  };
  const Node serving = root["serving"];
  scenario.tokens_per_day =
      read(root["demand"]["tokens_per_day"], Dimension::token_rate, Range::positive);
  scenario.growth_per_month = change(root["demand"]["growth"]);
  scenario.software_speedup_per_month = change(root["software"]["speedup"]);
  scenario.train_share = share(root["split"]["train_share"]);
  scenario.other_work_share = share(root["other_work"]["share_of_inference"]);
  scenario.reserve_share = share(root["reserve"]);
  scenario.maintenance_share = share(root["maintenance"]);
  scenario.token_budget = static_cast<std::int32_t>(
      read(serving["token_budget"], Dimension::token_count, Range::whole));
  scenario.largest_replica = static_cast<std::int32_t>(
      read(serving["largest_replica"], Dimension::card_count, Range::whole));
}

void read_months(const Node& months, Faults& faults, Scenario& scenario) {
  scenario.first = read_month(months["first"], faults);
  scenario.last = read_month(months["last"], faults);
  if (scenario.last < scenario.first && !faults.under(months.path())) {
    faults.add(months["last"].fault(fmt::format("{} is before the first month {}",
                                                months["last"].text(), months["first"].text()),
                                    "give the same month or a later one"));
  }
}

void read_procurement(const Node& procure, QuantityReader& read, Scenario& scenario) {
  if (!procure) return;
  scenario.domestic_target = read(procure["domestic_target"], Dimension::ratio, Range::share);
  scenario.share_basis = read_choice(procure["share_basis"], share_basis_names, read.faults());
}

std::uint64_t read_seed(const Node& node, Faults& faults) {
  if (!node) return 0;
  if (node.value()->is_number_integer() && *node.value() >= 0) {
    return node.value()->get<std::uint64_t>();
  }
  faults.add(node.fault(fmt::format("{} is not a seed", flow_text(*node.value())),
                        "give a whole number ≥ 0"));
  return 0;
}

std::vector<double> read_growths(const Node& list, Faults& faults) {
  std::vector<double> growths;
  for (const Node& growth : list.items()) {
    growths.push_back(growth.number());
    if (growth.value()->is_number() && growth.number() > -1.0) continue;
    faults.add(growth.fault(fmt::format("{} is not a growth", flow_text(*growth.value())),
                            "give a change a month above -1, for example 0.1"));
  }
  return growths;
}

/// A setting's value as --set takes it: a list or text stays as written.
std::string setting_text(const Node& value) {
  return value.value()->is_string() ? value.text() : flow_text(*value.value());
}

std::vector<Reading> read_readings(const Node& readings) {
  std::vector<Reading> all;
  for (const Node& entry : readings.items()) {
    Reading reading{.label = entry["label"].text(), .settings = {}};
    for (const auto& [path, value] : entry["set"].members()) {
      reading.settings.emplace_back(path, setting_text(value));
    }
    all.push_back(std::move(reading));
  }
  return all;
}

bool is_month(const std::string& text) {
  constexpr std::string_view form = "0000-00";
  if (text.size() != form.size() || text[4] != '-') return false;
  const bool digits = std::all_of(text.begin(), text.end(),
                                  [](unsigned char c) { return c == '-' || std::isdigit(c) != 0; });
  if (!digits || std::count(text.begin(), text.end(), '-') != 1) return false;
  const int month = std::stoi(text.substr(5));
  return month >= 1 && month <= months_per_year;
}

}  // namespace

Month read_month(const Node& node, Faults& faults) {
  if (!node) return {};
  const std::string text = node.text();
  if (!is_month(text)) {
    faults.add(node.fault(fmt::format("{} is not a month", flow_text(*node.value())),
                          "write it as 2025-09"));
    return {};
  }
  return {std::stoi(text.substr(0, 4)) * months_per_year + std::stoi(text.substr(5)) - 1};
}

Scenario read_scenario(const Node& root, QuantityReader& read) {
  Scenario scenario;
  scenario.name = root["name"].text();
  scenario.question = root["question"].text();
  scenario.seed = read_seed(root["seed"], read.faults());
  read_months(root["months"], read.faults(), scenario);
  read_choices(root, read.faults(), scenario);
  read_quantities(root, read, scenario);
  read_procurement(root["procure"], read, scenario);
  scenario.growth_readings = read_growths(root["growth_readings"], read.faults());
  scenario.readings = read_readings(root["readings"]);
  return scenario;
}

}  // namespace fleetfit
