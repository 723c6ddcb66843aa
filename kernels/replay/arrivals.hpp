#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/replay/min_heap.hpp"
#include "kernels/replay/request.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {

/// How the gaps between arrivals are distributed; their mean is 1 over the rate.
enum class Gaps : std::uint8_t { exponential, gamma, weibull };

// Lengths are drawn from so many equally likely values.
inline constexpr int length_cells = 1024;

/// One stream of requests, a renewal process whose rate follows the time of day. All of it is a
/// function of the seed, the entity and a counter: nothing is stored (E57).
struct ArrivalStream {
  const double* rate{};  // requests a second in each segment, again and again
  std::int32_t segments{1};
  double segment_seconds{3600.0};
  double rate_factor{1.0};
  Gaps gaps{};
  double shape{1.0};              // of Gamma or Weibull
  double gap_scale{1.0};          // that makes the mean gap 1
  const std::int32_t* prompts{};  // [length_cells] tokens
  const std::int32_t* outputs{};
  std::uint32_t cached_parts{};  // found in the prefix cache, of 65,536 parts of a prompt
  std::int32_t cache_block{1};   // only whole blocks are found
  std::uint32_t next_turn{};     // chance that a session goes on, in 65,536 parts
  double think_seconds{};        // mean time from one turn to the next
  std::uint16_t workload{};
  std::uint8_t llm{};
  Priority priority{};
};

/// Where a stream is, and what of its distribution is computed once.
struct StreamState {
  double at_seconds{};
  double segment_end{};  // seconds
  double rate{};         // in the segment
  double gamma_d{};      // of Marsaglia and Tsang
  double gamma_c{};
  std::int64_t segment{};
  std::uint32_t draws{};
  std::uint32_t gap_draws{};
};

/// A turn of a session that is still to come.
struct Turn {
  Time at{};
  std::int64_t session{};
  std::int32_t context{};  // tokens of the turns before
  std::int32_t stream{};

  friend HOST_DEVICE constexpr bool operator<(const Turn& a, const Turn& b) {
    return a.at != b.at ? a.at < b.at : a.session < b.session;
  }
};

/// Memory of the source of one pod.
struct SourceArrays {
  StreamState* streams{};
  MinHeap<Turn> turns{};  // the next session of each stream, and later turns of running sessions
  std::int32_t places{};  // of turns
};

/// The requests of several streams in order of arrival, made as they are asked for.
class SyntheticSource {
 public:
  HOST_DEVICE SyntheticSource(const ArrivalStream* streams, std::int32_t count,
                              const SourceArrays& arrays, std::uint64_t seed, std::int64_t entity,
                              double end_seconds)
      : streams_(streams), a_(arrays), seed_(seed), entity_(entity), end_(end_seconds) {
    a_.turns.size = 0;
    for (std::int32_t i = 0; i < count; ++i) {
      a_.streams[i] = started(streams[i]);
      plan_session(i, fresh_uniform(i));
    }
  }

  /// Requests that were given out.
  HOST_DEVICE std::int64_t requests() const { return id_; }

  /// The next request; null after the end.
  HOST_DEVICE const Request* next() {
    if (a_.turns.size == 0) return nullptr;
    const Turn turn = a_.turns.top();
    a_.turns.pop();
    const ArrivalStream& stream = streams_[turn.stream];
    StreamState& state = a_.streams[turn.stream];
    // One block a request: words 0 and 1 for the gap to the next session, 2 and 3 for the lengths,
    // the low half of 2 for whether the session goes on.
    const Words words = random(seed_, Stream::lengths, entity_of(turn.stream), state.draws++);
    constexpr std::uint32_t cell_shift = 22;  // 32 - log2(length_cells)
    const std::int32_t fresh = stream.prompts[words.word[2] >> cell_shift];
    request_ = {};
    request_.id = id_++;
    request_.arrived = turn.at;
    request_.session = turn.session;
    request_.prompt = turn.context + fresh;
    request_.output = stream.outputs[words.word[3] >> cell_shift];
    request_.cached = cached(stream, turn.context, fresh);
    request_.workload = stream.workload;
    request_.llm = stream.llm;
    request_.priority = stream.priority;
    if (turn.context == 0) plan_session(turn.stream, uniform(words));
    if ((words.word[2] & 0xFFFFU) < stream.next_turn) plan_turn(turn);
    return &request_;
  }

 private:
  HOST_DEVICE std::uint64_t entity_of(std::int32_t stream) const {
    return static_cast<std::uint64_t>(entity_) << 16U | static_cast<std::uint64_t>(stream);
  }

  /// Earlier turns are found whole; of what is new, the stated share.
  HOST_DEVICE static std::int32_t cached(const ArrivalStream& stream, std::int32_t context,
                                         std::int32_t fresh) {
    constexpr std::uint32_t parts_bits = 16;
    const auto found = static_cast<std::int32_t>(
        static_cast<std::int64_t>(fresh) * stream.cached_parts >> parts_bits);
    return (context + found) / stream.cache_block * stream.cache_block;
  }

  HOST_DEVICE static StreamState started(const ArrivalStream& stream) {
    StreamState state;
    state.gamma_d = stream.shape + (stream.shape < 1.0 ? 1.0 : 0.0) - 1.0 / 3.0;
    state.gamma_c = 1.0 / std::sqrt(9.0 * state.gamma_d);
    enter_segment(stream, state, 0);
    return state;
  }

  HOST_DEVICE static void enter_segment(const ArrivalStream& stream, StreamState& state,
                                        std::int64_t segment) {
    state.segment = segment;
    state.segment_end = static_cast<double>(segment + 1) * stream.segment_seconds;
    state.rate = stream.rate[segment % stream.segments] * stream.rate_factor;
  }

  HOST_DEVICE double fresh_uniform(std::int32_t i) {
    const std::uint32_t draw = a_.streams[i].gap_draws++;
    return uniform(random(seed_, Stream::arrivals, entity_of(i), draw));
  }

  HOST_DEVICE void plan_session(std::int32_t i, double u) {
    StreamState& state = a_.streams[i];
    if (!advance(streams_[i], state, gap(i, streams_[i], state, u))) return;
    a_.turns.push({.at = to_time(state.at_seconds), .session = sessions_++, .stream = i});
  }

  HOST_DEVICE void plan_turn(const Turn& turn) {
    const ArrivalStream& stream = streams_[turn.stream];
    if (a_.turns.size >= a_.places) return;
    const double think = exponential(fresh_uniform(turn.stream));
    const Time at = turn.at + to_time(think * stream.think_seconds);
    if (static_cast<double>(at) >= end_ * static_cast<double>(clock::second)) return;
    a_.turns.push({.at = at,
                   .session = turn.session,
                   .context = request_.prompt + request_.output,
                   .stream = turn.stream});
  }

  HOST_DEVICE static Time to_time(double at) {
    return static_cast<Time>(at * static_cast<double>(clock::second));
  }

  /// Moves a stream by a gap of mean 1 through its rates. False: its end is reached.
  HOST_DEVICE bool advance(const ArrivalStream& stream, StreamState& state, double gap) const {
    while (state.at_seconds < end_) {
      const double left = (state.segment_end - state.at_seconds) * state.rate;
      if (gap < left) {
        state.at_seconds += gap / state.rate;
        return state.at_seconds < end_;
      }
      gap -= left;
      state.at_seconds = state.segment_end;
      enter_segment(stream, state, state.segment + 1);
    }
    return false;
  }

  HOST_DEVICE double gap(std::int32_t i, const ArrivalStream& stream, StreamState& state,
                         double u) const {
    switch (stream.gaps) {
      case Gaps::exponential:
        return exponential(u);
      case Gaps::weibull:
        return stream.gap_scale * exp(log(exponential(u)) / stream.shape);
      case Gaps::gamma:
        return stream.gap_scale * gamma(entity_of(i), stream, state, u);
    }
    return 1.0;
  }

  /// Gamma with the stream's shape and scale 1: G. Marsaglia and W. W. Tsang, "A simple method for
  /// generating gamma variables", ACM TOMS 26 (2000), with their squeeze, which spares most
  /// logarithms; below shape 1 by a power of `u`.
  HOST_DEVICE double gamma(std::uint64_t entity, const ArrivalStream& stream, StreamState& state,
                           double u) const {
    const bool small = stream.shape < 1.0;
    const double d = state.gamma_d;
    while (true) {
      const Words words = random(seed_, Stream::gaps, entity, state.gap_draws++);
      const double x = normal(uniform(words, Pair::first));
      const double v = 1.0 + state.gamma_c * x;
      if (v <= 0.0) continue;
      const double cube = v * v * v;
      const double accept = uniform(words, Pair::second);
      const double square = x * x;
      if (accept < 1.0 - 0.0331 * square * square ||
          log(accept) < 0.5 * square + d - d * cube + d * log(cube)) {
        return d * cube * (small ? exp(log(u) / stream.shape) : 1.0);
      }
    }
  }

  const ArrivalStream* streams_;
  SourceArrays a_;
  std::uint64_t seed_;
  std::int64_t entity_;
  double end_;
  std::int64_t id_{};
  std::int64_t sessions_{};
  Request request_{};
};

}  // namespace fleetfit
