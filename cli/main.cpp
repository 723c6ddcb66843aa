#include <fmt/format.h>

#include "fleetfit/version.hpp"

int main() { fmt::print("fleetfit {}\n", fleetfit::version); }
