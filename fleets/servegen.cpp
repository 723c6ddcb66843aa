#include "fleets/servegen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>

#include "fleets/length_distribution.hpp"
#include "fleets/row_reader.hpp"
#include "fleets/table_reader.hpp"
#include "fleets/trace_lines.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::json;

constexpr double ns_in_a_second = 1e9;
constexpr double hour_seconds = 3600.0;
constexpr double length_window = 21600.0;  // seconds for which ServeGen states one distribution
constexpr double usual_window = 600.0;

/// How one client sends in one window.
struct ClientWindow {
  int client{};
  double rate{};  // requests a second
  std::string pattern;
  double shape{};
};

constexpr const char* plain_input = "input_tokens";

/// The lengths of one client in one window of lengths.
struct ClientLengths {
  LengthDistribution input, text, image_tokens, image_count, output;
  [[nodiscard]] bool empty() const { return output.empty() || (input.empty() && text.empty()); }
};

std::string beside(const std::string& file, const std::string& from, const std::string& to) {
  const std::size_t at = file.rfind(from);
  if (at == std::string::npos) return "";
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
  if (client.pattern == "Gamma" && client.shape > 0.0) return gamma(draws, client.shape);
  const double exponential = -std::log(draws.next());
  if (client.pattern == "Weibull" && client.shape > 0.0) {
    return std::pow(exponential, 1.0 / client.shape);
  }
  return exponential;
}

class ServeGen final : public TraceFile {
 public:
  ServeGen(const std::string& rates, const std::string& lengths, const TraceOptions& options)
      : TraceFile(rates), options_(options) {
    format_name = "ServeGen";
    read_rates();
    read_lengths(lengths);
    fault_list.throw_if_any();
    const double all = windows_.empty() ? 0.0 : (windows_.rbegin()->first + window_) / hour_seconds;
    note_list.push_back(
        fmt::format("requests are made from the rates and lengths of {} clients, the "
                    "first {:g} of {:g} hours (--hours)",
                    clients_, std::min(options_.hours, all), all));
    window_at_ = windows_.begin();
  }

  bool next(TraceRequest& request) override {
    while (place_ == made_.size()) {
      if (window_at_ == windows_.end() || window_at_->first >= options_.hours * hour_seconds) {
        if (borrowed_ > 0 && !said_) {
          said_ = true;
          note_list.push_back(
              fmt::format("{} requests are of clients without lengths: they have the "
                          "lengths of other clients",
                          borrowed_));
        }
        return false;
      }
      make_window(window_at_->first, window_at_->second);
      ++window_at_;
    }
    request = made_[place_++];
    return true;
  }

 private:
  void read_rates() {
    TableReader table(line_reader, fault_list);
    fault_list.throw_if_any();
    std::map<int, bool> seen;
    double previous = 0.0;
    for (TableRow row; !given_up() && table.next(row);) {
      const auto client = number_in(row["client_id"]);
      const auto at = number_in(row["timestamp"]);
      const auto rate = number_in(row["rate"]);
      if (!client || !at || !rate || *rate < 0.0 || *at < 0.0) {
        refuse(row.line, "rate", "client_id, timestamp or rate is no number of 0 or more",
               "give the client, the begin of its window (s) and requests a second");
        continue;
      }
      if (seen.emplace(static_cast<int>(*client), true).second) ++clients_;
      if (*at > previous) window_ = std::min(window_, *at - previous);
      previous = *at;
      if (*rate == 0.0 || *at >= options_.hours * hour_seconds) {
        windows_[*at];
        continue;
      }
      windows_[*at].push_back({.client = static_cast<int>(*client),
                               .rate = *rate,
                               .pattern = row["pat_name"],
                               .shape = number_in(row["pat_arg1"]).value_or(1.0)});
    }
  }

  void read_lengths(const std::string& file) {
    LineReader lines(file, fault_list);
    for (std::string line; lines.next(line);) {
      const Json object = Json::parse(line, nullptr, false);
      if (!object.is_object() || !object.contains("client_id") || !object.contains("dataset")) {
        fault_list.add({file, lines.line()}, "", "no client_id or no dataset, or the line is torn",
                       "copy ServeGen's lengths again");
        return;
      }
      const int client = object["client_id"];
      for (const auto& [begin, fields] : object["dataset"].items()) {
        const double at = std::stod(begin);
        if (at >= options_.hours * hour_seconds) continue;
        const Json& stated = fields;
        const auto field = [&stated](const char* name) {
          return stated.contains(name) && stated[name].is_string()
                     ? LengthDistribution(stated[name].get<std::string>())
                     : LengthDistribution{};
        };
        ClientLengths lengths{field(plain_input), field("text_tokens"), field("image_tokens"),
                              field("image_count"), field("output_tokens")};
        if (!lengths.empty()) {
          lengths_[static_cast<std::int64_t>(at / length_window)].emplace(client,
                                                                          std::move(lengths));
        }
      }
    }
  }

  /// All requests of one window, in order of arrival.
  void make_window(double begin, const std::vector<ClientWindow>& clients) {
    made_.clear();
    place_ = 0;
    const auto window = static_cast<std::int64_t>(begin / window_);
    const auto found = lengths_.find(static_cast<std::int64_t>(begin / length_window));
    if (found == lengths_.end()) return;
    for (const ClientWindow& client : clients) {
      Draws gaps(options_.seed, Stream::arrivals, client.client, window);
      Draws lengths(options_.seed, Stream::lengths, client.client, window);
      const auto count = static_cast<std::int64_t>(std::ceil(client.rate * window_));
      std::vector<double> at(static_cast<std::size_t>(count));
      double sum = 0.0;
      for (double& one : at) one = sum += gap(gaps, client);
      const double stretch = window_ / (sum + gap(gaps, client));  // gaps fill the window
      for (const double one : at) add(begin + one * stretch, client, found->second, lengths);
    }
    std::stable_sort(made_.begin(), made_.end(), [](const TraceRequest& a, const TraceRequest& b) {
      return a.arrived_ns < b.arrived_ns;
    });
  }

  void add(double at, const ClientWindow& client, const std::map<int, ClientLengths>& known,
           Draws& draws) {
    auto own = known.find(client.client);
    if (own == known.end()) {
      ++borrowed_;
      own = std::next(known.begin(), static_cast<std::ptrdiff_t>(
                                         draws.next() * (static_cast<double>(known.size()) - 0.5)));
    }
    const ClientLengths& lengths = own->second;
    std::int64_t input = 0;
    if (!lengths.input.empty()) input += lengths.input.at(draws.next());
    if (!lengths.text.empty()) input += lengths.text.at(draws.next());
    if (!lengths.image_count.empty() && !lengths.image_tokens.empty()) {
      for (int i = lengths.image_count.at(draws.next()); i > 0; --i) {
        input += lengths.image_tokens.at(draws.next());
      }
    }
    const std::int32_t output = lengths.output.at(draws.next());
    made_.push_back({.arrived_ns = static_cast<std::int64_t>(at * ns_in_a_second),
                     .prompt = static_cast<std::int32_t>(std::max<std::int64_t>(input, 1)),
                     .output = std::max(output, 1),
                     .session = client.client,
                     .hashes = {}});
  }

  TraceOptions options_;
  double window_{usual_window};
  std::map<double, std::vector<ClientWindow>> windows_;
  std::map<std::int64_t, std::map<int, ClientLengths>> lengths_;
  std::map<double, std::vector<ClientWindow>>::const_iterator window_at_;
  std::vector<TraceRequest> made_;
  std::size_t place_{};
  std::int64_t borrowed_{};
  int clients_{};
  bool said_{};
};

}  // namespace

bool is_servegen(const std::string& header) {
  return header.rfind("client_id,timestamp,rate", 0) == 0;
}

std::unique_ptr<Trace> open_servegen(const std::string& file, const TraceOptions& options) {
  const std::string rates = beside(file, "_dataset.jsonl", "_trace.csv");
  const std::string lengths = beside(file, "_trace.csv", "_dataset.jsonl");
  return std::make_unique<ServeGen>(rates.empty() ? file : rates, lengths.empty() ? file : lengths,
                                    options);
}

}  // namespace fleetfit
