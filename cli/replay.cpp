#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/requests_file.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/replay/trace_replay.hpp"
#include "engine/report/replay_json.hpp"
#include "engine/report/replay_tables.hpp"
#include "engine/report/replay_text.hpp"
#include "fleets/fault.hpp"

namespace fleetfit {
namespace {

struct ReplayOptions {
  std::string trace;
  std::string replica;
  std::string requests_out;
  TraceOptions trace_options;
  std::int64_t limit{};
};

/// Counts on standard error, if that is a terminal; else nothing.
std::function<void(std::int64_t, double)> shown_requests() {
  if (isatty(STDERR_FILENO) == 0) return {};
  const auto begin = std::chrono::steady_clock::now();
  return [begin](std::int64_t requests, double simulated) {
    const double wall =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print(stderr, "\r{} requests, {:.0f} s simulated, {:.3g} million requests/s ", requests,
               simulated, static_cast<double>(requests) / wall / 1e6);
    std::fflush(stderr);
  };
}

int run(const ReplayOptions& asked, const CommonOptions& options) {
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const StatedPod stated = read_replica_file(asked.replica, catalog);
  const PodModel pod(stated, catalog, shipped_calibration(catalog), asked.replica);
  const std::unique_ptr<Trace> trace = open_trace(asked.trace, asked.trace_options);
  std::optional<RequestsFile> requests;
  if (!asked.requests_out.empty()) requests.emplace(asked.requests_out);
  catch_interrupts();
  TraceWatch watch{.record = {}, .progress = shown_requests(), .interrupted = interrupted};
  if (requests) watch.record = [&](const RequestRecord& record) { requests->add(record); };
  const ReplayResult result = replay_trace(
      {.trace = trace.get(), .pod = &pod, .stated = stated, .limit = asked.limit}, watch);
  if (all_requests(result) == 0) {
    Faults faults;
    faults.add({asked.trace, 0}, "", "no request of the trace can be replayed",
               "the lines at fault, if any, follow");
    faults.add(result.faults);
    faults.throw_if_any();
  }
  if (requests) requests->finish();
  if (watch.progress) fmt::print(stderr, "\n");
  write_result(replay_text(result), replay_json(result), options.json);
  return exit_ran;
}

}  // namespace

void add_replay_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command = program.add_subcommand(
      "replay", "What do requests experience, each of them replayed through its replica's steps?");
  auto asked = std::make_shared<ReplayOptions>();
  command
      ->add_option("--trace", asked->trace,
                   "Requests: CSV arrived_at,num_prefill_tokens,num_decode_tokens, Azure's CSV, "
                   "Mooncake's JSON lines, ServeGen's rates; plain or gzip")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--replica", asked->replica,
                   "The replica, or the router and its replicas (schemas/replica.schema.json)")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--requests-out", asked->requests_out,
                   "Write a row for each request: request,replica,ttft_us,tpot_us,e2e_us,preemptions")
      ->type_name("FILE");
  command
      ->add_option("--rate", asked->trace_options.rate,
                   "Requests (sessions) a second, where the trace has no times of arrival")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command
      ->add_option("--hours", asked->trace_options.hours,
                   "Hours to make from ServeGen's statistics")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--limit", asked->limit, "Stop after so many requests")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_option("--seed", asked->trace_options.seed, "Of times and lengths that are drawn")
      ->capture_default_str();
  add_fleets_option(*command, options);
  add_json_option(*command, options);
  command->footer(
      "Example: four replicas with a step cost of one's own\n"
      "  fleetfit replay --trace fleets/traces/example.csv --replica "
      "fleets/replicas/affine.yaml --requests-out requests.csv");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
