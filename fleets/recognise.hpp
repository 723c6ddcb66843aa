#pragma once

#include <map>
#include <string>
#include <vector>

#include "fleets/catalog.hpp"

namespace fleetfit {

/// Finds the catalogue's name of a card or an llm as people write it in a measurement; empty if
/// none is meant for sure. Reads the catalogue once.
class Recogniser {
 public:
  explicit Recogniser(const Catalog& catalog);

  /// "A100 80GB SXM (DGX-A100)", "h100_sxm": the form factor and memory must be those of the card.
  std::string card(const std::string& text) const;

  /// "nvidia/Llama-3.1-8B-Instruct-FP8": organisation, format and tuning do not matter, size does.
  std::string llm(const std::string& text) const;

  /// All names of the catalogue, for remedies.
  const std::vector<std::string>& cards() const { return card_names_; }
  const std::vector<std::string>& llms() const { return llm_names_; }

 private:
  struct NamedCard {
    std::string name;
    double gibibytes{};
    bool says_memory{};  // the alias that led here
  };

  void add_card(const std::string& spelling, const NamedCard& card);
  void add_llm(const std::string& spelling, const std::string& name);

  std::vector<std::string> card_names_;
  std::vector<std::string> llm_names_;
  std::map<std::string, std::vector<NamedCard>> cards_;  // by what remains of a spelling
  std::map<std::string, std::string> spellings_;         // of llms, case and separators apart
  std::map<std::string, std::string> stems_;             // the same less format and tuning
};

}  // namespace fleetfit
