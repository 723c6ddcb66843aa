#pragma once

#include <string>

#include "engine/report/table.hpp"

namespace fleetfit {

/// A page that needs nothing else: its style is inside, light or dark as the reader's system is.
/// `body` is HTML already.
std::string html_page(const std::string& title, const std::string& body);

std::string html_heading(const std::string& text);
std::string html_paragraph(const std::string& text);
std::string html_table(const Table& table);

/// Opens when the reader asks for it; `body` is HTML already.
std::string html_details(const std::string& summary, const std::string& body);

}  // namespace fleetfit
