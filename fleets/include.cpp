#include "fleets/include.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "fleets/file_text.hpp"
#include "fleets/yaml_reader.hpp"

namespace fleetfit {

namespace {

using Chain = std::vector<std::string>;  // files being read, each included by the one before

Document load(const std::filesystem::path& path, const Position& asked, Chain& chain,
              Faults& faults);

/// The files named under `include`, a string or a list of them.
std::vector<std::pair<std::string, Position>> included_files(const Document& document,
                                                             Faults& faults) {
  const Node include = Node(document)["include"];
  std::vector<std::pair<std::string, Position>> files;
  std::vector<Node> names = include.items();
  if (names.empty() && include) names.push_back(include);
  for (const Node& name : names) {
    if (name.text().empty()) {
      faults.add(name.fault("not a file name", "give a path relative to this file"));
    } else {
      files.emplace_back(name.text(), name.position());
    }
  }
  return files;
}

Document with_included(const std::filesystem::path& path, Document document, Chain& chain,
                       Faults& faults) {
  const auto files = included_files(document, faults);
  document.value().erase("include");
  if (files.empty()) return document;
  Document merged(Json::object(), {path.string(), 1});
  for (const auto& [name, position] : files) {
    const auto included = (path.parent_path() / name).lexically_normal();
    const Document base = load(included, position, chain, faults);
    if (base.value().is_object()) merged.overlay(base);
  }
  merged.overlay(document);
  return merged;
}

Document load(const std::filesystem::path& path, const Position& asked, Chain& chain,
              Faults& faults) {
  const std::string name = path.string();
  if (std::find(chain.begin(), chain.end(), name) != chain.end()) {
    faults.add(asked, "include",
               fmt::format("files include each other: {} → {}", fmt::join(chain, " → "), name),
               "remove one of the includes");
    return {};
  }
  const auto text = read_file_text(path, asked, faults);
  if (!text) return {};
  Document document = read_yaml(name, *text, faults);
  if (!document.value().is_object()) return document;
  chain.push_back(name);
  document = with_included(path, std::move(document), chain, faults);
  chain.pop_back();
  return document;
}

}  // namespace

Document load_document(const std::filesystem::path& path, Faults& faults) {
  Chain chain;
  return load(path.lexically_normal(), {}, chain, faults);
}

}  // namespace fleetfit
