#pragma once

#include <cstdint>

#include "kernels/replay/clock.hpp"
#include "kernels/replay/min_heap.hpp"
#include "kernels/replay/request.hpp"
#include "kernels/replay/rules.hpp"
#include "kernels/replay/waiting_queue.hpp"

namespace fleetfit {

enum class SequencePhase : std::uint8_t { none, prefill, decode };

/// A request that holds KV on a replica.
struct Sequence {
  Request request{};
  std::int64_t first_step{};    // decode: steps of the replica before its first
  std::int32_t context{};       // tokens whose KV prefill leaves
  std::int32_t prefilled{};     // of these, done or found
  std::int32_t blocks{};        // of KV, taken at admission
  std::int32_t first_growth{};  // decode step, from 1, that needs the next block
  std::int32_t growth_phase{};  // of the replica's cycle, in which it needs blocks
  SequencePhase phase{};
};

/// Sums over the life of a replica; whole numbers, so that totals do not depend on any order.
struct ReplicaCounts {
  std::int64_t steps{};
  std::int64_t runs{};  // of steps taken at once
  Time busy{};
  Time span{};  // from the begin until the last step or the last arrival of the replay
  std::int64_t prefill_tokens{};
  std::int64_t prefill_pairs{};
  std::int64_t decode_tokens{};  // sequences times steps
  std::int64_t decode_kv{};      // tokens attended to in decode, at the begin of each run
  std::int64_t preemptions{};
  std::int64_t swaps{};
  std::int64_t visits{};            // requests that came and went
  std::int64_t visit_us{};          // their whole microseconds here
  std::int64_t outstanding_us{};    // requests here, summed over microseconds: Little's law, I12
  std::int64_t counted_until_us{};  // of outstanding_us
};

/// The run of identical steps, or the one step, that a replica is in.
struct StepRun {
  Time end{never};
  Time first{};   // time of its first step
  Time growth{};  // by which each further step is longer
  std::int64_t steps{};
  std::int32_t used_before{};  // blocks before its sequences grew
  std::int32_t chunk{};        // tokens it computes of the partial prompt
};

/// One replica: what is in its memory and in its queues.
struct ReplicaState {
  Time boundary{};                  // end of the last step; idle since if nothing runs
  Time next_minute{clock::minute};  // at which its state is recorded
  Time earliest_deadline{never};
  std::int64_t step{};   // steps so far
  std::int64_t kv{};     // context of decoding sequences, in units of kv_scale
  std::int32_t phase{};  // steps so far modulo the steps that a block lasts
  std::int32_t decoding{};
  std::int32_t running{};  // decoding or in prefill
  std::int32_t used_blocks{};
  std::int32_t partial{-1};  // sequence of which a part of the prompt is computed
  std::int32_t graduates{};  // sequences whose prompt ends with this step
  std::int32_t free_slots{};
  std::uint8_t llm{};  // loaded
  bool busy{};
  bool accepts{true};  // up, started and not to be stopped
  bool starting{};
  bool down{};  // broken, not yet repaired
  StepRun run{};
  ReplicaCounts counts{};
  WaitingQueue waiting[priority_count];
};

/// Memory of one replica, by the rules' sizes.
struct ReplicaArrays {
  Sequence* sequences{};       // [max_sequences]
  std::int32_t* free_slots{};  // [max_sequences], a stack
  std::int32_t* graduates{};   // [max_sequences]
  std::int32_t* growing{};     // [block_steps]: sequences that need a block at steps of this phase
  MinHeap<std::uint64_t> finish{};  // [max_sequences], by step at which the last token appears
};

/// Requests at a replica, waiting or running.
HOST_DEVICE constexpr std::int64_t outstanding(const ReplicaState& s) {
  return static_cast<std::int64_t>(s.running) + s.waiting[0].size + s.waiting[1].size;
}

}  // namespace fleetfit
