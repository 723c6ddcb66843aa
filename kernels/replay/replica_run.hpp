#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "kernels/replay/replica_state.hpp"
#include "kernels/replay/step_cost.hpp"
#include "kernels/vocabulary/math.hpp"

namespace fleetfit {

/// What a prefix cache gives to a prompt.
struct PrefixHit {
  std::int32_t tokens{};         // that need not be computed
  std::int32_t shared_blocks{};  // of KV that others hold already
};

/// Continuous batching on one replica (docs/equations.md, E52-E55). Holds the rules, the memory and
/// the state of a replica for as long as it is worked on. `Events` is told what happens and owns
/// the prefix cache:
///   first_token(Request&, Time)           the user sees the first token
///   handed_over(const Request&, Time)     a prefill replica is done with it
///   finished(const Request&, Time), aborted(const Request&, Time), rejected(const Request&, Time)
///   failed(const Request&, Time)          its replica broke
///   minute(Time, const ReplicaState&)     the state at a full minute
///   prefix_hit(const Request&, free blocks) -> PrefixHit, without a change
///   prefix_take(const Request&), prefix_release(const Request&) -> blocks that others still hold
template <class Events>
class ReplicaRun {
 public:
  HOST_DEVICE ReplicaRun(const ReplicaRules& rules, const StepCost* costs, ReplicaState& state,
                         ReplicaArrays& arrays, Events& events)
      : rules_(rules), costs_(costs), s_(state), a_(arrays), events_(events) {}

  /// Brings the replica to time t: ends every step that ends until t and starts every step that
  /// starts before it. A step that would start at t waits for the requests that arrive at t.
  HOST_DEVICE void settle(Time t) {
    while (true) {
      if (s_.busy) {
        if (s_.run.end > t) return;
        end_run();
      }
      if (s_.boundary >= t || !start_run()) return;
    }
  }

  /// Takes a request at time t, to which the replica is settled.
  HOST_DEVICE void deliver(const Request& request, Time t) {
    WaitingQueue& queue = s_.waiting[static_cast<int>(request.priority)];
    if (!fits_ever(request) || queue.size >= static_cast<std::uint32_t>(rules_.max_waiting)) {
      events_.rejected(request, t);
      return;
    }
    const bool idle = !s_.busy && outstanding(s_) == 0;
    const bool behind_others =
        s_.waiting[0].size > 0 || (request.priority == Priority::batch && s_.waiting[1].size > 0);
    const bool must_wait = behind_others || s_.running >= rules_.max_sequences;
    count_outstanding(t);
    queue.push_back(request);
    queue.at(queue.size - 1).delivered = t;
    if (idle) s_.boundary = std::max(s_.boundary, t);
    if (s_.busy && !must_wait) cut_run(t);
  }

  /// Whether the KV of the request, whole, fits an empty replica.
  HOST_DEVICE bool fits_ever(const Request& request) const {
    // Nearly all are far from the limit: no division for them.
    constexpr std::int64_t roundings = 4;
    const std::int64_t room = rules_.kv_blocks - rules_.watermark_blocks - roundings;
    if (std::int64_t{request.prompt} + request.output <= room * rules_.block_tokens) return true;
    std::int64_t blocks = ceil_div(request.prompt, rules_.block_tokens);
    if (rules_.role != Role::prefill) {
      const auto slack = static_cast<std::int32_t>(blocks * rules_.block_tokens - request.prompt);
      const std::int64_t steps = decode_steps(rules_, request.output - 1);
      const std::int64_t first = first_growth(rules_, slack);
      if (steps >= first) blocks += 1 + (steps - first) / block_steps(rules_);
      if (rules_.decode_parts != token_parts) ++blocks;  // a restart may round once more
    }
    return blocks + rules_.watermark_blocks <= rules_.kv_blocks;
  }

  /// The replica breaks at time t, to which it is settled: all its requests are handed back.
  /// Where no other takes them they wait here.
  HOST_DEVICE void fail(Time t) {
    if (s_.busy) break_run(t);
    count_outstanding(t);
    const std::uint32_t waited[] = {s_.waiting[0].size, s_.waiting[1].size};
    for (std::int32_t slot = 0; slot < rules_.max_sequences; ++slot) {
      Sequence& sequence = a_.sequences[slot];
      if (sequence.phase == SequencePhase::none) continue;
      events_.prefix_release(sequence.request);
      sequence.phase = SequencePhase::none;
      s_.running -= 1;
      hand_back(sequence.request, t);
    }
    for (int priority = 0; priority < priority_count; ++priority) {
      WaitingQueue& queue = s_.waiting[priority];
      for (std::uint32_t i = 0; i < waited[priority]; ++i) {
        const Request request = queue.front();
        queue.pop_front();
        hand_back(request, t);
      }
    }
    empty_memory(t);
  }

  /// A replica without a request.
  HOST_DEVICE void empty_memory(Time t) {
    for (std::int32_t i = 0; i < rules_.max_sequences; ++i) {
      a_.sequences[i].phase = SequencePhase::none;
      a_.free_slots[i] = rules_.max_sequences - 1 - i;
    }
    for (std::int32_t i = 0; i < block_steps(rules_); ++i) a_.growing[i] = 0;
    a_.finish.size = 0;
    s_.free_slots = rules_.max_sequences;
    s_.kv = 0;
    s_.decoding = s_.running = s_.used_blocks = s_.graduates = 0;
    s_.partial = -1;
    s_.busy = false;
    s_.boundary = t;
    s_.earliest_deadline = never;
    s_.run = {};
  }

 private:
  // --- What leaves.

  /// I12: requests here, summed over time; before every change of their number.
  HOST_DEVICE void count_outstanding(Time t) {
    const std::int64_t us = t / clock::microsecond;
    s_.counts.outstanding_us += outstanding(s_) * (us - s_.counts.counted_until_us);
    s_.counts.counted_until_us = us;
  }

  HOST_DEVICE void count_visit(const Request& request, Time t) {
    s_.counts.visits += 1;
    s_.counts.visit_us += t / clock::microsecond - request.delivered / clock::microsecond;
  }

  /// The steps of a run that ended before its replica broke were done; the one in progress is lost.
  HOST_DEVICE void break_run(Time t) {
    const Time elapsed = t - s_.boundary;
    if (s_.run.steps > 1) {
      const std::int64_t done =
          steps_until(s_.run.first, s_.run.growth, s_.run.steps, elapsed + 1) - 1;
      s_.counts.steps += done;
      s_.counts.decode_tokens += done * s_.decoding;
      count_steps(done);
    }
    s_.counts.busy += elapsed;
    s_.busy = false;
  }

  HOST_DEVICE void hand_back(Request request, Time t) {
    count_visit(request, t);
    request.generated = 0;
    request.has_kv = false;
    events_.failed(request, t);
  }

  // --- The end of a run of steps.

  HOST_DEVICE void end_run() {
    const Time now = s_.run.end;
    s_.counts.steps += s_.run.steps;
    s_.counts.runs += 1;
    s_.counts.busy += now - s_.boundary;
    s_.counts.decode_tokens += s_.run.steps * s_.decoding;
    count_steps(s_.run.steps);
    s_.kv += s_.run.steps * s_.decoding * kv_growth(rules_);
    s_.busy = false;
    s_.boundary = now;
    finish_sequences(now);
    if (s_.partial >= 0) a_.sequences[s_.partial].prefilled += s_.run.chunk;
    for (std::int32_t i = 0; i < s_.graduates; ++i) graduate(a_.graduates[i], now);
    s_.graduates = 0;
    if (now >= s_.earliest_deadline) abort_expired(now);
    record_minutes(now);
  }

  HOST_DEVICE void finish_sequences(Time now) {
    while (a_.finish.size > 0 &&
           static_cast<std::int64_t>(a_.finish.top() >> slot_bits) <= s_.step) {
      const auto slot = static_cast<std::int32_t>(a_.finish.top() & slot_mask);
      a_.finish.pop();
      Sequence& sequence = a_.sequences[slot];
      leave_decode(sequence);
      sequence.request.generated = sequence.request.output;
      depart(slot, now);
      events_.finished(sequence.request, now);
    }
  }

  /// The prompt is done: the step gave the next token.
  HOST_DEVICE void graduate(std::int32_t slot, Time now) {
    Sequence& sequence = a_.sequences[slot];
    Request& request = sequence.request;
    request.generated += 1;
    if (request.first_token == never) events_.first_token(request, now);
    if (request.generated < request.output && rules_.role != Role::prefill) {
      start_decode(slot);
      return;
    }
    depart(slot, now);
    if (request.generated < request.output) {
      events_.handed_over(request, now);
    } else {
      events_.finished(request, now);
    }
  }

  HOST_DEVICE void record_minutes(Time now) {
    while (s_.next_minute <= now) {
      events_.minute(s_.next_minute, s_);
      s_.next_minute += clock::minute;
    }
  }

  // --- The begin of a run of steps.

  /// False: there is nothing to do.
  HOST_DEVICE bool start_run() {
    if (outstanding(s_) == 0) return false;
    const Time now = s_.boundary;
    if (s_.next_minute <= now)
      s_.next_minute = (now / clock::minute + 1) * clock::minute;  // it was idle
    Time swap = 0;
    const std::int64_t blocked = admit_with_kv(now, swap);
    const std::int32_t used_before = s_.used_blocks;
    const bool preempted = make_room_for_growth();
    StepWork work{.decoding = s_.decoding, .kv = s_.kv};
    std::int32_t budget = rules_.token_budget - s_.decoding;
    s_.run.chunk = 0;
    Time look_again = never;
    if (s_.partial >= 0) compute_prompt(s_.partial, budget, work);
    if (!preempted) look_again = admit(now, blocked, budget, work, swap);
    if (work.decoding == 0 && work.prefills == 0) return false;
    s_.counts.decode_kv += work.kv / kv_scale(rules_);
    s_.run.used_before = used_before;
    s_.busy = true;
    if (work.prefills > 0 || preempted || swap > 0 || rules_.stepping == Stepping::single) {
      s_.run.steps = 1;
      s_.run.end = now + costs_[s_.llm](work) + swap;
    } else {
      start_decode_run(now, look_again);
    }
    return true;
  }

  /// As many decode steps as are alike: until a sequence ends, memory is short, a deadline or a
  /// minute is over, or the cost takes another slope.
  HOST_DEVICE void start_decode_run(Time now, Time look_again) {
    const DecodeLine line = costs_[s_.llm].decode_line(s_.decoding, s_.kv);
    const std::int64_t growth = s_.decoding * kv_growth(rules_);
    std::int64_t steps = static_cast<std::int64_t>(a_.finish.top() >> slot_bits) - s_.step;
    if (line.kv_end < never) {
      steps = std::min(steps, ceil_div(line.kv_end - s_.kv, growth));
    }
    constexpr std::int64_t longest_run = 1 << 17;  // the sum of their times fits
    steps = std::min(steps, longest_run);
    s_.run.first = line.at_kv;
    s_.run.growth = line.slope * growth;
    const Time limit = std::min({s_.next_minute, s_.earliest_deadline, look_again});
    steps = steps_until(s_.run.first, s_.run.growth, steps, limit - now);
    steps = std::min(steps, steps_in_memory(steps));
    s_.run.steps = steps;
    s_.run.end = now + run_time(s_.run.first, s_.run.growth, steps);
    s_.used_blocks = s_.run.used_before + growth_blocks(steps);
  }

  /// An arrival ends a run with the step that it falls into.
  HOST_DEVICE void cut_run(Time t) {
    if (s_.run.steps <= 1) return;
    const std::int64_t steps =
        steps_until(s_.run.first, s_.run.growth, s_.run.steps, t - s_.boundary);
    if (steps == s_.run.steps) return;
    s_.run.steps = steps;
    s_.run.end = s_.boundary + run_time(s_.run.first, s_.run.growth, steps);
    s_.used_blocks = s_.run.used_before + growth_blocks(steps);
  }

  // --- KV blocks of decoding sequences. A sequence needs a block every `block_steps` steps, so it
  // is enough to know how many sequences do so at each phase of that cycle.

  HOST_DEVICE void count_steps(std::int64_t steps) {
    s_.step += steps;
    s_.phase = phase_after(steps);
  }

  /// Where the cycle is after so many more steps.
  HOST_DEVICE std::int32_t phase_after(std::int64_t steps) const {
    const std::int32_t cycle = block_steps(rules_);
    if (steps >= cycle) steps = steps == cycle ? 0 : steps % cycle;
    const auto phase = s_.phase + static_cast<std::int32_t>(steps);
    return phase >= cycle ? phase - cycle : phase;
  }

  /// Blocks that the decoding sequences take in their next steps.
  HOST_DEVICE std::int32_t growth_blocks(std::int64_t steps) const {
    const std::int32_t cycle = block_steps(rules_);
    std::int64_t blocks = 0;
    if (steps >= cycle) {
      blocks = steps / cycle * s_.decoding;
      steps %= cycle;
    }
    std::int32_t phase = s_.phase;
    for (; steps > 0; --steps) {
      phase = phase + 1 == cycle ? 0 : phase + 1;
      blocks += a_.growing[phase];
    }
    return static_cast<std::int32_t>(blocks);
  }

  /// How many of the next steps the free blocks suffice for; for the first there is room.
  HOST_DEVICE std::int64_t steps_in_memory(std::int64_t most) const {
    const std::int32_t cycle = block_steps(rules_);
    std::int64_t free = rules_.kv_blocks - s_.run.used_before;
    if (most < cycle && s_.decoding <= free) return std::max<std::int64_t>(most, 1);
    std::int64_t steps = 0;
    if (most >= cycle) {
      const std::int64_t cycles = std::min(most / cycle, free / s_.decoding);
      free -= cycles * s_.decoding;
      steps = cycles * cycle;
    }
    for (std::int32_t phase = s_.phase; steps < most; ++steps) {
      phase = phase + 1 == cycle ? 0 : phase + 1;
      free -= a_.growing[phase];
      if (free < 0) break;
    }
    return std::max<std::int64_t>(steps, 1);
  }

  /// Takes the blocks of the next step; the latest requests lose theirs until there are enough.
  /// True: some did.
  HOST_DEVICE bool make_room_for_growth() {
    if (s_.decoding == 0) return false;
    bool preempted = false;
    std::int32_t needed = growth_blocks(1);
    while (needed > rules_.kv_blocks - s_.used_blocks) {
      preempt_latest();
      preempted = true;
      needed = s_.decoding > 0 ? growth_blocks(1) : 0;
    }
    s_.used_blocks += needed;
    return preempted;
  }

  /// Recompute preemption as vLLM's: the tokens stay, their KV is lost.
  HOST_DEVICE void preempt_latest() {
    std::int32_t latest = -1;
    for (std::int32_t slot = 0; slot < rules_.max_sequences; ++slot) {
      if (a_.sequences[slot].phase == SequencePhase::none) continue;
      if (latest < 0 || before(a_.sequences[latest].request, a_.sequences[slot].request)) {
        latest = slot;
      }
    }
    assert(latest >= 0);
    Request request = drop(latest);
    request.preemptions += 1;
    s_.counts.preemptions += 1;
    s_.waiting[static_cast<int>(request.priority)].put_back(request);
  }

  // --- Admission.

  HOST_DEVICE std::int32_t blocks_of(std::int32_t context) const {
    return ceil_div(context, rules_.block_tokens);
  }

  HOST_DEVICE WaitingQueue* first_queue() {
    for (WaitingQueue& queue : s_.waiting) {
      if (queue.size > 0) return &queue;
    }
    return nullptr;
  }

  HOST_DEVICE Time deadline(const Request& request) const {
    const Time timeout = rules_.timeout[static_cast<int>(request.priority)];
    return timeout == never ? never : request.arrived + timeout;
  }

  /// Whether the head of a queue has been given up by its client; it leaves.
  HOST_DEVICE bool drop_expired(WaitingQueue& queue, Time now) {
    if (now < deadline(queue.front())) return false;
    const Request request = queue.front();
    count_outstanding(now);
    count_visit(request, now);
    queue.pop_front();
    events_.aborted(request, now);
    return true;
  }

  /// Whether the llm of a request is loaded; another one is once nothing runs, at a cost.
  HOST_DEVICE bool has_llm(const Request& request, Time& swap) {
    if (request.llm == s_.llm) return true;
    if (s_.running > 0) return false;
    s_.llm = request.llm;
    s_.counts.swaps += 1;
    swap += rules_.swap_time;
    return true;
  }

  static constexpr std::int64_t nobody = -1;

  /// Requests whose KV came with them decode from the next step on. Returns the one that must wait
  /// for memory, if any.
  HOST_DEVICE std::int64_t admit_with_kv(Time now, Time& swap) {
    while (WaitingQueue* queue = first_queue()) {
      if (s_.running >= rules_.max_sequences || !queue->front().has_kv) return nobody;
      if (drop_expired(*queue, now)) continue;
      const Request& request = queue->front();
      if (!has_llm(request, swap)) return request.id;
      const std::int32_t context = context_of(request) - 1;
      const PrefixHit hit = events_.prefix_hit(request, rules_.kv_blocks - s_.used_blocks);
      // Its first step may need one more.
      const std::int32_t blocks = blocks_of(context + 1) - hit.shared_blocks;
      const std::int32_t growth = s_.decoding > 0 ? growth_blocks(1) : 0;
      if (blocks + growth + rules_.watermark_blocks > rules_.kv_blocks - s_.used_blocks) {
        return request.id;
      }
      const std::int32_t slot = enter(request, context, blocks_of(context), hit);
      queue->pop_front();
      start_decode(slot);
    }
    return nobody;
  }

  /// Admits waiting requests while tokens, sequences and blocks last. Returns when to look at the
  /// head of the queue again although nothing has left: when it will have been given up; at the
  /// next step if its KV came with it and it is its turn only now.
  HOST_DEVICE Time admit(Time now, std::int64_t blocked, std::int32_t& budget, StepWork& work,
                         Time& swap) {
    while (budget > 0 && s_.running < rules_.max_sequences) {
      WaitingQueue* queue = first_queue();
      if (queue == nullptr) return never;
      if (drop_expired(*queue, now)) continue;
      const Request& request = queue->front();
      if (request.has_kv) return request.id == blocked ? deadline(request) : now;
      if (!has_llm(request, swap)) return deadline(request);
      const std::int32_t context = context_of(request);
      const PrefixHit hit = events_.prefix_hit(request, rules_.kv_blocks - s_.used_blocks);
      const std::int32_t blocks = blocks_of(context);
      if (blocks - hit.shared_blocks + rules_.watermark_blocks >
          rules_.kv_blocks - s_.used_blocks) {
        return deadline(request);
      }
      const std::int32_t slot = enter(request, context, blocks, hit);
      queue->pop_front();
      compute_prompt(slot, budget, work);
    }
    return never;
  }

  /// A request takes a place and the blocks of its context.
  HOST_DEVICE std::int32_t enter(const Request& request, std::int32_t context, std::int32_t blocks,
                                 PrefixHit hit) {
    const std::int32_t slot = a_.free_slots[--s_.free_slots];
    Sequence& sequence = a_.sequences[slot];
    sequence.request = request;
    sequence.context = context;
    sequence.prefilled = std::min(hit.tokens, context - 1);
    sequence.blocks = blocks;
    sequence.phase = SequencePhase::prefill;
    events_.prefix_take(request);
    s_.running += 1;
    s_.used_blocks += sequence.blocks - hit.shared_blocks;
    s_.earliest_deadline = std::min(s_.earliest_deadline, deadline(request));
    return slot;
  }

  /// The next part of a prompt, as far as the budget reaches.
  HOST_DEVICE void compute_prompt(std::int32_t slot, std::int32_t& budget, StepWork& work) {
    Sequence& sequence = a_.sequences[slot];
    const std::int32_t left = sequence.context - sequence.prefilled;
    const std::int32_t chunk = std::min(left, budget);
    if (chunk == 0) return;
    const std::int64_t pairs =
        std::int64_t{chunk} * sequence.prefilled + std::int64_t{chunk} * (chunk + 1) / 2;
    budget -= chunk;
    work.prefills += 1;
    work.prefill_tokens += chunk;
    work.prefill_pairs += pairs;
    work.prefill_kv += sequence.prefilled;
    s_.counts.prefill_tokens += chunk;
    s_.counts.prefill_pairs += pairs;
    if (chunk == left) {
      a_.graduates[s_.graduates++] = slot;
      if (slot == s_.partial) s_.partial = -1;
    } else {
      s_.partial = slot;
      s_.run.chunk = chunk;
    }
  }

  // --- Sequences.

  HOST_DEVICE void start_decode(std::int32_t slot) {
    Sequence& sequence = a_.sequences[slot];
    const std::int32_t slack = sequence.blocks * rules_.block_tokens - sequence.context;
    sequence.phase = SequencePhase::decode;
    sequence.first_step = s_.step;
    sequence.first_growth = first_growth(rules_, slack);
    const std::int64_t last =
        s_.step + decode_steps(rules_, sequence.request.output - sequence.request.generated);
    a_.finish.push((static_cast<std::uint64_t>(last) << slot_bits) |
                   static_cast<std::uint64_t>(slot));
    sequence.growth_phase = phase_after(sequence.first_growth);
    a_.growing[sequence.growth_phase] += 1;
    s_.decoding += 1;
    s_.kv += sequence.context * kv_scale(rules_);
  }

  /// Takes a decoding sequence out of the sums; its key in the heap is the caller's.
  HOST_DEVICE void leave_decode(Sequence& sequence) {
    const std::int64_t steps = s_.step - sequence.first_step;
    a_.growing[sequence.growth_phase] -= 1;
    if (steps >= sequence.first_growth) {
      // Steps of one answer: a division of 32 bits is the cheaper.
      const auto since = static_cast<std::int32_t>(steps - sequence.first_growth);
      sequence.blocks += 1 + since / block_steps(rules_);
    }
    s_.decoding -= 1;
    s_.kv -= sequence.context * kv_scale(rules_) + steps * kv_growth(rules_);
    sequence.request.generated += static_cast<std::int32_t>(decoded_tokens(rules_, steps));
  }

  /// Gives back the place and the blocks of a sequence.
  HOST_DEVICE void leave(std::int32_t slot) {
    Sequence& sequence = a_.sequences[slot];
    const std::int32_t kept = events_.prefix_release(sequence.request);
    s_.used_blocks -= sequence.blocks - kept;
    s_.running -= 1;
    sequence.phase = SequencePhase::none;
    a_.free_slots[s_.free_slots++] = slot;
  }

  /// A sequence leaves the replica for good.
  HOST_DEVICE void depart(std::int32_t slot, Time now) {
    count_outstanding(now);
    count_visit(a_.sequences[slot].request, now);
    leave(slot);
  }

  /// Takes a sequence off the replica before its end.
  HOST_DEVICE Request drop(std::int32_t slot) {
    Sequence& sequence = a_.sequences[slot];
    if (sequence.phase == SequencePhase::decode) {
      for (std::int32_t i = 0; i < a_.finish.size; ++i) {
        if ((a_.finish.data[i] & slot_mask) != static_cast<std::uint64_t>(slot)) continue;
        a_.finish.erase(i);
        break;
      }
      leave_decode(sequence);
    }
    if (slot == s_.partial) s_.partial = -1;
    leave(slot);
    Request request = sequence.request;
    request.has_kv = false;
    return request;
  }

  HOST_DEVICE void abort_expired(Time now) {
    s_.earliest_deadline = never;
    for (std::int32_t slot = 0; slot < rules_.max_sequences; ++slot) {
      const Sequence& sequence = a_.sequences[slot];
      if (sequence.phase == SequencePhase::none) continue;
      const Time until = deadline(sequence.request);
      if (now >= until) {
        count_outstanding(now);
        count_visit(sequence.request, now);
        events_.aborted(drop(slot), now);
      } else {
        s_.earliest_deadline = std::min(s_.earliest_deadline, until);
      }
    }
  }

  static constexpr int slot_bits = 16;
  static constexpr std::uint64_t slot_mask = (1U << slot_bits) - 1;

  const ReplicaRules& rules_;
  const StepCost* costs_;  // by llm
  ReplicaState& s_;
  ReplicaArrays& a_;
  Events& events_;
};

}  // namespace fleetfit
