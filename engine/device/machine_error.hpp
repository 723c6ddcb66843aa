#pragma once

#include <stdexcept>

namespace fleetfit {

/// The machine failed us (no device, out of memory); the input was not at fault. Exit code 3.
class MachineError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace fleetfit
