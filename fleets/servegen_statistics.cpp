#include "fleets/servegen_statistics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "fleets/row_reader.hpp"
#include "fleets/trace_lines.hpp"

namespace fleetfit {
namespace {

constexpr double hour_seconds = 3600.0;
constexpr double longest_seconds = longest_trace_ns / 1e9;
constexpr double most_clients = 1 << 20;
constexpr double highest_rate =
    10'000.0;  // requests a second of one client: all ServeGen's together

bool within(std::optional<double> value, double least, double most) {
  return value && *value >= least && *value <= most;
}

bool is_client(std::optional<double> id) {
  return within(id, 0.0, most_clients - 1.0) && std::floor(*id) == *id;
}

/// Gaps and their shape; nothing if the row does not say them.
std::optional<ClientWindow> pattern_of(const TableRow& row) {
  const std::string& name = row["pat_name"];
  if (name.empty())
    return ClientWindow{.client = 0, .rate = 0.0, .gaps = Gaps::exponential, .shape = 1.0};
  constexpr double least = 1e-3;
  constexpr double most = 1e6;
  const auto shape = number_in(row["pat_arg1"]);
  if ((name != "Gamma" && name != "Weibull") || !within(shape, least, most)) return std::nullopt;
  return ClientWindow{.client = 0,
                      .rate = 0.0,
                      .gaps = name == "Gamma" ? Gaps::gamma : Gaps::weibull,
                      .shape = *shape};
}

struct Lengths {
  ClientLengths lengths;
  std::string fault;  // the field that is wrong
};

Lengths lengths_of(const nlohmann::json& fields) {
  Lengths found;
  const auto read = [&](const char* name, LengthDistribution& lengths) {
    if (!fields.is_object() || !fields.contains(name)) return;
    const auto parsed =
        fields[name].is_string() ? parse_lengths(fields[name].get<std::string>()) : std::nullopt;
    if (parsed) {
      lengths = *parsed;
    } else if (found.fault.empty()) {
      found.fault = name;
    }
  };
  read("input_tokens", found.lengths.input);
  read("text_tokens", found.lengths.text);
  read("image_tokens", found.lengths.image_tokens);
  read("image_count", found.lengths.image_count);
  read("output_tokens", found.lengths.output);
  const auto most = static_cast<std::int64_t>(most_tokens);
  if (found.lengths.longest_input() > most || found.lengths.output.most() > most) {
    found.fault = "dataset";
  }
  return found;
}

/// The windows of one client's line. False: give up.
bool add_client(const nlohmann::json& line, const Position& at, double hours, LengthWindows& all,
                const RefuseStatistics& refuse) {
  const int client = line["client_id"];
  for (const auto& [begin, fields] : line["dataset"].items()) {
    const auto begins = number_in(begin);
    const bool known = within(begins, 0.0, longest_seconds);
    if (known && *begins >= hours * hour_seconds) continue;
    Lengths found = lengths_of(fields);
    if (!known || !found.fault.empty()) {
      if (!refuse(at, known ? found.fault : begin, "is no window of lengths",
                  R"(write it as "0": {"input_tokens": "{163: 0.25, 165: 0.75}", ...})")) {
        return false;
      }
    } else if (!found.lengths.empty()) {
      all[length_window(*begins)].emplace(client, std::move(found.lengths));
    }
  }
  return true;
}

}  // namespace

std::int64_t length_window(double at_seconds) {
  constexpr double window_seconds = 21600.0;
  return static_cast<std::int64_t>(at_seconds / window_seconds);
}

std::int64_t ClientLengths::longest_input() const {
  const double images =
      static_cast<double>(image_count.most()) * static_cast<double>(image_tokens.most());
  if (images > most_tokens) return static_cast<std::int64_t>(2.0 * most_tokens);
  return input.most() + text.most() + static_cast<std::int64_t>(images);
}

ClientWindows read_client_windows(TableReader& table, const std::string& file, double hours,
                                  const RefuseStatistics& refuse) {
  ClientWindows windows;
  for (TableRow row; table.next(row);) {
    const auto client = number_in(row["client_id"]);
    const auto at = number_in(row["timestamp"]);
    const auto rate = number_in(row["rate"]);
    if (!is_client(client) || !within(at, 0.0, longest_seconds) ||
        !within(rate, 0.0, highest_rate)) {
      if (!refuse(
              {file, row.line}, "", "client_id, timestamp or rate is out of range",
              "give the client, the begin of its window (s) and 0 to 10,000 requests a second")) {
        break;
      }
      continue;
    }
    std::vector<ClientWindow>& window = windows[*at];
    if (*rate == 0.0 || *at >= hours * hour_seconds) continue;
    auto pattern = pattern_of(row);
    if (pattern) {
      pattern->client = static_cast<int>(*client);
      pattern->rate = *rate;
      window.push_back(*pattern);
    } else if (!refuse({file, row.line}, "pat_name", "is no pattern of gaps",
                       "give Gamma or Weibull with a shape from 0.001 in pat_arg1, or none")) {
      break;
    }
  }
  return windows;
}

LengthWindows read_length_windows(LineReader& lines, double hours, const RefuseStatistics& refuse) {
  LengthWindows all;
  for (std::string line; lines.next(line);) {
    if (line.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    const Position at{lines.file(), lines.line()};
    const auto object = nlohmann::json::parse(line, nullptr, false);
    const bool whole = object.is_object() && object.contains("client_id") &&
                       object["client_id"].is_number() &&
                       is_client(object["client_id"].get<double>()) && object.contains("dataset") &&
                       object["dataset"].is_object();
    const bool go_on = whole ? add_client(object, at, hours, all, refuse)
                             : refuse(at, "", "no client_id or no dataset, or the line is torn",
                                      "copy ServeGen's lengths again");
    if (!go_on) break;
  }
  return all;
}

}  // namespace fleetfit
