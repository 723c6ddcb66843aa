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

std::function<void(std::int64_t, std::int64_t, std::int64_t)> shown_pods() {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [begin = Clock::now()](std::int64_t pods, std::int64_t of, std::int64_t requests) {
    fmt::print(stderr, "\r{} of {} pods, {} requests, {:.3g} million requests/s {}", pods, of,
               requests, rate_since(begin, requests), pods == of ? "\n" : "");
    std::fflush(stderr);
  };
}

}  // namespace fleetfit
