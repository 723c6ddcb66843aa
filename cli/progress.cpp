#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace fleetfit {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double million = 1e6;

double rate_since(Clock::time_point begin, std::int64_t requests) {
  return static_cast<double>(requests) / million /
         std::chrono::duration<double>(Clock::now() - begin).count();
}

void show_rate(Clock::time_point begin, std::int64_t requests) {
  if (requests == 0) return;
  fmt::print(stderr, ", {} requests, {:.3g} million requests/s ", requests,
             rate_since(begin, requests));
}

/// A line is not written again at once.
struct Pause {
  Clock::time_point last{};

  bool is_over() {
    constexpr auto least = std::chrono::milliseconds(100);
    const Clock::time_point now = Clock::now();
    if (now - last < least) return false;
    last = now;
    return true;
  }
};

}  // namespace

std::function<void(std::int64_t, double)> shown_requests() {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [begin = Clock::now()](std::int64_t requests, double simulated) {
    fmt::print(stderr, "\r{} requests, {:.0f} s simulated, {:.3g} million requests/s ", requests,
               simulated, rate_since(begin, requests));
    std::fflush(stderr);
  };
}

std::function<void(const TrialProgress&)> shown_trials() {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [begin = Clock::now(), pause = Pause{}](const TrialProgress& so_far) mutable {
    const bool over = so_far.trials == so_far.all;
    if (!pause.is_over() && !over) return;
    fmt::print(stderr, "\rrates of {} plans: {} of {} trials", so_far.plans, so_far.trials,
               so_far.all);
    show_rate(begin, so_far.requests);
    if (over) fmt::print(stderr, "\n");
    std::fflush(stderr);
  };
}

std::function<void(double, std::int64_t)> shown_share() {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [begin = Clock::now(), pause = Pause{}](double share, std::int64_t requests) mutable {
    if (!pause.is_over() && share < 1.0) return;
    fmt::print(stderr, "\r{:5.1f} % replayed", 100.0 * share);
    show_rate(begin, requests);
    if (share >= 1.0) fmt::print(stderr, "\n");
    std::fflush(stderr);
  };
}

}  // namespace fleetfit
