#include "engine/replay/trace_replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <unordered_set>

#include "engine/replay/hashed_prefixes.hpp"
#include "engine/replay/utilisation.hpp"
#include "kernels/replay/pod.hpp"
#include "kernels/replay/pod_memory.hpp"
#include "kernels/replay/stated_prefixes.hpp"

namespace fleetfit {
namespace {

/// The requests of a trace, as a pod asks for them.
class TraceSource {
 public:
  TraceSource(const TraceQuestion& question, PromptHashes& hashes)
      : question_(question), hashes_(hashes) {}

  const Request* next() {
    if (question_.limit > 0 && made_ >= question_.limit) return nullptr;
    if (!question_.trace->next(line_)) return nullptr;
    const StatedPod& stated = question_.stated;
    request_ = {.id = made_++,
                .arrived = line_.arrived_ns * clock::nanosecond,
                .prompt = line_.prompt,
                .output = line_.output,
                .cached = static_cast<std::int32_t>(stated.prefix_hit * line_.prompt) /
                          stated.replica.block_tokens * stated.replica.block_tokens};
    request_.session = session();
    request_.llm = static_cast<std::uint8_t>(static_cast<std::uint64_t>(request_.session) %
                                             static_cast<std::uint64_t>(stated.llms));
    last_ = request_.arrived;
    if (stated.prefix_cache == PrefixCache::hashes) keep_hashes();
    return &request_;
  }

  [[nodiscard]] std::int64_t made() const { return made_; }
  [[nodiscard]] Time last() const { return last_; }

 private:
  /// What requests of one conversation share: the second block, as the first is often the system
  /// prompt of all.
  [[nodiscard]] std::int64_t session() const {
    if (line_.session >= 0) return line_.session;
    if (line_.hashes.empty()) return request_.id;
    return static_cast<std::int64_t>(line_.hashes[line_.hashes.size() > 1 ? 1 : 0]);
  }

  /// A block that occurs twice in one prompt would be counted twice: the prompt is cut before it.
  void keep_hashes() {
    std::unordered_set<std::uint64_t> seen;
    std::vector<std::uint64_t> once;
    for (const std::uint64_t hash : line_.hashes) {
      if (!seen.insert(hash).second) break;
      once.push_back(hash);
    }
    hashes_.emplace(request_.id, std::move(once));
  }

  const TraceQuestion& question_;
  PromptHashes& hashes_;
  TraceRequest line_;
  Request request_;
  std::int64_t made_{};
  Time last_{};
};

/// Tallies, and tells of each request.
struct RecordSink {
  Tally tally;
  const TraceWatch& watch;
  PromptHashes& hashes;
  Time last{};

  void arrived(const Request& request) const { tally.arrived(request); }
  void ended(const Request& request, Ending ending, Time t, std::int32_t replica) {
    tally.ended(request, ending, t, replica);
    last = std::max(last, t);
    if (!hashes.empty()) hashes.erase(request.id);
    if (watch.record) watch.record({request, ending, t, replica});
  }
  void minute(Time t, const ReplicaState& state, std::int32_t replica) const {
    tally.minute(t, state, replica);
  }
};

/// Whether nothing ended for so long that nothing will, as where replicas fail sooner than requests
/// last; or the clock is at its end.
bool is_stuck(Time t, Time last) {
  constexpr Time day = 86400 * clock::second;
  return t > std::min(last + 2 * day, 26 * day);
}

/// Runs a pod to its end, in slices between which others have a say. False: it was cut off, and
/// what was left is unfinished.
template <class PodType>
bool run(PodType& pod, const TraceSource& source, const RecordSink& sink) {
  constexpr Time slice = 10 * clock::second;
  const TraceWatch& watch = sink.watch;
  for (Time t = slice;; t += slice) {
    if (watch.interrupted && watch.interrupted()) throw Interrupted();
    t = std::max(t, source.last() / slice * slice);
    if (!pod.run_until(t)) return true;
    if (is_stuck(t, std::max(source.last(), sink.last))) {
      pod.close(t);
      return false;
    }
    if (watch.progress) {
      watch.progress(source.made(), static_cast<double>(t) / static_cast<double>(clock::second));
    }
  }
}

/// What one must know of the way prefixes are found.
std::string prefix_note(const HashedPrefixes& prefixes) {
  constexpr double percent = 100.0;
  const auto all = static_cast<double>(std::max<std::int64_t>(1, prefixes.looked_up_tokens()));
  return fmt::format("prefix caches found {:.1f} % of the prompt tokens",
                     percent * static_cast<double>(prefixes.found_tokens()) / all);
}

/// Replays with the prefix cache that is asked for; adds notes.
bool run_pod(const TraceQuestion& question, PodArrays& arrays, TraceSource& source,
             RecordSink& sink, std::vector<std::string>& notes) {
  const PodRules& rules = question.pod->rules();
  const bool wanted = question.stated.prefix_cache == PrefixCache::hashes;
  const std::int32_t hash_tokens = question.trace->hash_tokens();
  if (wanted && hash_tokens > 0) {
    HashedPrefixes prefixes(sink.hashes, all_replicas(rules), hash_tokens,
                            rules.replica.block_tokens);
    Pod pod(rules, arrays, source, sink, prefixes);
    const bool whole = run(pod, source, sink);
    notes.push_back(prefix_note(prefixes));
    return whole;
  }
  if (wanted) {
    notes.emplace_back(
        "the trace has no hashes of prompts: prefix_cache: hashes finds nothing, "
        "prefix_hit counts");
  }
  StatedPrefixes prefixes;
  Pod pod(rules, arrays, source, sink, prefixes);
  return run(pod, source, sink);
}

GroupResult group_of(const TraceQuestion& question, const WorkloadTally& tally,
                     const std::vector<MinuteTally>& by_minute, const PodArrays& arrays,
                     Time last) {
  const PodRules& rules = question.pod->rules();
  GroupResult group;
  group.name = "pod";
  group.main.replicas = rules.replicas;
  group.main.blocks = std::int64_t{rules.replicas} * rules.replica.kv_blocks;
  group.prefill.replicas = rules.prefill_replicas;
  group.prefill.blocks = std::int64_t{rules.prefill_replicas} * rules.prefill_replica.kv_blocks;
  group.seconds = static_cast<double>(last) / static_cast<double>(clock::second);
  for (std::int32_t r = 0; r < all_replicas(rules); ++r) {
    RoleResult& role = r < rules.replicas ? group.main : group.prefill;
    arrays.states[r].counts.span = last;
    add_replica_counts(role.counts, arrays.states[r].counts);
  }
  WorkloadResult workload;
  workload.name = "all requests";
  workload.slo = {from_milliseconds(question.stated.ttft_limit_ms),
                  from_milliseconds(question.stated.tpot_limit_ms)};
  add_tally(workload, tally);
  group.workloads.push_back(std::move(workload));
  const auto used = static_cast<std::size_t>(last / clock::minute) + 1;
  add_minutes(group.minutes,
              {by_minute.begin(),
               by_minute.begin() + static_cast<std::ptrdiff_t>(std::min(used, by_minute.size()))});
  if (question.pod->replica()) {
    fill_utilisation(group.main, *question.pod->replica());
  }
  if (question.pod->prefill_replica()) {
    fill_utilisation(group.prefill, *question.pod->prefill_replica());
  }
  return group;
}

}  // namespace

ReplayResult replay_trace(const TraceQuestion& question, const TraceWatch& watch) {
  const auto begin = std::chrono::steady_clock::now();
  const PodRules& rules = question.pod->rules();
  constexpr std::size_t longest_minutes = std::size_t{15} * 24 * 60;
  const auto memory = std::make_unique_for_overwrite<std::byte[]>(pod_bytes(rules));
  std::vector<WorkloadTally> tally(1);
  std::vector<MinuteTally> by_minute(longest_minutes);
  const Slo slo{from_milliseconds(question.stated.ttft_limit_ms),
                from_milliseconds(question.stated.tpot_limit_ms)};
  PromptHashes hashes;
  Carver carver{.memory = memory.get()};
  PodArrays arrays = carve_pod(carver, rules);
  TraceSource source(question, hashes);
  RecordSink sink{.tally = {.workloads = tally.data(),
                            .slo = &slo,
                            .minutes = by_minute.data(),
                            .minute_count = static_cast<std::int32_t>(by_minute.size()),
                            .warm_up = rules.warm_up},
                  .watch = watch,
                  .hashes = hashes};
  ReplayResult result;
  result.title = question.trace->format() + " trace";
  result.notes = question.pod->notes();
  if (!run_pod(question, arrays, source, sink, result.notes)) {
    result.notes.emplace_back("no request ended any more: what was left is unfinished");
  }
  for (const std::string& note : question.trace->notes()) result.notes.push_back(note);
  result.groups.push_back(
      group_of(question, tally.front(), by_minute, arrays, std::max(sink.last, source.last())));
  result.faults = question.trace->faults().sorted();
  result.skipped_lines = question.trace->skipped();
  result.seed = rules.seed;
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace fleetfit
