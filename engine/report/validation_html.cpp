#include "engine/report/validation_html.hpp"

#include <fmt/format.h>

#include "engine/report/html_page.hpp"
#include "engine/report/svg_plot.hpp"
#include "engine/report/validation_plots.hpp"
#include "engine/report/validation_tables.hpp"

namespace fleetfit {
namespace {

std::string section(const TitledTable& titled) {
  return titled.table.empty() ? "" : html_heading(titled.title) + html_table(titled.table);
}

std::string plots(const Validation& validation) {
  if (scored_values(validation).empty()) return "";
  std::string out = html_heading("Predicted against measured");
  for (const Plot& plot : scatter_plots(validation)) out += svg_plot(plot);
  return out + html_heading("Errors by group") + svg_plot(error_plot(validation));
}

std::string skipped_rows(const Validation& validation) {
  Table rows({"id", "metric", "reason"}, 3);
  for (const ScoredValue& row : validation.rows) {
    if (!row.skipped.empty()) rows.add({row.id, row.metric, row.skipped});
  }
  if (rows.empty()) return "";
  return html_details(fmt::format("All {} that were not scored", rows.rows().size()),
                      html_table(rows));
}

std::string fault_list(const std::vector<Fault>& faults) {
  if (faults.empty()) return "";
  std::string list = html_heading(fmt::format("Faults of the input: {}", faults.size()));
  for (const Fault& fault : faults) list += html_paragraph(text(fault));
  return list;
}

}  // namespace

std::string validation_html(const Validation& validation) {
  constexpr std::size_t worst_rows = 25;
  std::string body;
  for (const std::string& line : validation_headlines(validation)) body += html_paragraph(line);
  body += plots(validation);
  for (const TitledTable& errors : error_tables(validation)) body += section(errors);
  body += section(worst_table(validation, worst_rows));
  body += section(skipped_table(validation)) + skipped_rows(validation);
  return html_page("How well fleetfit predicts what was measured",
                   body + fault_list(validation.faults));
}

}  // namespace fleetfit
