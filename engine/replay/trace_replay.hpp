#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/replay/interrupted.hpp"
#include "engine/replay/pod_model.hpp"
#include "engine/replay/replay_result.hpp"
#include "fleets/trace.hpp"
#include "kernels/replay/request.hpp"

namespace fleetfit {

/// How one request ended, as `--requests-out` writes it.
struct RequestRecord {
  Request request;
  Ending ending{};
  Time ended{};
  std::int32_t replica{};
};

/// Who is told what while a trace is replayed; any may be empty.
struct TraceWatch {
  std::function<void(const RequestRecord&)> record;
  std::function<void(std::int64_t requests, double simulated_seconds)> progress;
  std::function<bool()> interrupted;  // then the replay ends with Interrupted
};

/// A trace through a pod.
struct TraceQuestion {
  Trace* trace{};
  const PodModel* pod{};
  StatedPod stated;
  std::int64_t limit{};  // requests; 0: all
};

ReplayResult replay_trace(const TraceQuestion& question, const TraceWatch& watch);

}  // namespace fleetfit
