#include "fleets/servegen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>

#include "fleets/servegen_statistics.hpp"
#include "fleets/trace_lines.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

constexpr double ns_in_a_second = 1e9;
constexpr double hour_seconds = 3600.0;

/// The file beside another: `to` where its name has `from`, gzip or plain.
std::string beside(const std::string& file, const std::string& from, const std::string& to) {
  const std::size_t at = file.rfind(from);
  if (at == std::string::npos) return file;
  std::string stem = file.substr(0, at) + to;
  std::error_code error;
  for (const char* ending : {".gz", ""}) {
    if (std::filesystem::exists(stem + ending, error)) return stem + ending;
  }
  return stem;
}

/// A uniform in (0, 1] for each use: client, window and draw address it.
class Draws {
 public:
  Draws(std::uint64_t seed, Stream stream, int client, std::int64_t window)
      : seed_(seed),
        stream_(stream),
        entity_((static_cast<std::uint64_t>(window) << 20U) + static_cast<std::uint64_t>(client)) {}

  double next() {
    if (second_) {
      second_ = false;
      return uniform(words_, Pair::second);
    }
    words_ = random(seed_, stream_, entity_, draw_++);
    second_ = true;
    return uniform(words_, Pair::first);
  }

 private:
  std::uint64_t seed_;
  Stream stream_;
  std::uint64_t entity_;
  std::uint32_t draw_{};
  bool second_{};
  Words words_{};
};

/// Gamma variate of scale 1, Marsaglia and Tsang (as kernels/replay/arrivals.hpp).
double gamma(Draws& draws, double shape) {
  const double boost = shape < 1.0 ? std::exp(std::log(draws.next()) / shape) : 1.0;
  const double d = shape + (shape < 1.0 ? 1.0 : 0.0) - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  while (true) {
    const double x = normal(draws.next());
    const double v = 1.0 + c * x;
    const double u = draws.next();
    if (v <= 0.0) continue;
    const double cube = v * v * v;
    if (std::log(u) < 0.5 * x * x + d - d * cube + d * std::log(cube)) return d * cube * boost;
  }
}

double gap(Draws& draws, const ClientWindow& client) {
  if (client.gaps == Gaps::gamma) return gamma(draws, client.shape);
  const double gap = exponential(draws.next());
  return client.gaps == Gaps::weibull ? std::pow(gap, 1.0 / client.shape) : gap;
}

/// Arrivals of one client in a window, seconds from its begin: ceil(rate * window), their gaps
/// stretched so that they fill the window.
std::vector<double> arrivals(const ClientWindow& client, double window, Draws& draws) {
  std::vector<double> at(static_cast<std::size_t>(std::ceil(client.rate * window)));
  double sum = 0.0;
  for (double& one : at) one = sum += gap(draws, client);
  const double all = sum + gap(draws, client);
  const bool spread = all > 0.0 && std::isfinite(all);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double even = (static_cast<double>(i) + 1.0) / (static_cast<double>(at.size()) + 1.0);
    at[i] = window * (spread ? at[i] / all : even);
  }
  return at;
}

std::int64_t draw_input(const ClientLengths& lengths, Draws& draws) {
  std::int64_t input = 0;
  if (!lengths.input.empty()) input += lengths.input.at(draws.next());
  if (!lengths.text.empty()) input += lengths.text.at(draws.next());
  if (lengths.image_count.empty() || lengths.image_tokens.empty()) return input;
  for (int i = lengths.image_count.at(draws.next()); i > 0; --i) {
    input += lengths.image_tokens.at(draws.next());
  }
  return input;
}

/// The shortest time from one window to the next.
double window_seconds(const ClientWindows& windows) {
  double shortest = 600.0;  // as ServeGen's
  for (auto it = windows.begin(); it != windows.end() && std::next(it) != windows.end(); ++it) {
    shortest = std::min(shortest, std::next(it)->first - it->first);
  }
  return shortest;
}

class ServeGen final : public TraceFile {
 public:
  ServeGen(const std::string& rates, const std::string& lengths, const TraceOptions& options)
      : TraceFile(rates), options_(options) {
    about.format = "ServeGen";
    read_rates();
    read_lengths(lengths);
    if (windows_.empty() || lengths_.empty()) refuse_parts(rates, lengths);
    window_ = window_seconds(windows_);
    const double all = (windows_.rbegin()->first + window_) / hour_seconds;
    about.notes.push_back(
        fmt::format("requests are made from the rates and lengths of {} clients, the "
                    "first {:g} of {:g} hours (--hours)",
                    clients(), std::min(options_.hours, all), all));
    window_at_ = windows_.begin();
  }

  bool next(TraceRequest& request) override {
    while (place_ == made_.size()) {
      if (window_at_ == windows_.end() || window_at_->first >= options_.hours * hour_seconds) {
        note_borrowed();
        return false;
      }
      make_window(window_at_->first, window_at_->second);
      ++window_at_;
    }
    request = made_[place_++];
    return true;
  }

 private:
  RefuseStatistics told() {
    return [this](const Position& at, std::string key, std::string problem, std::string remedy) {
      refuse(at, std::move(key), std::move(problem), std::move(remedy));
      say_if_given_up(at.line);
      return !given_up();
    };
  }

  void read_rates() {
    TableReader table(
        lines, [this](int line, std::string column, std::string problem, std::string remedy) {
          refuse(line, std::move(column), std::move(problem), std::move(remedy));
        });
    about.faults.throw_if_any();
    windows_ = read_client_windows(table, lines.file(), options_.hours, told());
  }

  void read_lengths(const std::string& file) {
    LineReader length_lines(file, about.faults);
    lengths_ = read_length_windows(length_lines, options_.hours, told());
  }

  [[noreturn]] void refuse_parts(const std::string& rates, const std::string& lengths) {
    const bool no_rates = windows_.empty();
    about.faults.add(
        {no_rates ? rates : lengths, 0}, "",
        no_rates ? "has no rates" : "has no lengths for the hours that are asked for",
        "put ServeGen's ..._trace.csv and ..._dataset.jsonl, plain or gzip, side by side");
    throw BadInput(about.faults.sorted());
  }

  [[nodiscard]] std::size_t clients() const {
    std::set<int> seen;
    for (const auto& [begin, window] : windows_) {
      for (const ClientWindow& client : window) seen.insert(client.client);
    }
    return seen.size();
  }

  void note_borrowed() {
    if (borrowed_ == 0 || said_) return;
    said_ = true;
    about.notes.push_back(fmt::format(
        "{} requests are of clients without lengths: they have the lengths of other clients",
        borrowed_));
  }

  /// All requests of one window, in order of arrival.
  void make_window(double begin, const std::vector<ClientWindow>& clients) {
    made_.clear();
    place_ = 0;
    const auto window = static_cast<std::int64_t>(begin / window_);
    const auto found = lengths_.find(length_window(begin));
    if (found == lengths_.end()) return;
    for (const ClientWindow& client : clients) {
      Draws gaps(options_.seed, Stream::arrivals, client.client, window);
      Draws lengths(options_.seed, Stream::lengths, client.client, window);
      for (const double at : arrivals(client, window_, gaps)) {
        add(begin + at, client, found->second, lengths);
      }
    }
    sort_by_arrival(made_);
  }

  void add(double at, const ClientWindow& client, const std::map<int, ClientLengths>& known,
           Draws& draws) {
    auto own = known.find(client.client);
    if (own == known.end()) {
      ++borrowed_;
      own = std::next(known.begin(), static_cast<std::ptrdiff_t>(
                                         draws.next() * (static_cast<double>(known.size()) - 0.5)));
    }
    const std::int64_t input = draw_input(own->second, draws);
    const std::int32_t output = own->second.output.at(draws.next());
    made_.push_back({.arrived_ns = static_cast<std::int64_t>(at * ns_in_a_second),
                     .prompt = static_cast<std::int32_t>(std::max<std::int64_t>(input, 1)),
                     .output = std::max(output, 1),
                     .session = client.client,
                     .hashes = {}});
  }

  TraceOptions options_;
  double window_{};
  ClientWindows windows_;
  LengthWindows lengths_;
  ClientWindows::const_iterator window_at_;
  std::vector<TraceRequest> made_;
  std::size_t place_{};
  std::int64_t borrowed_{};
  bool said_{};
};

}  // namespace

bool is_servegen_rates(const std::string& header) {
  std::string fields = ",";
  std::copy_if(header.begin(), header.end(), std::back_inserter(fields), [](char c) {
    return std::string_view("\" \t\r\n").find(c) == std::string_view::npos;
  });
  fields += ',';
  return fields.find(",client_id,") != std::string::npos &&
         fields.find(",timestamp,") != std::string::npos &&
         fields.find(",rate,") != std::string::npos;
}

std::unique_ptr<Trace> open_servegen(const std::string& file, const TraceOptions& options) {
  const std::string rates = beside(file, "_dataset.jsonl", "_trace.csv");
  const std::string lengths = beside(file, "_trace.csv", "_dataset.jsonl");
  if (rates == lengths) {
    throw BadInput(
        {{.file = file,
          .line = 0,
          .key = "",
          .problem = "is one of ServeGen's two files, yet its name does not tell the other's",
          .remedy = "name them ..._trace.csv and ..._dataset.jsonl, plain or gzip"}});
  }
  return std::make_unique<ServeGen>(rates, lengths, options);
}

}  // namespace fleetfit
