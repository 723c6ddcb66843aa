#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "fleets/document.hpp"

namespace valijson {
class Schema;
}

namespace fleetfit {

/// A published JSON Schema, parsed once and used for every file of its kind.
class Schema {
 public:
  /// Reads NAME.schema.json of that folder and the schemas that it refers to.
  static Schema load(const std::filesystem::path& folder, const std::string& name, Faults& faults);

  /// Adds a fault for each thing that the schema forbids or misses.
  void validate(const Document& document, Faults& faults) const;

  const Json& json() const { return json_; }  // references resolved

 private:
  Json json_;
  std::shared_ptr<const valijson::Schema> compiled_;
};

}  // namespace fleetfit
