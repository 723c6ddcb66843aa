#include "fleets/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <system_error>

#include "fleets/include.hpp"

namespace fleetfit {

namespace fs = std::filesystem;

struct Catalog::Files {
  explicit Files(fs::path folder) : root(std::move(folder)) {}

  const fs::path root;
  std::recursive_mutex mutex;
  std::map<fs::path, std::unique_ptr<const Entry>> entries;
  std::map<Kind, Schema> schemas;
};

std::string folder_of(Kind kind) {
  switch (kind) {
    case Kind::cards:
      return "cards";
    case Kind::llms:
      return "llms";
    case Kind::workloads:
      return "workloads";
    case Kind::mixes:
      return "mixes";
    case Kind::operators:
      return "operators";
    case Kind::scenarios:
      return "scenarios";
    case Kind::families:
      return "families";
  }
  return "";
}

std::string word_for(Kind kind) {
  if (kind == Kind::mixes) return "mix";
  if (kind == Kind::families) return "family";
  std::string word = folder_of(kind);
  word.pop_back();
  return word;
}

Catalog::Catalog(fs::path root) : files_(std::make_shared<Files>(std::move(root))) {}

const fs::path& Catalog::root() const { return files_->root; }

std::vector<std::string> Catalog::names(Kind kind) const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(root() / folder_of(kind), error)) {
    if (file.path().extension() == ".yaml") names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool Catalog::contains(Kind kind, const std::string& name) const {
  std::error_code error;
  const bool is_name = !name.empty() && name.find('/') == std::string::npos;
  return is_name && fs::exists(root() / folder_of(kind) / (name + ".yaml"), error);
}

std::optional<std::string> Catalog::name_of(Kind kind, const std::string& name_or_alias) const {
  if (contains(kind, name_or_alias)) return name_or_alias;
  for (const std::string& name : names(kind)) {
    for (const Node& alias : Node(entry(kind, name).document)["aliases"].items()) {
      if (alias.text() == name_or_alias) return name;
    }
  }
  return std::nullopt;
}

const Entry& Catalog::entry(Kind kind, const std::string& name) const {
  return load(kind, root() / folder_of(kind) / (name + ".yaml"), name);
}

const Entry& Catalog::file(Kind kind, const fs::path& path) const { return load(kind, path, ""); }

const Schema& Catalog::schema(Kind kind, Faults& faults) const {
  const std::lock_guard lock(files_->mutex);
  const auto found = files_->schemas.find(kind);
  if (found != files_->schemas.end()) return found->second;
  return files_->schemas[kind] = Schema::load(root() / "schemas", word_for(kind), faults);
}

namespace {

/// Faults of a referenced file are named as --set would name the value.
std::string path_prefix(Kind kind, const std::string& name) {
  const bool grafted = kind == Kind::cards || kind == Kind::llms || kind == Kind::workloads;
  return grafted && !name.empty() ? folder_of(kind) + "." + name + "." : "";
}

std::vector<Fault> with_prefix(std::vector<Fault> faults, const std::string& prefix) {
  for (Fault& fault : faults) {
    if (!fault.key.empty()) fault.key.insert(0, prefix);
  }
  return faults;
}

void check_name(const Document& document, const std::string& name, Faults& faults) {
  const Node node = Node(document)["name"];
  if (name.empty() || node.text(name) == name) return;
  faults.add(node.fault(fmt::format("{} is not the name of the file", node.text()),
                        fmt::format("write {} or rename the file", name)));
}

}  // namespace

const Entry& Catalog::load(Kind kind, const fs::path& path, const std::string& name) const {
  const std::lock_guard lock(files_->mutex);
  auto& entry = files_->entries[path.lexically_normal()];
  if (entry) return *entry;
  Faults faults;
  Entry loaded{.document = load_document(path, faults), .faults = {}};
  const bool bare_config = kind == Kind::llms && loaded.document.value().contains("model_type");
  if (loaded.document.value().is_object() && !bare_config) {
    schema(kind, faults).validate(loaded.document, faults);
    check_name(loaded.document, name, faults);
  }
  loaded.faults = with_prefix(faults.sorted(), path_prefix(kind, name));
  entry = std::make_unique<const Entry>(std::move(loaded));
  return *entry;
}

}  // namespace fleetfit
