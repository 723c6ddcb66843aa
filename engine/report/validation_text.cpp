#include "engine/report/validation_text.hpp"

#include "engine/report/fault_list.hpp"
#include "engine/report/validation_tables.hpp"

namespace fleetfit {
namespace {

std::string section(const TitledTable& titled) {
  return titled.table.empty() ? "" : "\n" + titled.title + "\n" + titled.table.text();
}

}  // namespace

std::string validation_text(const Validation& validation) {
  constexpr std::size_t worst_rows = 10;
  std::string text;
  for (const std::string& line : validation_headlines(validation)) text += line + "\n";
  for (const TitledTable& errors : error_tables(validation)) text += section(errors);
  text += section(skipped_table(validation));
  text += section(worst_table(validation, worst_rows));
  return text + fault_list_text(validation.faults);
}

}  // namespace fleetfit
