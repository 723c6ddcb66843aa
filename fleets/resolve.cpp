#include "fleets/resolve.hpp"

#include <fmt/format.h>

#include <set>
#include <system_error>

#include "fleets/nearest.hpp"

namespace fleetfit {

namespace {

namespace fs = std::filesystem;

bool is_file_path(const std::string& scenario) {
  return scenario.find('/') != std::string::npos || scenario.ends_with(".yaml");
}

/// The scenario by path or by name; nullptr, and a fault, if there is none.
const Entry* find_scenario(const Catalog& catalog, const std::string& scenario, Faults& faults) {
  std::error_code error;
  const Entry* entry = nullptr;
  if (is_file_path(scenario) || fs::is_regular_file(scenario, error)) {
    entry = &catalog.file(Kind::scenarios, scenario);
  } else if (catalog.contains(Kind::scenarios, scenario)) {
    entry = &catalog.entry(Kind::scenarios, scenario);
  } else {
    faults.add({scenario.empty() ? "scenario" : scenario, 0}, "", "no such scenario",
               did_you_mean(scenario, catalog.names(Kind::scenarios), "scenarios"));
    return nullptr;
  }
  faults.add(entry->faults);
  return entry;
}

/// The name of an entry and the path at which a document names it.
struct Reference {
  Kind kind;
  std::string name;
  std::string path;
};

/// The entry that is referred to; nullptr, and a fault, if there is none.
const Entry* find_entry(const Catalog& catalog, const Document& document,
                        const Reference& reference, Faults& faults) {
  const auto& [kind, name, path] = reference;
  if (catalog.contains(kind, name)) {
    const Entry& entry = catalog.entry(kind, name);
    faults.add(entry.faults);
    return &entry;
  }
  const auto by_alias = catalog.name_of(kind, name);
  faults.add(document.fault(
      path, fmt::format("unknown {} {}", word_for(kind), name),
      by_alias ? fmt::format("it is an alias: write {}", *by_alias)
               : did_you_mean(name, catalog.names(kind), "known " + folder_of(kind))));
  return nullptr;
}

/// Settings that decide which files are read come before those that change what they hold.
enum class Stage { files, scenario, entries };

Stage stage_of(const Setting& setting) {
  const std::string head = head_of(setting);
  if (setting.path == "operator" || setting.path == "mix") return Stage::files;
  if (head == "cards" || head == "llms" || head == "workloads") return Stage::entries;
  return Stage::scenario;
}

void apply_stage(Stage stage, const std::vector<Setting>& settings, Document& document,
                 Faults& faults) {
  for (const Setting& setting : settings) {
    if (stage_of(setting) == stage) apply(setting, document, faults);
  }
}

/// Pools take part unless they say no; written out, so that a setting can change it.
void write_out_defaults(Document& document) {
  const auto pools = document.value().find("pools");
  if (pools == document.value().end() || !pools->is_object()) return;
  for (auto& [name, pool] : pools->items()) {
    if (pool.is_object() && !pool.contains("enabled")) pool["enabled"] = true;
  }
}

/// The scenario laid over its operator and its mix.
Document with_operator_and_mix(const Catalog& catalog, Document scenario, Faults& faults) {
  const Node root(scenario);
  Document merged(Json::object(), scenario.position(""));
  const auto find = [&](Kind kind, const char* key) {
    const Node node = root[key];
    return node ? find_entry(catalog, scenario, {kind, node.text(), key}, faults) : nullptr;
  };
  if (const Entry* found = find(Kind::operators, "operator")) {
    for (const char* key : {"regions", "pools", "users"}) {
      merged.graft({key}, found->document, {key});
    }
  }
  if (const Entry* found = find(Kind::mixes, "mix")) {
    merged.graft({"mix_classes"}, found->document, {"classes"});
    merged.graft({"rarely_called"}, found->document, {"rarely_called"});
  }
  merged.overlay(scenario);
  write_out_defaults(merged);
  return merged;
}

/// A scenario may override parts of its operator; together they must be whole.
void check_overrides(const Catalog& catalog, const Document& scenario, const Document& merged,
                     Faults& faults) {
  Document whole(Json{{"name", "operator"}}, merged.position(""));
  bool overridden = false;
  for (const char* key : {"regions", "pools", "users"}) {
    overridden |= scenario.value().contains(key);
    whole.graft({key}, merged, {key});
  }
  if (overridden && faults.empty()) catalog.schema(Kind::operators, faults).validate(whole, faults);
}

/// Every card, llm and workload that the merged document names.
std::vector<Reference> references(const Node& root) {
  std::vector<Reference> all;
  const auto add = [&](Kind kind, const Node& node) {
    if (node) all.push_back({kind, node.text(), node.path()});
  };
  for (const auto& [name, pool] : root["pools"].members()) add(Kind::cards, pool["card"]);
  for (const auto& [name, entry] : root["mix_classes"].members()) {
    all.push_back({Kind::workloads, name, entry.path()});
    for (const auto& [llm, share] : entry["llms"].members()) {
      all.push_back({Kind::llms, llm, share.path()});
    }
  }
  for (const auto& [name, entry] : root["rarely_called"].members()) {
    add(Kind::llms, entry["llm"]);
  }
  return all;
}

void graft_entries(const Catalog& catalog, Document& document, Faults& faults) {
  std::set<std::pair<Kind, std::string>> seen;
  for (const Reference& reference : references(Node(document))) {
    if (!seen.insert({reference.kind, reference.name}).second) continue;
    if (const Entry* entry = find_entry(catalog, document, reference, faults)) {
      document.graft({folder_of(reference.kind), reference.name}, entry->document, {});
    }
  }
}

}  // namespace

Document resolve(const Catalog& catalog, const std::string& scenario,
                 const std::vector<Setting>& settings, Faults& faults) {
  const Entry* entry = find_scenario(catalog, scenario, faults);
  if (entry == nullptr || !entry->document.value().is_object()) return {};
  Document chosen = entry->document;
  apply_stage(Stage::files, settings, chosen, faults);
  Document document = with_operator_and_mix(catalog, std::move(chosen), faults);
  check_overrides(catalog, entry->document, document, faults);
  apply_stage(Stage::scenario, settings, document, faults);
  graft_entries(catalog, document, faults);
  apply_stage(Stage::entries, settings, document, faults);
  return document;
}

}  // namespace fleetfit
