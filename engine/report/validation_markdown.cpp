#include "engine/report/validation_markdown.hpp"

#include "engine/report/validation_tables.hpp"

namespace fleetfit {
namespace {

std::string section(const TitledTable& titled) {
  return titled.table.empty() ? "" : "\n## " + titled.title + "\n\n" + titled.table.markdown();
}

}  // namespace

std::string validation_markdown(const Validation& validation) {
  constexpr std::size_t worst_rows = 10;
  std::string text = "# Validation\n";
  for (const std::string& line : validation_headlines(validation)) text += "\n" + line + "\n";
  for (const TitledTable& errors : error_tables(validation)) text += section(errors);
  return text + section(skipped_table(validation)) + section(worst_table(validation, worst_rows));
}

}  // namespace fleetfit
