#pragma once

#include <stdexcept>

namespace fleetfit {

/// The user stopped the work.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

}  // namespace fleetfit
