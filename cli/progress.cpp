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

}  // namespace

std::function<void(std::int64_t, double)> shown_requests() {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [begin = Clock::now()](std::int64_t requests, double simulated) {
    fmt::print(stderr, "\r{} requests, {:.0f} s simulated, {:.3g} million requests/s ", requests,
               simulated, rate_since(begin, requests));
    std::fflush(stderr);
  };
}

std::function<void(double, std::int64_t)> shown_share() {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [begin = Clock::now(), last = Clock::time_point()](double share,
                                                            std::int64_t requests) mutable {
    constexpr auto pause = std::chrono::milliseconds(100);
    const Clock::time_point now = Clock::now();
    if (share < 1.0 && now - last < pause) return;
    last = now;
    fmt::print(stderr, "\r{:5.1f} % replayed", 100.0 * share);
    if (requests > 0) {
      fmt::print(stderr, ", {} requests, {:.3g} million requests/s ", requests,
                 rate_since(begin, requests));
    }
    if (share >= 1.0) fmt::print(stderr, "\n");
    std::fflush(stderr);
  };
}

}  // namespace fleetfit
