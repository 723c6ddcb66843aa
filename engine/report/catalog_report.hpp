#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fleets/catalog.hpp"

namespace fleetfit {

/// The names of a kind, with what tells them apart.
std::string catalog_list_text(const Catalog& catalog, Kind kind);
nlohmann::ordered_json catalog_list_json(const Catalog& catalog, Kind kind);

/// One entry: every value with its unit, tag and source. Throws BadInput for an unknown name.
std::string catalog_entry_text(const Catalog& catalog, Kind kind, const std::string& name);
nlohmann::ordered_json catalog_entry_json(const Catalog& catalog, Kind kind,
                                          const std::string& name);

}  // namespace fleetfit
