#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fleets/document.hpp"
#include "fleets/schema.hpp"

namespace fleetfit {

/// What the data files describe; each kind has a folder and a schema.
enum class Kind { cards, llms, workloads, mixes, operators, scenarios, families };

/// "cards": the kind's folder, and the head of its paths in a resolved document.
std::string folder_of(Kind kind);

/// "card": one entry, as a message names it.
std::string word_for(Kind kind);

/// A data file with its includes, checked against its schema.
struct Entry {
  Document document;
  std::vector<Fault> faults;
};

/// Where a fleets folder may be.
struct FleetsPlaces {
  std::string folder;      // asked for by --fleets; empty: not asked
  std::string scenario;    // path or name
  std::string executable;  // path of the running program
};

/// The fleets folder: its entries by kind and name. Files are read once; copies share them.
class Catalog {
 public:
  explicit Catalog(std::filesystem::path root);

  /// The asked folder, else FLEETFIT_FLEETS, else the one around the scenario, else the one that
  /// belongs to the program. Throws BadInput if there is none.
  static Catalog find(const FleetsPlaces& places);

  const std::filesystem::path& root() const;
  std::vector<std::string> names(Kind kind) const;  // sorted
  bool contains(Kind kind, const std::string& name) const;

  /// The name of the entry that has this name or alias.
  std::optional<std::string> name_of(Kind kind, const std::string& name_or_alias) const;

  const Entry& entry(Kind kind, const std::string& name) const;
  const Entry& file(Kind kind, const std::filesystem::path& path) const;
  const Schema& schema(Kind kind, Faults& faults) const;

 private:
  struct Files;
  const Entry& load(Kind kind, const std::filesystem::path& path, const std::string& name) const;

  std::shared_ptr<Files> files_;
};

}  // namespace fleetfit
