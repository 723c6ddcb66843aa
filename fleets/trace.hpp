#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fleets/fault.hpp"

namespace fleetfit {

/// One request as a trace states it.
struct TraceRequest {
  std::int64_t arrived_ns{};  // since the trace begins
  std::int32_t prompt{};      // tokens
  std::int32_t output{};
  std::int64_t session{};             // requests of one conversation; -1: not stated
  std::vector<std::uint64_t> hashes;  // of the prompt's blocks; equal ones are equal prefixes
};

/// How requests arrive where a trace has lengths only, or only the times within sessions.
struct TraceOptions {
  double rate{1.0};    // requests, or sessions, a second
  double hours{24.0};  // of a trace that is made from statistics (ServeGen)
  std::uint64_t seed{1};
};

/// Wrong lines after which a trace is given up.
inline constexpr std::int64_t most_wrong_lines = 1000;

/// The requests of a trace, one at a time and in order of arrival: nothing but the current line is
/// in memory, unless the trace's own order is not that of time.
class Trace {
 public:
  virtual ~Trace() = default;
  Trace() = default;
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// The next request; false at the end.
  virtual bool next(TraceRequest& request) = 0;

  const std::string& format() const { return about.format; }  // "Azure", as people call it
  const std::vector<std::string>& notes() const { return about.notes; }  // assumptions made
  std::int32_t hash_tokens() const { return about.hash_tokens; }  // of a hashed block; 0: no hashes
  const Faults& faults() const { return about.faults; }           // of the lines so far
  std::int64_t skipped() const { return about.skipped; }          // lines at fault

 protected:
  struct About {
    std::string format;
    std::vector<std::string> notes;
    std::int32_t hash_tokens{};
    Faults faults;
    std::int64_t skipped{};
  };
  About about;
};

/// Opens a trace of any known format: CSV `arrived_at,num_prefill_tokens,num_decode_tokens` (Vidur,
/// BLIS), Azure's, kv-cache-tester's and lengths alone; JSON lines as Mooncake's and
/// kv-cache-tester's; ServeGen's rates beside their lengths. Plain or gzip. Throws BadInput where
/// the file is none of these.
std::unique_ptr<Trace> open_trace(const std::string& file, const TraceOptions& options);

}  // namespace fleetfit
