#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fleets/length_distribution.hpp"
#include "fleets/table_reader.hpp"
#include "kernels/replay/arrivals.hpp"

namespace fleetfit {

/// How one client sends in one window.
struct ClientWindow {
  int client{};
  double rate{};  // requests a second
  Gaps gaps{};
  double shape{};  // of Gamma or Weibull
};

/// The lengths of one client in one window of lengths: a plain input, or text and images.
struct ClientLengths {
  LengthDistribution input, text, image_tokens, image_count, output;

  [[nodiscard]] bool empty() const { return output.empty() || (input.empty() && text.empty()); }
  [[nodiscard]] std::int64_t longest_input() const;
};

/// Windows by their begin, seconds; those after `hours` stay without clients.
using ClientWindows = std::map<double, std::vector<ClientWindow>>;

/// Lengths by window of lengths and client.
using LengthWindows = std::map<std::int64_t, std::map<int, ClientLengths>>;

/// The window of lengths, of six hours each, that a time falls into.
std::int64_t length_window(double at_seconds);

/// Is told what is wrong. False: enough is wrong to give up.
using RefuseStatistics = std::function<bool(const Position& at, std::string key,
                                            std::string problem, std::string remedy)>;

/// Reads ServeGen's table of rates: client_id, timestamp, rate, cv, pat_name, pat_arg1, pat_arg2.
ClientWindows read_client_windows(TableReader& table, const std::string& file, double hours,
                                  const RefuseStatistics& refuse);

/// Reads ServeGen's lines of lengths: {"client_id": 0, "dataset": {"0": {"input_tokens": ...}}}.
LengthWindows read_length_windows(LineReader& lines, double hours, const RefuseStatistics& refuse);

}  // namespace fleetfit
