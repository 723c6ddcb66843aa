#pragma once

#include <cstdint>

#include "kernels/replay/clock.hpp"
#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Who is served first. Interactive requests are admitted before batch ones and lose their KV last.
enum class Priority : std::uint8_t { interactive, batch };

inline constexpr int priority_count = 2;

/// One request on its way: what it asks for, and what it has got so far.
struct Request {
  std::int64_t id{};         // in order of arrival
  Time arrived{};            // at the router
  Time delivered{};          // at the replica where it is
  Time first_token{never};   // when the user saw it; `never`: not yet
  std::int64_t session{};    // requests of one session share prefixes
  std::int32_t prompt{};     // tokens, 1 or more
  std::int32_t output{};     // tokens wanted, 1 or more
  std::int32_t generated{};  // tokens of it that exist
  std::int32_t cached{};     // prompt tokens found in the prefix cache
  std::int32_t preemptions{};
  std::uint16_t workload{};
  std::uint8_t llm{};
  Priority priority{};
  bool has_kv{};  // its KV came with it, from a prefill replica
};

/// How a request ended.
enum class Ending : std::uint8_t { finished, aborted, rejected, unfinished };

/// Tokens whose KV a replica must compute, or find, before the next token appears.
HOST_DEVICE constexpr std::int32_t context_of(const Request& request) {
  return request.prompt + request.generated;
}

/// Whether a is served before b: interactive first, then by arrival.
HOST_DEVICE constexpr bool before(const Request& a, const Request& b) {
  if (a.priority != b.priority) return a.priority < b.priority;
  return a.arrived != b.arrived ? a.arrived < b.arrived : a.id < b.id;
}

}  // namespace fleetfit
