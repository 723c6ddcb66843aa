#include "engine/report/fault_list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fleetfit {

std::string fault_list_text(const std::vector<Fault>& faults) {
  constexpr std::size_t most = 20;
  if (faults.empty()) return "";
  const std::size_t shown = std::min(most, faults.size());
  std::string list = fmt::format("\nFaults of the input: {}\n", faults.size());
  for (std::size_t i = 0; i < shown; ++i) list += "  " + text(faults[i]) + "\n";
  if (shown < faults.size()) list += fmt::format("  … and {} more\n", faults.size() - shown);
  return list;
}

}  // namespace fleetfit
