#pragma once

#include <string>
#include <vector>

#include "fleets/catalog.hpp"

namespace fleetfit {

/// Finds the card or llm of the catalogue that a published text means.
class Recogniser {
 public:
  explicit Recogniser(const Catalog& catalog) : catalog_(catalog) {}

  std::string card(const std::string& text) const { return find(Kind::cards, text); }  // or ""
  std::string llm(const std::string& text) const { return find(Kind::llms, text); }    // or ""
  std::vector<std::string> cards() const { return catalog_.names(Kind::cards); }
  std::vector<std::string> llms() const { return catalog_.names(Kind::llms); }

 private:
  std::string find(Kind kind, const std::string& text) const;

  Catalog catalog_;
};

}  // namespace fleetfit
