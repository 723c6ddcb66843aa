#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fleets/catalog.hpp"
#include "fleets/settings.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// A checked world and the document it was read from, which knows where each value was written.
struct LoadedWorld {
  World world;
  Document document;  // resolved, settings applied
  Catalog catalog;
  std::string scenario;
  std::vector<Setting> settings;
};

/// Reads a scenario, by path or by name, with settings "path=value". Throws BadInput with every
/// fault.
LoadedWorld load_world(const Catalog& catalog, const std::string& scenario,
                       const std::vector<std::string>& settings = {});

/// The same world with further settings (path, value), as a reading lists them. Files are not
/// read again. Throws BadInput.
LoadedWorld with_settings(const LoadedWorld& loaded,
                          const std::vector<std::pair<std::string, std::string>>& settings);

/// Reads the world of a resolved document; what is wrong goes to the faults.
World read_world(const Document& document, Faults& faults);

/// A card or llm of the catalogue by name or alias, or by path of a file (an llm's may be a bare
/// Hugging Face config.json). Throws BadInput.
CardEntry load_card(const Catalog& catalog, const std::string& name);
LlmEntry load_llm(const Catalog& catalog, const std::string& name);
Workload load_workload(const Catalog& catalog, const std::string& name);

}  // namespace fleetfit
