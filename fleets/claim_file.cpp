#include "fleets/claim.hpp"
#include "fleets/include.hpp"
#include "fleets/schema_fault.hpp"

namespace fleetfit {

namespace {

void add(ClaimWords& words, const Node& node) {
  words[node.key()] = {node.text(flow_text(*node.value())), node.position(), node.path()};
}

}  // namespace

ClaimWords claim_file_words(const std::string& file, const Catalog& catalog, Faults& faults) {
  const Document document = load_document(file, faults);
  if (!faults.empty()) return {};
  Schema::load(catalog.root() / "schemas", "claim", faults).validate(document, faults);
  ClaimWords words;
  if (!faults.empty()) return words;
  const Node root(document);
  for (const auto& [key, node] : root.members()) {
    if (key != "claim") add(words, node);
  }
  add(words, root["claim"]["value"]);
  add(words, root["claim"]["unit"]);
  return words;
}

}  // namespace fleetfit
