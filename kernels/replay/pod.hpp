#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <limits>

#include "kernels/replay/pod_rules.hpp"
#include "kernels/replay/replica_run.hpp"
#include "kernels/replay/tournament.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {

enum class PodEventKind : std::uint8_t { delivery, failure, repair, scaling, started };

/// Something that will happen in a pod at a known time; of equals the earlier known first.
struct PodEvent {
  Time at{};
  std::int64_t order{};
  std::int32_t subject{};  // a replica, or the place of a request in transfer
  PodEventKind kind{};

  friend HOST_DEVICE constexpr bool operator<(const PodEvent& a, const PodEvent& b) {
    return a.at != b.at ? a.at < b.at : a.order < b.order;
  }
};

/// Memory of one pod; sizes as in pod_memory.hpp.
struct PodArrays {
  ReplicaState* states{};
  ReplicaArrays* arrays{};
  Tournament next{};         // when each replica next ends or starts a step
  Tournament outstanding{};  // requests at each replica that decodes, of those that take more
  Tournament prefilling{};   // the same of those that prefill
  MinHeap<PodEvent> events{};
  Request* in_transfer{};
  std::int32_t* free_transfers{};
  std::int32_t transfers{};  // free places
};

/// The replay of one pod: requests of a source through a router to replicas, in order of time
/// (E56). A `Source` gives requests in order of arrival: `const Request* next()`, null at the end,
/// which stays valid until the next call. A `Sink` is told how each request ends, and of each
/// replica's minutes: `arrived`, `ended`, `minute`. `Prefix` is the prefix cache of the replicas:
/// `hit(replica, request, free blocks)`, `take(replica, request)`, `release(replica, request)`,
/// `forget(replica)`.
template <class Source, class Sink, class Prefix>
class Pod {
 public:
  HOST_DEVICE Pod(const PodRules& rules, PodArrays& arrays, Source& source, Sink& sink,
                  Prefix& prefix)
      : rules_(rules),
        p_(arrays),
        source_(source),
        sink_(sink),
        prefix_(prefix),
        coupled_(is_coupled(rules)) {
    for (std::int32_t r = 0; r < all_replicas(rules_); ++r) start_replica(r);
    p_.next.build();
    p_.outstanding.build();
    p_.prefilling.build();
    if (rules_.autoscaling.target_outstanding > 0) {
      add_event(rules_.autoscaling.interval, PodEventKind::scaling, 0);
    }
    request_ = source_.next();
  }

  /// Everything that happens until time t, and everything at t but the steps that start then.
  /// False: nothing is left to happen.
  HOST_DEVICE bool run_until(Time t) {
    while (true) {
      const Time arrival = request_ != nullptr ? request_->arrived : never;
      const Time event = p_.events.size > 0 ? p_.events.top().at : never;
      const Time at = std::min({arrival, event, t});
      if (coupled_) settle_all(at);
      // A step that ended meanwhile may have put a transfer before `at`.
      if (p_.events.size > 0 && p_.events.top().at < at) continue;
      const Time due = std::min(arrival, event);
      if (due > t || due == never) break;
      if (event <= arrival) {
        take_event();
      } else {
        take_arrival();
      }
    }
    if (!coupled_) {
      for (std::int32_t r = 0; r < all_replicas(rules_); ++r) settle(r, t);
    }
    return request_ != nullptr || work_left();
  }

  /// What is left when the replay ends is unfinished.
  HOST_DEVICE void close(Time t) {
    closing_ = true;
    for (std::int32_t r = 0; r < all_replicas(rules_); ++r) {
      run_of(r, [t](auto& run) { run.fail(t); });
    }
    while (p_.events.size > 0) {
      const PodEvent event = p_.events.top();
      p_.events.pop();
      if (event.kind == PodEventKind::delivery) {
        sink_.ended(p_.in_transfer[event.subject], Ending::unfinished, t, 0);
      }
    }
  }

 private:
  /// What a replica tells: it knows which one it is.
  struct Events {
    Pod& pod;
    std::int32_t replica;

    HOST_DEVICE void first_token(Request& request, Time t) const {
      if (pod.prefills(replica) && request.output > 1) return;  // seen when its KV has arrived
      request.first_token = t + pod.replica_rules(replica).first_token_overhead;
    }
    HOST_DEVICE void handed_over(const Request& request, Time t) const { pod.transfer(request, t); }
    HOST_DEVICE void finished(const Request& request, Time t) const {
      const Time overhead = pod.replica_rules(replica).first_token_overhead;
      pod.sink_.ended(request, Ending::finished, t + overhead, replica);
    }
    HOST_DEVICE void aborted(const Request& request, Time t) const {
      pod.sink_.ended(request, Ending::aborted, t, replica);
    }
    HOST_DEVICE void rejected(const Request& request, Time t) const {
      pod.sink_.ended(request, Ending::rejected, t, replica);
    }
    HOST_DEVICE void failed(const Request& request, Time t) const {
      if (pod.closing_) {
        pod.sink_.ended(request, Ending::unfinished, t, replica);
      } else {
        pod.send(request, t);
      }
    }
    HOST_DEVICE void minute(Time t, const ReplicaState& state) const {
      pod.sink_.minute(t, state, replica);
    }
    HOST_DEVICE PrefixHit prefix_hit(const Request& request, std::int32_t free_blocks) const {
      return pod.prefix_.hit(replica, request, free_blocks);
    }
    HOST_DEVICE void prefix_take(const Request& request) const {
      pod.prefix_.take(replica, request);
    }
    HOST_DEVICE std::int32_t prefix_release(const Request& request) const {
      return pod.prefix_.release(replica, request);
    }
  };

  /// Decode replicas come first, then those that prefill.
  HOST_DEVICE bool prefills(std::int32_t r) const { return r >= rules_.replicas; }

  HOST_DEVICE const ReplicaRules& replica_rules(std::int32_t r) const {
    return prefills(r) ? rules_.prefill_replica : rules_.replica;
  }

  template <class Work>
  HOST_DEVICE void run_of(std::int32_t r, const Work& work) {
    Events events{*this, r};
    ReplicaRun<Events> run(replica_rules(r), prefills(r) ? rules_.prefill_costs : rules_.costs,
                           p_.states[r], p_.arrays[r], events);
    work(run);
  }

  HOST_DEVICE void start_replica(std::int32_t r) {
    p_.states[r].accepts =
        rules_.autoscaling.target_outstanding == 0 || prefills(r) || r < rules_.autoscaling.least;
    run_of(r, [](auto& run) { run.empty_memory(0); });
    p_.next.key[r] = never_key;
    loads_of(r).key[place(r)] = load_key(r);
    if (rules_.failures_per_second > 0.0) plan_failure(r, 0);
  }

  // --- Time.

  /// Orders what happens at one time: steps end, requests are delivered, steps start.
  static constexpr std::int64_t never_key = std::numeric_limits<std::int64_t>::max();
  HOST_DEVICE static constexpr std::int64_t end_key(Time t) { return 2 * t; }
  HOST_DEVICE static constexpr std::int64_t start_key(Time t) { return 2 * t + 1; }

  HOST_DEVICE Time next_event(Time t) const {
    return p_.events.size > 0 ? std::min(t, p_.events.top().at) : t;
  }

  HOST_DEVICE void settle_all(Time t) {
    while (p_.next.least_key() <= end_key(next_event(t))) {
      const std::int32_t r = p_.next.least();
      const std::int64_t key = p_.next.key[r];
      settle(r, (key + 1) / 2);  // a start at b happens when the replica is settled beyond b
    }
  }

  HOST_DEVICE void settle(std::int32_t r, Time t) {
    run_of(r, [t](auto& run) { run.settle(t); });
    if (coupled_) refresh(r);
  }

  HOST_DEVICE void refresh(std::int32_t r) {
    const ReplicaState& s = p_.states[r];
    std::int64_t key = never_key;
    if (s.busy) {
      key = end_key(s.run.end);
    } else if (outstanding(s) > 0 && !p_.states[r].down) {
      key = start_key(s.boundary);
    }
    p_.next.change(r, key);
    loads_of(r).change(place(r), load_key(r));
  }

  HOST_DEVICE Tournament& loads_of(std::int32_t r) {
    return prefills(r) ? p_.prefilling : p_.outstanding;
  }

  /// Of a replica among those that do the same.
  HOST_DEVICE std::int32_t place(std::int32_t r) const {
    return prefills(r) ? r - rules_.replicas : r;
  }

  HOST_DEVICE std::int64_t load_key(std::int32_t r) const {
    const ReplicaState& s = p_.states[r];
    return s.accepts ? outstanding(s) : never;
  }

  HOST_DEVICE bool work_left() const {
    if (p_.events.size > 0 && p_.transfers < transfer_places(rules_)) return true;
    for (std::int32_t r = 0; r < all_replicas(rules_); ++r) {
      if (outstanding(p_.states[r]) > 0) return true;
    }
    return false;
  }

  // --- What arrives.

  HOST_DEVICE void take_arrival() {
    sink_.arrived(*request_);
    send(*request_, request_->arrived);
    request_ = source_.next();
  }

  /// Routes a request that needs its prompt computed.
  HOST_DEVICE void send(const Request& request, Time t) {
    if (rules_.prefill_replicas > 0) {
      deliver(request, rules_.replicas, rules_.prefill_replicas, t);
    } else {
      deliver(request, 0, rules_.replicas, t);
    }
  }

  HOST_DEVICE void deliver(const Request& request, std::int32_t first, std::int32_t count, Time t) {
    const std::int32_t r = route(request, first, count);
    run_of(r, [&](auto& run) {
      if (!p_.states[r].down) run.settle(t);
      run.deliver(request, t);
    });
    if (coupled_) refresh(r);
  }

  HOST_DEVICE void transfer(Request request, Time t) {
    request.has_kv = true;
    const Time at = t + rules_.transfer_latency + rules_.transfer_per_token * request.prompt;
    if (request.first_token == never) {
      request.first_token = at + rules_.prefill_replica.first_token_overhead;
    }
    if (p_.transfers == 0) {
      sink_.ended(request, Ending::rejected, t, 0);
      return;
    }
    const std::int32_t place = p_.free_transfers[--p_.transfers];
    p_.in_transfer[place] = request;
    add_event(at, PodEventKind::delivery, place);
  }

  // --- Routing.

  HOST_DEVICE std::int32_t draw(std::int32_t count, Pair pair) const {
    const Words words =
        random(rules_.seed, Stream::routing, static_cast<std::uint64_t>(rules_.entity),
               static_cast<std::uint32_t>(routed_));
    const std::uint64_t word = words.word[pair == Pair::first ? 0 : 2];
    return static_cast<std::int32_t>(word * static_cast<std::uint64_t>(count) >> 32U);
  }

  /// A replica that takes requests, this one or the next after it; this one if none does.
  HOST_DEVICE std::int32_t accepting(std::int32_t first, std::int32_t count,
                                     std::int32_t wanted) const {
    for (std::int32_t i = 0; i < count; ++i) {
      const std::int32_t r = first + (wanted + i) % count;
      if (p_.states[r].accepts) return r;
    }
    return first + wanted;
  }

  HOST_DEVICE std::int32_t route(const Request& request, std::int32_t first, std::int32_t count) {
    ++routed_;
    if (count == 1) return first;
    switch (rules_.router) {
      case Router::round_robin: {
        std::int64_t& turn = first == 0 ? turn_ : prefill_turn_;
        return accepting(first, count, static_cast<std::int32_t>(turn++ % count));
      }
      case Router::random:
        return accepting(first, count, draw(count, Pair::first));
      case Router::least_outstanding:
        return first + loads_of(first).least();
      case Router::power_of_two:
        return of_two(first, count);
      case Router::prefix_affinity:
        return accepting(first, count,
                         static_cast<std::int32_t>(static_cast<std::uint64_t>(request.session) %
                                                   static_cast<std::uint64_t>(count)));
    }
    return first;
  }

  HOST_DEVICE std::int32_t of_two(std::int32_t first, std::int32_t count) const {
    const std::int32_t one = draw(count, Pair::first);
    const std::int32_t other = (one + 1 + draw(count - 1, Pair::second)) % count;
    const std::int32_t a = accepting(first, count, one);
    const std::int32_t b = accepting(first, count, other);
    return outstanding(p_.states[b]) < outstanding(p_.states[a]) ? b : a;
  }

  // --- Events.

  HOST_DEVICE void add_event(Time at, PodEventKind kind, std::int32_t subject) {
    p_.events.push({.at = at, .order = order_++, .subject = subject, .kind = kind});
  }

  HOST_DEVICE void take_event() {
    const PodEvent event = p_.events.top();
    p_.events.pop();
    switch (event.kind) {
      case PodEventKind::delivery:
        p_.free_transfers[p_.transfers++] = event.subject;
        deliver(p_.in_transfer[event.subject], 0, rules_.replicas, event.at);
        break;
      case PodEventKind::failure:
        fail(event.subject, event.at);
        break;
      case PodEventKind::repair:
        wake(event.subject, event.at);
        if (rules_.failures_per_second > 0.0 && has_future()) plan_failure(event.subject, event.at);
        break;
      case PodEventKind::scaling:
        scale(event.at);
        break;
      case PodEventKind::started:
        p_.states[event.subject].starting = false;
        wake(event.subject, event.at);
        break;
    }
  }

  /// Whether anything can still come; if not, failures and scaling may stop.
  HOST_DEVICE bool has_future() const { return request_ != nullptr || work_left(); }

  HOST_DEVICE void plan_failure(std::int32_t r, Time t) {
    const std::uint64_t entity =
        static_cast<std::uint64_t>(rules_.entity) * 65536U + static_cast<std::uint64_t>(r);
    const double gap =
        exponential(uniform(random(rules_.seed, Stream::failures, entity, failures_++))) /
        rules_.failures_per_second;
    constexpr double most = 5e5;  // seconds: beyond any replay
    const Time after = static_cast<Time>(std::min(gap, most) * static_cast<double>(clock::second));
    add_event(t + after, PodEventKind::failure, r);
  }

  /// A replica breaks: its requests go to others, or wait at it for the repair.
  HOST_DEVICE void fail(std::int32_t r, Time t) {
    if (!has_future()) return;
    if (!p_.states[r].accepts && outstanding(p_.states[r]) == 0) {  // it is off
      plan_failure(r, t);
      return;
    }
    p_.states[r].accepts = false;
    p_.states[r].down = true;
    run_of(r, [t](auto& run) { run.fail(t); });
    prefix_.forget(r);
    refresh(r);
    add_event(t + rules_.repair, PodEventKind::repair, r);
  }

  HOST_DEVICE void wake(std::int32_t r, Time t) {
    ReplicaState& s = p_.states[r];
    s.accepts = true;
    s.down = false;
    if (!s.busy) s.boundary = t;
    refresh(r);
  }

  HOST_DEVICE void scale(Time t) {
    const Autoscaling& rule = rules_.autoscaling;
    std::int64_t total = 0;
    std::int32_t active = 0;
    for (std::int32_t r = 0; r < rules_.replicas; ++r) {
      total += outstanding(p_.states[r]);
      active += p_.states[r].accepts || p_.states[r].starting ? 1 : 0;
    }
    const auto wanted = static_cast<std::int32_t>(std::clamp<std::int64_t>(
        ceil_div<std::int64_t>(total, rule.target_outstanding), rule.least, rules_.replicas));
    for (std::int32_t r = 0; r < rules_.replicas && active < wanted; ++r) {
      const ReplicaState& s = p_.states[r];
      if (s.accepts || s.starting || p_.states[r].down) continue;
      start_up(r, t);
      ++active;
    }
    for (std::int32_t r = rules_.replicas - 1; r >= 0 && active > wanted; --r) {
      if (!p_.states[r].accepts) continue;
      p_.states[r].accepts = false;
      refresh(r);
      --active;
    }
    if (has_future()) add_event(t + rule.interval, PodEventKind::scaling, 0);
  }

  HOST_DEVICE void start_up(std::int32_t r, Time t) {
    if (rules_.autoscaling.start_up == 0 || outstanding(p_.states[r]) > 0) {  // still loaded
      wake(r, t);
      return;
    }
    add_event(t + rules_.autoscaling.start_up, PodEventKind::started, r);
    p_.states[r].starting = true;
  }

  const PodRules& rules_;
  PodArrays& p_;
  Source& source_;
  Sink& sink_;
  Prefix& prefix_;
  const bool coupled_;
  bool closing_{};
  const Request* request_{};
  std::int64_t routed_{};
  std::int64_t turn_{};
  std::int64_t prefill_turn_{};
  std::int64_t order_{};
  std::uint32_t failures_{};
};

}  // namespace fleetfit
