#include "fleets/trace_json.hpp"

#include <fmt/format.h>

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
    if (!id.is_number_integer()) break;  // what follows is no prefix
    ids.push_back(id.get<std::uint64_t>() + (scope << scope_bits));
  }
  return ids;
}

class JsonTrace final : public TraceFile {
 public:
  JsonTrace(const std::string& file, const TraceOptions& options)
      : TraceFile(file), options_(options) {
    about.faults.throw_if_any();
    std::string line;
    if (!next_line(line)) return;
    const bool sessions = line.find("\"requests\"") != std::string::npos;
    lines.again(std::move(line));
    if (sessions) {
      load_sessions();
    } else {
      constexpr std::int32_t mooncake_block = 512;
      about.format = "Mooncake";
      about.hash_tokens = mooncake_block;
    }
  }

  bool next(TraceRequest& request) override {
    if (place_ < sorted_.size()) {
      request = std::move(sorted_[place_++]);
      return true;
    }
    std::string line;
    while (!given_up() && next_line(line)) {
      if (read(line, request)) return true;
    }
    say_if_given_up(lines.line());
    return false;
  }

 private:
  /// The next line that is not blank.
  bool next_line(std::string& line) {
    while (lines.next(line)) {
      if (line.find_first_not_of(" \t\r\n") != std::string::npos) return true;
    }
    return false;
  }

  /// A line as an object; null, and a fault, if it is none.
  Json parse(const std::string& line) {
    Json object = Json::parse(line, nullptr, false);
    if (object.is_object()) return object;
    refuse(lines.line(), "", "the line is torn or no JSON object",
           "write one request as {\"timestamp\": ms, \"input_length\": tokens, \"output_length\": "
           "tokens, \"hash_ids\": [...]}");
    return nullptr;
  }

  bool read(const std::string& line, TraceRequest& request) {
    const Json object = parse(line);
    if (object.is_null()) return false;
    for (const char* key : {"timestamp", "input_length", "output_length"}) {
      if (has_number(object, key)) continue;
      refuse(lines.line(), key, "is missing or no number",
             "give timestamp (ms), input_length and output_length (tokens)");
      return false;
    }
    const double prompt = object["input_length"];
    const double output = object["output_length"];
    const double arrived = std::round(object["timestamp"].get<double>() * ns_in_a_millisecond);
    if (!check(lines.line(), prompt, output, arrived)) return false;
    request = {.arrived_ns = static_cast<std::int64_t>(arrived),
               .prompt = static_cast<std::int32_t>(prompt),
               .output = static_cast<std::int32_t>(output),
               .session = -1,
               .hashes = hashes(object, 0)};
    return true;
  }

  void load_sessions() {
    about.format = "kv-cache-tester";
    about.notes.push_back(fmt::format(
        "times count from the begin of each session: sessions begin at random, {:g} a second "
        "(--rate)",
        options_.rate));
    double begins_ns = 0.0;
    std::uint32_t session = 0;
    for (std::string line; !given_up() && next_line(line); ++session) {
      const Json object = parse(line);
      if (object.is_null() || !has_blocks(object)) continue;
      const Words words = random(options_.seed, Stream::arrivals, 0, session);
      begins_ns += exponential(uniform(words)) / options_.rate * ns_in_a_second;
      for (const Json& one : object["requests"]) add(one, begins_ns, session);
    }
    say_if_given_up(lines.line());
    sort_by_arrival(sorted_);
  }

  /// Whether a session has requests, and blocks as large as those of the others.
  bool has_blocks(const Json& object) {
    if (!object.contains("requests") || !object["requests"].is_array()) {
      refuse(lines.line(), "requests", "a session without a list of requests",
             "give requests: [{\"t\": s, \"in\": tokens, \"out\": tokens}, ...]");
      return false;
    }
    if (!object.contains("block_size")) return true;
    constexpr std::int64_t largest = 1 << 20;
    const Json& size = object["block_size"];
    const std::int64_t tokens = size.is_number_integer() ? size.get<std::int64_t>() : 0;
    if (about.hash_tokens == 0 && tokens >= 1 && tokens <= largest) {
      about.hash_tokens = static_cast<std::int32_t>(tokens);
    }
    if (tokens == about.hash_tokens && tokens > 0) return true;
    refuse(lines.line(), "block_size", "is no size of a block, or not that of the sessions above",
           "give all sessions one block_size, tokens");
    return false;
  }

  void add(const Json& one, double begins_ns, std::uint32_t session) {
    if (!one.is_object() || !has_number(one, "t") || !has_number(one, "in") ||
        !has_number(one, "out")) {
      refuse(lines.line(), "requests", "a request without t, in or out",
             "give t (s), in and out (tokens)");
      return;
    }
    const double since = one["t"].get<double>() * ns_in_a_second;
    if (!check(lines.line(), one["in"], one["out"], since, begins_ns)) return;
    sorted_.push_back({.arrived_ns = std::llround(begins_ns + since),
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
