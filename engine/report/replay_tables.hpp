#pragma once

#include <string>
#include <vector>

#include "engine/replay/replay_result.hpp"
#include "engine/report/table.hpp"

namespace fleetfit {

/// Shares of the requests at which latencies are told.
inline constexpr double told_percentiles[] = {0.5, 0.9, 0.95, 0.99};

/// "2.31 s", "47.3 ms"; "never" where the request got no answer.
std::string duration_text(double duration);

Table requests_table(const std::vector<WorkloadResult>& workloads);
Table latency_table(const std::vector<WorkloadResult>& workloads);
Table groups_table(const ReplayResult& result);

/// Requests that arrived, over all groups.
std::int64_t all_requests(const ReplayResult& result);

}  // namespace fleetfit
