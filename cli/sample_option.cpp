#include "cli/sample_option.hpp"

#include <cstdio>

#include "fleets/fault.hpp"

namespace fleetfit {

double parse_sample(const std::string& text) {
  double part = 0.0;
  double of = 0.0;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%lf/%lf%c", &part, &of, &rest) != 2 || !(part > 0.0) ||
      !(of >= part)) {
    throw BadInput({{.file = "command line",
                     .line = 0,
                     .key = "--sample",
                     .problem = text + " is no part",
                     .remedy = "write it as 1/16"}});
  }
  return part / of;
}

}  // namespace fleetfit
