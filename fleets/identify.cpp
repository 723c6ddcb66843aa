#include "fleets/identify.hpp"

#include <fmt/format.h>

#include "fleets/nearest.hpp"

namespace fleetfit {

void Identifier::identify(Measurement& measurement, const char* card_column,
                          const char* llm_column) {
  measurement.card = recogniser_.card(measurement.card_text);
  measurement.llm = recogniser_.llm(measurement.llm_text);
  if (measurement.card.empty()) tell(measurement, "card", card_column, measurement.card_text);
  if (measurement.llm.empty()) tell(measurement, "llm", llm_column, measurement.llm_text);
  const bool unknown = measurement.card.empty() || measurement.llm.empty();
  if (!unknown || !measurement.skipped.empty()) return;
  measurement.skipped = measurement.card.empty()
                            ? fmt::format("unknown card '{}'", measurement.card_text)
                            : fmt::format("unknown llm '{}'", measurement.llm_text);
}

void Identifier::tell(const Measurement& measurement, const std::string& kind, const char* column,
                      const std::string& text) {
  if (!told_.insert(kind + text).second) return;
  const auto names = kind == "card" ? recogniser_.cards() : recogniser_.llms();
  faults_.add({measurement.file, measurement.line}, column,
              fmt::format("unknown {} '{}'; its rows are skipped", kind, text),
              did_you_mean(text, names, "known"));
}

}  // namespace fleetfit
