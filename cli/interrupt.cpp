#include "cli/interrupt.hpp"

#include <csignal>

namespace fleetfit {
namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

void stop(int signal) {
  asked_to_stop = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
}

bool interrupted() { return asked_to_stop != 0; }

}  // namespace fleetfit
