#pragma once

#include <cstdint>

#include "kernels/roofline/batch.hpp"
#include "kernels/vocabulary/host_device.hpp"
#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

enum class TrafficId : std::int32_t {};

/// Requests of one workload as a replica meets them. Means over requests; `*_cv` is the standard
/// deviation over the mean.
struct Traffic {
  double input_tokens{};
  double input_cv{};
  double output_tokens{};
  double output_cv{};
  double cached_share{};   // of the input, found in the prefix cache
  double arrival_cv{1.0};  // of the gaps between arrivals
  Seconds ttft_limit{};
  Seconds tpot_limit{};
  double tail{};            // -ln(1 - SLO percentile); 0: arrivals that never queue
  double long_prompt{1.0};  // over the mean: the prompt for which TTFT is planned

  friend constexpr bool operator==(const Traffic&, const Traffic&) = default;
};

/// Prompt tokens of one request that must be computed.
HOST_DEVICE constexpr double uncached_tokens(const Traffic& traffic) {
  return traffic.input_tokens * (1.0 - traffic.cached_share);
}

/// Output tokens that decode steps yield: prefill yields the first one.
HOST_DEVICE constexpr double tokens_after_first(const Traffic& traffic) {
  return traffic.output_tokens > 2.0 ? traffic.output_tokens - 1.0 : 1.0;
}

/// E21: tokens a decoding sequence attends to, averaged over output tokens; long answers hold their
/// context longer, O(1 + cv^2)/2.
HOST_DEVICE constexpr double decode_context(const Traffic& traffic) {
  const double cv2 = traffic.output_cv * traffic.output_cv;
  return traffic.input_tokens + 0.5 * traffic.output_tokens * (1.0 + cv2);
}

/// E22: tokens a computed prompt token attends to, averaged over prompt tokens; long prompts hold
/// most of the tokens, I(1 + cv^2).
HOST_DEVICE constexpr double prefill_context(const Traffic& traffic) {
  const double cv2 = traffic.input_cv * traffic.input_cv;
  return 0.5 * (1.0 + traffic.cached_share) * traffic.input_tokens * (1.0 + cv2);
}

/// The same requests, each with the prompt for which TTFT is planned.
HOST_DEVICE constexpr Traffic with_planned_prompt(const Traffic& traffic) {
  if (traffic.long_prompt == 1.0) return traffic;  // the mean one, among others of its spread
  Traffic planned = traffic;
  planned.input_tokens *= traffic.long_prompt;
  planned.input_cv = 0.0;
  planned.long_prompt = 1.0;
  return planned;
}

}  // namespace fleetfit
