#pragma once

#include <map>
#include <string>

#include "fleets/catalog.hpp"

namespace fleetfit {

/// Finds the catalogue's name of a card or an llm as people write it in a measurement. It reads the
/// catalogue once; what is not meant for sure stays empty.
class Recogniser {
 public:
  explicit Recogniser(const Catalog& catalog);

  /// "A100 80GB SXM (DGX-A100)", "h100_sxm"; form factors and memory that name another card count.
  std::string card(const std::string& text) const;

  /// "nvidia/Llama-3.1-8B-Instruct-FP8": organisation, format and tuning do not matter, size does.
  std::string llm(const std::string& text) const;

 private:
  std::map<std::string, std::string> cards_;  // plain text to name; empty name: several
  std::map<std::string, std::string> llms_;
};

}  // namespace fleetfit
