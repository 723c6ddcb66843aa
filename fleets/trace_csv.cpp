#include "fleets/trace_csv.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "fleets/date_time.hpp"
#include "fleets/row_reader.hpp"
#include "fleets/table_reader.hpp"
#include "fleets/trace_lines.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

constexpr double ns_in_a_second = 1e9;

/// Names of the columns that a format has.
struct Columns {
  const char* format;
  const char* time;  // empty: lengths only
  const char* prompt;
  const char* output;
  const char* session;
};

constexpr Columns known[] = {
    {"Vidur", "arrived_at", "num_prefill_tokens", "num_decode_tokens", ""},
    {"Azure", "TIMESTAMP", "ContextTokens", "GeneratedTokens", ""},
    {"kv-cache-tester", "t", "in", "out", "id"},
    {"lengths", "", "num_prefill_tokens", "num_decode_tokens", ""},
};

bool has(const TableHeader& header, const char* column) {
  return column[0] == '\0' || header.has(column);
}

const Columns* columns_of(const TableHeader& header) {
  for (const Columns& columns : known) {
    if (has(header, columns.time) && has(header, columns.prompt) && has(header, columns.output) &&
        has(header, columns.session)) {
      return &columns;
    }
  }
  return nullptr;
}

/// Gaps between requests or sessions that have no times of their own: a Poisson process.
class PoissonTimes {
 public:
  explicit PoissonTimes(const TraceOptions& options) : rate_(options.rate), seed_(options.seed) {}

  double next_ns() {
    at_ += exponential(uniform(random(seed_, Stream::arrivals, 0, draw_++))) / rate_;
    return at_ * ns_in_a_second;
  }

 private:
  double rate_;
  std::uint64_t seed_;
  double at_{};
  std::uint32_t draw_{};
};

class TraceTable final : public TraceFile {
 public:
  TraceTable(const std::string& file, const TraceOptions& options)
      : TraceFile(file), table_(lines, told_of_rows()), arrivals_(options) {
    about.faults.throw_if_any();
    columns_ = columns_of(table_.header());
    if (columns_ == nullptr) refuse_columns();
    about.format = columns_->format;
    if (columns_->time[0] == '\0') {
      about.notes.push_back(fmt::format(
          "the trace has lengths only: requests arrive at random, {:g} a second (--rate)",
          options.rate));
    }
    if (columns_->session[0] != '\0') {
      about.notes.push_back(fmt::format(
          "times count from the begin of each session: sessions begin at random, {:g} a second "
          "(--rate)",
          options.rate));
      load_sessions();
    }
  }

  bool next(TraceRequest& request) override {
    if (columns_->session[0] != '\0') {
      if (place_ == sorted_.size()) return false;
      request = sorted_[place_++];
      return true;
    }
    while (!given_up() && table_.next(row_)) {
      if (read(request)) return true;
    }
    say_if_given_up(lines.line());
    return false;
  }

 private:
  TableReader::Refuse told_of_rows() {
    return [this](int line, std::string column, std::string problem, std::string remedy) {
      refuse(line, std::move(column), std::move(problem), std::move(remedy));
    };
  }

  [[noreturn]] void refuse_columns() {
    throw BadInput(
        {{.file = lines.file(),
          .line = 1,
          .key = "",
          .problem = "the columns are of no trace that is known",
          .remedy = "give arrived_at,num_prefill_tokens,num_decode_tokens (seconds, "
                    "tokens), Azure's TIMESTAMP,ContextTokens,GeneratedTokens, "
                    "ServeGen's client_id,timestamp,rate,..., or Mooncake's JSON lines"}});
  }

  std::optional<double> number(const char* column) {
    const auto value = number_in(row_[column]);
    if (!value) {
      refuse(row_.line, column, fmt::format("\"{}\" is no number", row_[column]), "give a number");
    }
    return value;
  }

  std::optional<double> time_ns() {
    if (columns_->time[0] == '\0') return arrivals_.next_ns();
    const std::string& text = row_[columns_->time];
    if (columns_ != &known[1]) {
      const auto seconds = number(columns_->time);
      if (!seconds) return std::nullopt;
      return std::round(*seconds * ns_in_a_second);
    }
    const auto ns = date_time_ns(text);
    if (!ns) {
      refuse(row_.line, columns_->time, fmt::format("\"{}\" is no time", text),
             "write it as 2023-11-16 18:15:46.6805900");
      return std::nullopt;
    }
    if (!first_ns_) first_ns_ = ns;
    return static_cast<double>(*ns - *first_ns_);
  }

  bool read(TraceRequest& request) {
    const auto prompt = number(columns_->prompt);
    if (!prompt) return false;
    const auto output = number(columns_->output);
    if (!output) return false;
    const auto arrived = time_ns();
    if (!arrived) return false;
    const bool whole = columns_->session[0] == '\0'
                           ? check(row_.line, *prompt, *output, *arrived)
                           : check(row_.line, *prompt, *output, *arrived, session_begins_ns_);
    if (!whole) return false;
    request = {.arrived_ns = std::llround(session_begins_ns_ + *arrived),
               .prompt = static_cast<std::int32_t>(*prompt),
               .output = static_cast<std::int32_t>(*output),
               .session = session_,
               .hashes = {}};
    return true;
  }

  /// Sessions overlap: their requests must be brought into one order.
  void load_sessions() {
    std::map<std::string, std::pair<std::int64_t, double>> begins;  // number, time
    while (!given_up() && table_.next(row_)) {
      const auto [session, is_new] = begins.try_emplace(row_[columns_->session]);
      if (is_new) session->second = {std::int64_t(begins.size()) - 1, arrivals_.next_ns()};
      std::tie(session_, session_begins_ns_) = session->second;
      TraceRequest request;
      if (read(request)) sorted_.push_back(std::move(request));
    }
    say_if_given_up(lines.line());
    sort_by_arrival(sorted_);
  }

  TableReader table_;
  TableRow row_;
  PoissonTimes arrivals_;
  const Columns* columns_{};
  std::optional<std::int64_t> first_ns_;
  std::int64_t session_{-1};
  double session_begins_ns_{};
  std::vector<TraceRequest> sorted_;
  std::size_t place_{};
};

}  // namespace

std::unique_ptr<Trace> open_trace_table(const std::string& file, const TraceOptions& options) {
  return std::make_unique<TraceTable>(file, options);
}

}  // namespace fleetfit
