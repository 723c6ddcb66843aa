#include "engine/report/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fleetfit {
namespace {

/// Characters, not bytes: every byte that does not continue a UTF-8 sequence starts one.
std::size_t width(const std::string& cell) {
  return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string padded(const std::string& cell, std::size_t columns, bool left) {
  const std::string space(columns - width(cell), ' ');
  return left ? cell + space : space + cell;
}

std::string markdown_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    line += " ";
    for (const char c : cell) line += c == '|' ? "\\|" : std::string(1, c);
    line += " |";
  }
  return line + "\n";
}

}  // namespace

Table::Table(std::vector<std::string> head, std::size_t left_columns)
    : head_(std::move(head)), left_columns_(left_columns) {}

std::string Table::text() const {
  std::vector<std::size_t> widths(head_.size(), 0);
  std::vector<std::vector<std::string>> lines{head_};
  lines.insert(lines.end(), rows_.begin(), rows_.end());
  for (const auto& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], width(line[c]));
  }
  std::string out;
  for (std::size_t l = 0; l < lines.size(); ++l) {
    std::string text = " ";
    for (std::size_t c = 0; c < lines[l].size(); ++c) {
      text += " " + padded(lines[l][c], widths[c], c < left_columns_) + " ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
    if (l > 0) continue;
    out += " ";
    for (const std::size_t columns : widths) out += " " + std::string(columns, '-') + " ";
    out.back() = '\n';
  }
  return out;
}

std::string Table::markdown() const {
  std::string out = markdown_line(head_) + "|";
  for (std::size_t c = 0; c < head_.size(); ++c) out += leans_left(c) ? " --- |" : " ---: |";
  out += "\n";
  for (const auto& row : rows_) out += markdown_line(row);
  return out;
}

}  // namespace fleetfit
