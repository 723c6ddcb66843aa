#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "fleets/catalog.hpp"

namespace fleetfit {

namespace fs = std::filesystem;

namespace {

bool is_fleets_folder(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "schemas", error);
}

/// Relative to where the user stands, if it is below: messages name it so.
fs::path as_shown(const fs::path& folder) {
  std::error_code error;
  const fs::path relative = fs::proximate(folder, error);
  return error || relative.empty() || *relative.begin() == ".." ? folder : relative;
}

Catalog asked_for(const std::string& folder, const std::string& by) {
  if (is_fleets_folder(folder)) return Catalog(fs::path(folder).lexically_normal());
  Faults faults;
  faults.add({by + " " + folder, 0}, "", "not a fleets folder: it has no schemas/",
             "give the folder that holds cards/, llms/ and schemas/");
  throw BadInput(faults.sorted());
}

/// The fleets folder in which a scenario file lies; empty if none.
fs::path around(const std::string& scenario) {
  std::error_code error;
  if (scenario.empty() || !fs::exists(scenario, error)) return {};
  fs::path folder = fs::absolute(scenario, error).lexically_normal().parent_path();
  for (; folder != folder.parent_path(); folder = folder.parent_path()) {
    if (is_fleets_folder(folder)) return as_shown(folder);
  }
  return {};
}

/// The folder beside the program: in the source tree that built it, or where it is installed.
fs::path beside(const std::string& executable) {
  const fs::path folder = fs::path(executable).parent_path();
  for (const char* place : {"../share/fleetfit/fleets", "../../fleets", "../../../fleets"}) {
    const fs::path candidate = (folder / place).lexically_normal();
    if (is_fleets_folder(candidate)) return as_shown(candidate);
  }
  return {};
}

}  // namespace

Catalog Catalog::find(const FleetsPlaces& places) {
  if (!places.folder.empty()) return asked_for(places.folder, "--fleets");
  const char* variable = std::getenv("FLEETFIT_FLEETS");
  if (variable != nullptr && *variable != '\0') return asked_for(variable, "FLEETFIT_FLEETS");
  if (fs::path folder = around(places.scenario); !folder.empty()) return Catalog(folder);
  if (fs::path folder = beside(places.executable); !folder.empty()) return Catalog(folder);
  Faults faults;
  faults.add({"fleets", 0}, "", "no fleets folder found", "give one with --fleets DIR");
  throw BadInput(faults.sorted());
}

}  // namespace fleetfit
