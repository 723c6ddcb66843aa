#include "fleets/trace_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "fleets/trace_lines.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::json;

constexpr double ns_in_a_second = 1e9;
constexpr double ns_in_a_millisecond = 1e6;

bool has_number(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_number();
}

/// The ids of the blocks of a prompt; `scope` keeps those of different sessions apart.
std::vector<std::uint64_t> hashes(const Json& request, std::uint64_t scope) {
  std::vector<std::uint64_t> ids;
  if (!request.contains("hash_ids") || !request["hash_ids"].is_array()) return ids;
  constexpr unsigned scope_bits = 40;
  for (const Json& id : request["hash_ids"]) {
    if (id.is_number_integer()) ids.push_back(id.get<std::uint64_t>() + (scope << scope_bits));
  }
  return ids;
}

class JsonTrace final : public TraceFile {
 public:
  JsonTrace(const std::string& file, const TraceOptions& options)
      : TraceFile(file), options_(options) {
    fault_list.throw_if_any();
    std::string line;
    while (line_reader.next(line)) {
      if (line.find_first_not_of(" \t\r\n") == std::string::npos) continue;
      const Json first = Json::parse(line, nullptr, false);
      const bool sessions = first.is_object() && first.contains("requests");
      line_reader.again(std::move(line));
      if (sessions) load_sessions();
      break;
    }
    if (sorted_.empty()) {
      constexpr std::int32_t mooncake_block = 512;
      format_name = "Mooncake";
      tokens_of_hash = mooncake_block;
    }
  }

  bool next(TraceRequest& request) override {
    if (place_ < sorted_.size()) {
      request = std::move(sorted_[place_++]);
      return true;
    }
    std::string line;
    while (!given_up() && line_reader.next(line)) {
      if (line.find_first_not_of(" \t\r\n") == std::string::npos) continue;
      if (read(line, request)) return true;
    }
    if (given_up()) say_given_up(line_reader.line());
    return false;
  }

 private:
  /// A line as an object; null, and a fault, if it is none.
  Json parse(const std::string& line) {
    Json object = Json::parse(line, nullptr, false);
    if (object.is_object()) return object;
    refuse(line_reader.line(), "", "the line is torn or no JSON object",
           "write one request as {\"timestamp\": ms, \"input_length\": tokens, \"output_length\": "
           "tokens, \"hash_ids\": [...]}");
    return nullptr;
  }

  bool read(const std::string& line, TraceRequest& request) {
    const Json object = parse(line);
    if (object.is_null()) return false;
    for (const char* key : {"timestamp", "input_length", "output_length"}) {
      if (has_number(object, key)) continue;
      refuse(line_reader.line(), key, "is missing or no number",
             "give timestamp (ms), input_length and output_length (tokens)");
      return false;
    }
    const double prompt = object["input_length"];
    const double output = object["output_length"];
    const double arrived = std::round(object["timestamp"].get<double>() * ns_in_a_millisecond);
    if (!check(line_reader.line(), prompt, output, arrived)) return false;
    request = {.arrived_ns = static_cast<std::int64_t>(arrived),
               .prompt = static_cast<std::int32_t>(prompt),
               .output = static_cast<std::int32_t>(output),
               .session = -1,
               .hashes = hashes(object, 0)};
    return true;
  }

  void load_sessions() {
    format_name = "kv-cache-tester";
    note_list.push_back(fmt::format(
        "times count from the begin of each session: sessions begin at random, {:g} a second "
        "(--rate)",
        options_.rate));
    double begins = 0.0;
    std::uint32_t session = 0;
    for (std::string line; !given_up() && line_reader.next(line);) {
      const Json object = parse(line);
      if (object.is_null()) continue;
      begins +=
          exponential(uniform(random(options_.seed, Stream::arrivals, 0, session))) / options_.rate;
      if (has_number(object, "block_size")) tokens_of_hash = object["block_size"];
      if (object.contains("requests") && object["requests"].is_array()) {
        for (const Json& one : object["requests"]) add(one, begins, session);
      }
      ++session;
    }
    std::stable_sort(
        sorted_.begin(), sorted_.end(),
        [](const TraceRequest& a, const TraceRequest& b) { return a.arrived_ns < b.arrived_ns; });
  }

  void add(const Json& one, double begins, std::uint32_t session) {
    if (!one.is_object() || !has_number(one, "t") || !has_number(one, "in") ||
        !has_number(one, "out")) {
      refuse(line_reader.line(), "requests", "a request without t, in or out",
             "give t (s), in and out (tokens)");
      return;
    }
    last_ns = 0.0;
    const double arrived = std::round((begins + one["t"].get<double>()) * ns_in_a_second);
    if (!check(line_reader.line(), one["in"], one["out"], arrived)) return;
    sorted_.push_back({.arrived_ns = static_cast<std::int64_t>(arrived),
                       .prompt = one["in"],
                       .output = one["out"],
                       .session = session,
                       .hashes = hashes(one, std::uint64_t{session} + 1)});
  }

  TraceOptions options_;
  std::vector<TraceRequest> sorted_;
  std::size_t place_{};
};

}  // namespace

std::unique_ptr<Trace> open_trace_json(const std::string& file, const TraceOptions& options) {
  return std::make_unique<JsonTrace>(file, options);
}

}  // namespace fleetfit
