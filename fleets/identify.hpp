#pragma once

#include <set>
#include <string>

#include "fleets/measurement.hpp"
#include "fleets/recognise.hpp"

namespace fleetfit {

/// Puts the catalogue's names of card and llm into measurements; tells of each unknown one once.
class Identifier {
 public:
  Identifier(const Recogniser& recogniser, Faults& faults)
      : recogniser_(recogniser), faults_(faults) {}

  /// Looks up card_text and llm_text. A measurement of something unknown is skipped.
  void identify(Measurement& measurement, const char* card_column, const char* llm_column);

 private:
  void tell(const Measurement& measurement, const std::string& kind, const char* column,
            const std::string& text);

  const Recogniser& recogniser_;
  Faults& faults_;
  std::set<std::string> told_;
};

}  // namespace fleetfit
