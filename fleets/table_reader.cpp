#include "fleets/table_reader.hpp"

#include <fmt/format.h>

#include <new>

namespace fleetfit {

namespace {

constexpr std::size_t longest_row_bytes = std::size_t{1} << 20U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

TableHeader::TableHeader(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i) places_.emplace(names_[i], i);
}

std::size_t TableHeader::place(std::string_view column) const {
  const auto found = places_.find(column);
  return found == places_.end() ? size() : found->second;
}

const std::string& TableRow::operator[](std::string_view column) const {
  static const std::string none;
  const std::size_t place = header->place(column);
  return place < fields.size() ? fields[place] : none;
}

TableReader::TableReader(LineReader& lines, Faults& faults) : lines_(lines), faults_(faults) {
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  TableRow first;
  while (ready_.empty() && parse_line()) {
  }
  if (!take(first)) return;
  header_ = TableHeader(std::move(first.fields));
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const std::string& name = header_.names()[i];
    if (header_.place(name) == i) continue;
    faults_.add({lines_.file(), first.line}, name, "the column occurs twice",
                "the first is read; rename or remove the other");
  }
}

void TableReader::end_field(void* text, std::size_t size, void* reader) {
  static_cast<TableReader*>(reader)->fields_.emplace_back(static_cast<const char*>(text), size);
}

void TableReader::end_row(int, void* reader) {
  auto& self = *static_cast<TableReader*>(reader);
  self.ready_.push({.header = &self.header_, .line = self.row_line_, .fields = {}});
  self.ready_.back().fields.swap(self.fields_);
}

bool TableReader::next(TableRow& row) {
  do {
    while (ready_.empty()) {
      if (!parse_line()) return false;
    }
    take(row);
    if (row.fields.size() == header_.size()) return true;
    const bool torn = ended_ && ready_.empty() && row.fields.size() < header_.size();
    add_fault(row.line,
              fmt::format("{} of {} fields{}", row.fields.size(), header_.size(),
                          torn ? ": the file ends in the middle of this row" : ""),
              torn ? "copy the whole file again" : "give each row one field for each column");
  } while (true);
}

bool TableReader::take(TableRow& row) {
  if (ready_.empty()) return false;
  row = std::move(ready_.front());
  ready_.pop();
  return true;
}

void TableReader::add_fault(int line, std::string problem, std::string remedy) {
  faults_.add({lines_.file(), line}, "", std::move(problem), std::move(remedy));
}

/// Gives the parser one more line. False when there is none and no row came of the end.
bool TableReader::parse_line() {
  if (ended_) return false;
  std::string line;
  if (!lines_.next(line)) {
    parse_end();
    return !ready_.empty();
  }
  if (lines_.line() == 1 && line.starts_with(byte_order_mark)) line.erase(0, 3);
  const bool blank = line.find_first_not_of(" \t\r\n") == std::string::npos;
  const std::size_t before = ready_.size();
  row_bytes_ += line.size();
  if (csv_parse(&parser_, line.data(), line.size(), end_field, end_row, this) != line.size()) {
    add_fault(lines_.line(), "a quote in the middle of a field",
              "put the whole field in quotes and double those inside");
    restart();
  } else if (row_bytes_ > longest_row_bytes) {
    add_fault(row_line_, "a row of more than 1 MiB", "close its quoted field");
    ended_ = true;
  } else if (ready_.size() > before || (blank && row_line_ == lines_.line())) {
    row_line_ = lines_.line() + 1;
    row_bytes_ = 0;
  }
  return true;
}

void TableReader::parse_end() {
  ended_ = true;
  if (lines_.broken()) return;
  if (csv_fini(&parser_, end_field, end_row, this) != 0) {
    add_fault(row_line_, "a quoted field has no end; nothing after it is read",
              "close it with a quote");
  }
}

void TableReader::restart() {
  csv_free(&parser_);
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  fields_.clear();
  row_line_ = lines_.line() + 1;
  row_bytes_ = 0;
}

}  // namespace fleetfit
