#include "fleets/table_reader.hpp"

#include <fmt/format.h>

#include <new>

namespace fleetfit {

namespace {

constexpr std::size_t longest_row_bytes = std::size_t{1} << 20U;

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

TableReader::TableReader(LineReader& lines, Faults& faults)
    : TableReader(lines, [&lines, &faults](int line, std::string column, std::string problem,
                                           std::string remedy) {
        faults.add({lines.file(), line}, std::move(column), std::move(problem), std::move(remedy));
      }) {}

TableReader::TableReader(LineReader& lines, Refuse refuse)
    : lines_(lines), refuse_(std::move(refuse)) {
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
  TableRow first;
  while (ready_.empty() && parse_line()) {
  }
  if (!take(first)) return;
  header_ = TableHeader(std::move(first.fields));
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const std::string& name = header_.names()[i];
    if (header_.place(name) == i) continue;
    refuse_(first.line, name, "the column occurs twice",
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
    refuse_(row.line, "",
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

/// Gives the parser one more line. False when there is none and no row came of the end.
bool TableReader::parse_line() {
  if (ended_) return false;
  std::string line;
  if (!lines_.next(line)) {
    parse_end();
    return !ready_.empty();
  }
  const bool blank = line.find_first_not_of(" \t\r\n") == std::string::npos;
  const std::size_t before = ready_.size();
  row_bytes_ += line.size();
  if (csv_parse(&parser_, line.data(), line.size(), end_field, end_row, this) != line.size()) {
    refuse_(lines_.line(), "", "a quote in the middle of a field",
            "put the whole field in quotes and double those inside");
    restart();
  } else if (row_bytes_ > longest_row_bytes) {
    refuse_(row_line_, "", "a row of more than 1 MiB", "close its quoted field");
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
    refuse_(row_line_, "", "a quoted field has no end; nothing after it is read",
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
