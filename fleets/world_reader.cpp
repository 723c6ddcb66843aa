#include "fleets/world_reader.hpp"

#include <fmt/format.h>

#include <map>
#include <system_error>

#include "fleets/card_reader.hpp"
#include "fleets/delivery_reader.hpp"
#include "fleets/llm_reader.hpp"
#include "fleets/mix_reader.hpp"
#include "fleets/nearest.hpp"
#include "fleets/operator_reader.hpp"
#include "fleets/resolve.hpp"
#include "fleets/scenario_reader.hpp"
#include "fleets/workload_reader.hpp"

namespace fleetfit {

namespace {

/// Reads all entries of one kind and says where each is.
template <class T>
Indices read_entries(const Node& entries, T (*read_one)(const Node&, QuantityReader&),
                     QuantityReader& read, std::vector<T>& all) {
  Indices indices;
  for (const auto& [name, entry] : entries.members()) {
    indices[name] = all.size();
    all.push_back(read_one(entry, read));
  }
  return indices;
}

/// An entry by name or alias, else by path.
template <class T>
T load_one(const Catalog& catalog, Kind kind, const std::string& name,
           T (*read_one)(const Node&, QuantityReader&)) {
  Faults faults;
  std::vector<Input> inputs;
  QuantityReader read(faults, inputs);
  T result{};
  std::error_code error;
  const bool is_path = name.find('/') != std::string::npos || std::filesystem::exists(name, error);
  const auto known = is_path ? std::nullopt : catalog.name_of(kind, name);
  if (!is_path && !known) {
    faults.add({name, 0}, "", fmt::format("unknown {}", word_for(kind)),
               did_you_mean(name, catalog.names(kind), "known " + folder_of(kind)));
  } else {
    const Entry& entry = known ? catalog.entry(kind, *known) : catalog.file(kind, name);
    faults.add(entry.faults);
    if (entry.document.value().is_object()) result = read_one(Node(entry.document), read);
  }
  faults.throw_if_any();
  return result;
}

/// What is wrong with a reading of the scenario, the settings of the run applied first.
Faults faults_of(const Reading& reading, const Node& node, const LoadedWorld& loaded) {
  std::vector<Setting> settings = loaded.settings;
  for (const auto& [path, value] : reading.settings) {
    settings.push_back({.path = path,
                        .value = value,
                        .origin = node["set"][path].position(),
                        .source = "reading: " + reading.label});
  }
  Faults faults;
  read_world(resolve(loaded.catalog, loaded.scenario, settings, faults), faults);
  return faults;
}

/// A reading that cannot be applied is a fault of the scenario file, unless settings changed what
/// it is about: then it is left out and a note says so.
void check_readings(LoadedWorld& loaded, Faults& faults) {
  const std::vector<Node> nodes = Node(loaded.document)["readings"].items();
  std::vector<Reading> good;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Reading& reading = loaded.world.scenario.readings[i];
    const std::vector<Fault> wrong = faults_of(reading, nodes[i], loaded).sorted();
    if (wrong.empty()) {
      good.push_back(std::move(reading));
    } else if (loaded.settings.empty()) {
      faults.add(wrong);
    } else {
      loaded.world.notes.push_back(fmt::format("reading \"{}\" left out: {}: {}", reading.label,
                                               wrong.front().key, wrong.front().problem));
    }
  }
  loaded.world.scenario.readings = std::move(good);
}

/// The last word is not silently taken: a path may be set once.
void check_set_once(const std::vector<Setting>& settings, Faults& faults) {
  std::map<std::string, std::string> values;
  for (const Setting& setting : settings) {
    const auto [found, first] = values.emplace(setting.path, setting.value);
    if (first || found->second == setting.value) continue;
    faults.add(setting.origin, setting.path, fmt::format("set to {}, too", found->second),
               "keep one of the two");
  }
}

LoadedWorld load(const Catalog& catalog, const std::string& scenario, std::vector<Setting> settings,
                 Faults& faults) {
  LoadedWorld loaded{.world = {},
                     .document = resolve(catalog, scenario, settings, faults),
                     .catalog = catalog,
                     .scenario = scenario,
                     .settings = std::move(settings)};
  loaded.world = read_world(loaded.document, faults);
  return loaded;
}

}  // namespace

World read_world(const Document& document, Faults& faults) {
  World world;
  if (!document.value().is_object()) return world;
  QuantityReader read(faults, world.inputs);
  const Node root(document);
  const Indices cards = read_entries(root["cards"], read_card, read, world.cards);
  const Indices llms = read_entries(root["llms"], read_llm, read, world.llms);
  const Indices workloads = read_entries(root["workloads"], read_workload, read, world.workloads);
  world.scenario = read_scenario(root, read);
  world.operator_name = root["operator"].text();
  world.regions = read_regions(root, read);
  world.pools = read_pools(root, cards, read);
  world.users = read_users(root, read, world.notes);
  world.mix = read_mix(root, workloads, llms, read);
  world.rarely_called = read_rarely_called(root, llms, read);
  world.deliveries = read_deliveries(root, world, read);
  return world;
}

LoadedWorld load_world(const Catalog& catalog, const std::string& scenario,
                       const std::vector<std::string>& settings) {
  Faults faults;
  std::vector<Setting> parsed;
  for (const std::string& text : settings) {
    if (auto setting = parse_setting(text, faults)) parsed.push_back(*std::move(setting));
  }
  check_set_once(parsed, faults);
  LoadedWorld loaded = load(catalog, scenario, std::move(parsed), faults);
  if (faults.empty()) check_readings(loaded, faults);
  faults.throw_if_any();
  return loaded;
}

LoadedWorld with_settings(const LoadedWorld& loaded,
                          const std::vector<std::pair<std::string, std::string>>& settings) {
  Faults faults;
  std::vector<Setting> all = loaded.settings;
  for (const auto& [path, value] : settings) all.push_back(command_line_setting(path, value));
  LoadedWorld changed = load(loaded.catalog, loaded.scenario, std::move(all), faults);
  faults.throw_if_any();
  return changed;
}

CardEntry load_card(const Catalog& catalog, const std::string& name) {
  return load_one(catalog, Kind::cards, name, read_card);
}

LlmEntry load_llm(const Catalog& catalog, const std::string& name) {
  return load_one(catalog, Kind::llms, name, read_llm);
}

Workload load_workload(const Catalog& catalog, const std::string& name) {
  return load_one(catalog, Kind::workloads, name, read_workload);
}

}  // namespace fleetfit
