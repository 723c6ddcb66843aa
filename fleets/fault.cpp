#include "fleets/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace fleetfit {

namespace {

std::string text_of_all(const std::vector<Fault>& faults) {
  std::string all;
  for (const Fault& fault : faults) {
    if (!all.empty()) all += '\n';
    all += text(fault);
  }
  return all;
}

auto place_of(const Fault& fault) { return std::tie(fault.file, fault.line, fault.key); }

}  // namespace

std::string text(const Fault& fault) {
  std::string where = fault.file;
  if (fault.line > 0) where += fmt::format(":{}", fault.line);
  if (!where.empty()) where += ": ";
  if (!fault.key.empty()) where += fault.key + ": ";
  if (fault.remedy.empty()) return where + fault.problem;
  return where + fault.problem + "; " + fault.remedy;
}

BadInput::BadInput(std::vector<Fault> faults)
    : std::invalid_argument(text_of_all(faults)), faults_(std::move(faults)) {}

void Faults::add(const Position& at, std::string key, std::string problem, std::string remedy) {
  faults_.push_back({.file = at.file,
                     .line = at.line,
                     .key = std::move(key),
                     .problem = std::move(problem),
                     .remedy = std::move(remedy)});
}

void Faults::add(const std::vector<Fault>& faults) {
  faults_.insert(faults_.end(), faults.begin(), faults.end());
}

bool Faults::under(std::string_view path) const {
  return std::any_of(faults_.begin(), faults_.end(), [path](const Fault& fault) {
    return fault.key == path || (fault.key.starts_with(path) && fault.key[path.size()] == '.');
  });
}

std::vector<Fault> Faults::sorted() const {
  std::vector<Fault> all = faults_;
  std::stable_sort(all.begin(), all.end(),
                   [](const Fault& a, const Fault& b) { return place_of(a) < place_of(b); });
  const auto same = [](const Fault& a, const Fault& b) {
    return place_of(a) == place_of(b) && (!a.key.empty() || a == b);
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

void Faults::throw_if_any() const {
  if (!empty()) throw BadInput(sorted());
}

}  // namespace fleetfit
