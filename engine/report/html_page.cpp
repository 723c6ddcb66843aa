#include "engine/report/html_page.hpp"

#include <fmt/format.h>

#include "engine/report/markup.hpp"

namespace fleetfit {
namespace {

// The first seven colours are those of Okabe and Ito, which colour-blind readers tell apart.
constexpr const char* style = R"(
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #d8dee4; --guide: #8c959f;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; --c4: #e69f00; --c5: #56b4e9;
  --c6: #8a7f00; --c7: #6e4fae; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0d1117; --faint: #2b323b; --guide: #7d8590; --c0: #4aa3df;
    --c1: #ff8c42; --c2: #2ecc9b; --c6: #f0e442; --c7: #b39ddb; } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 1400px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .8rem; border-bottom: 1px solid var(--faint); text-align: right; }
.left { text-align: left; }
summary { cursor: pointer; }
.plot { max-width: 100%; height: auto; font: 11px system-ui, sans-serif; vertical-align: top; }
.plot text { fill: var(--ink); } .plot .title { font-size: 13px; font-weight: 600; }
.grid { stroke: var(--faint); }
.line { fill: none; stroke-width: 1.5; } .area { opacity: .18; } .dot { fill-opacity: .7; }
.dot:hover { fill-opacity: 1; stroke: var(--ink); }
)";

std::string colour_style() {
  constexpr int palette = 8;
  std::string rules = ".guide { fill: var(--guide); stroke: var(--guide); }\n";
  for (int c = 0; c < palette; ++c) {
    rules += fmt::format(".c{0} {{ fill: var(--c{0}); stroke: var(--c{0}); }}\n", c);
  }
  return rules + ".line { fill: none; } .dot, .area { stroke: none; }\n";
}

std::string cell(const char* element, const std::string& text, bool left) {
  return fmt::format("<{0}{1}>{2}</{0}>", element, left ? " class=\"left\"" : "", escaped(text));
}

std::string table_row(const Table& table, const char* element,
                      const std::vector<std::string>& cells) {
  std::string row = "<tr>";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    row += cell(element, cells[c], table.leans_left(c));
  }
  return row + "</tr>\n";
}

}  // namespace

std::string html_page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{0}</title>\n<style>{1}{2}</style>\n</head>\n<body>\n<h1>{0}</h1>\n{3}</body>\n"
      "</html>\n",
      escaped(title), style, colour_style(), body);
}

std::string html_heading(const std::string& text) { return "<h2>" + escaped(text) + "</h2>\n"; }

std::string html_paragraph(const std::string& text) { return "<p>" + escaped(text) + "</p>\n"; }

std::string html_table(const Table& table) {
  std::string out = "<table>\n<thead>" + table_row(table, "th", table.head()) + "</thead>\n<tbody>";
  for (const auto& row : table.rows()) out += table_row(table, "td", row);
  return out + "</tbody>\n</table>\n";
}

std::string html_details(const std::string& summary, const std::string& body) {
  return "<details>\n<summary>" + escaped(summary) + "</summary>\n" + body + "</details>\n";
}

}  // namespace fleetfit
