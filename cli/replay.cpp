#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>

#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/requests_file.hpp"
#include "cli/sample_option.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/replay/scenario_replay.hpp"
#include "engine/replay/trace_replay.hpp"
#include "engine/report/replay_html.hpp"
#include "engine/report/replay_json.hpp"
#include "engine/report/replay_tables.hpp"
#include "engine/report/replay_text.hpp"
#include "fleets/fault.hpp"

namespace fleetfit {
namespace {

struct ReplayOptions {
  std::string scenario;
  std::vector<std::string> settings;
  std::string month;
  std::string sample{"1/1"};
  double day_hours{24.0};
  std::string trace;
  std::string replica;
  std::string requests_out;
  TraceOptions trace_options;
  std::int64_t limit{};
};

int run_trace(const ReplayOptions& asked, const CommonOptions& options) {
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const StatedPod stated = read_replica_file(asked.replica, catalog);
  const PodModel pod(stated, catalog, shipped_calibration(catalog), asked.replica);
  const std::unique_ptr<Trace> trace = open_trace(asked.trace, asked.trace_options);
  catch_interrupts();
  std::optional<RequestsFile> requests;
  if (!asked.requests_out.empty()) requests.emplace(asked.requests_out);
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
  write_page("--html", options.html, [&] { return replay_html(result); });
  write_result(replay_text(result), replay_json(result), options.json);
  return exit_ran;
}

[[noreturn]] void refuse(const std::string& option, const std::string& problem,
                         const std::string& remedy) {
  throw BadInput(
      {{.file = "command line", .line = 0, .key = option, .problem = problem, .remedy = remedy}});
}

int run_scenario(const ReplayOptions& asked, const CommonOptions& options) {
  const Catalog catalog = Catalog::find(
      {.folder = options.fleets, .scenario = asked.scenario, .executable = options.executable});
  std::vector<std::string> settings = asked.settings;
  if (!asked.month.empty()) settings.push_back("months.last=" + asked.month);
  const ReplaySpan span{.hours = asked.day_hours,
                        .sample = parse_sample(asked.sample),
                        .seed = asked.trace_options.seed};
  const LoadedWorld loaded = load_world(catalog, asked.scenario, settings);
  const Calibration calibration = shipped_calibration(catalog);
  const Device device = announced_device(options);
  ServingPlans plans(device, calibration);
  plans.prepare(loaded.world);
  const Projection projection = project(loaded.world, plans);
  catch_interrupts();
  const ReplayResult result = replay_assignments(loaded.world, projection, calibration, span,
                                                 device, {shown_share(), interrupted});
  write_page("--html", options.html, [&] { return replay_html(result); });
  write_result(replay_text(result), replay_json(result), options.json);
  return exit_ran;
}

/// No bound refuses what compares with nothing.
std::string is_no_nan(const std::string& text) {
  return std::isnan(std::strtod(text.c_str(), nullptr)) ? text + " is no number" : "";
}

int run(const ReplayOptions& asked, const CommonOptions& options) {
  const bool trace = !asked.trace.empty();
  if (trace == !asked.scenario.empty()) {
    refuse("replay", trace ? "a scenario and a --trace" : "neither a scenario nor a --trace",
           "give a scenario, or --trace FILE with --replica FILE");
  }
  if (trace && asked.replica.empty()) {
    refuse("--replica", "is missing beside --trace",
           "name a file that describes the replica, as fleets/replicas/affine.yaml");
  }
  return trace ? run_trace(asked, options) : run_scenario(asked, options);
}

}  // namespace

void add_replay_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command = program.add_subcommand(
      "replay", "What do requests experience, each of them replayed through its replica's steps?");
  auto asked = std::make_shared<ReplayOptions>();
  command->add_option(
      "scenario", asked->scenario,
      "Scenario file or name: a day of its last month, on the cards its plan needs");
  command->add_option("--set", asked->settings, "Change one value of the scenario; repeatable")
      ->type_name("PATH=VALUE")
      ->type_size(1)
      ->allow_extra_args(false);
  command->add_option("--month", asked->month, "Month of the scenario in place of its last")
      ->type_name("YYYY-MM");
  command->add_option("--day-hours", asked->day_hours, "Hours of the day to replay, from midnight")
      ->check(CLI::Range(0.01, 24.0))
      ->capture_default_str();
  command
      ->add_option("--sample", asked->sample,
                   "Replay a part of the replicas, with their part of the requests")
      ->type_name("1/N")
      ->capture_default_str();
  command
      ->add_option("--trace", asked->trace,
                   "Requests: CSV arrived_at,num_prefill_tokens,num_decode_tokens, Azure's CSV, "
                   "Mooncake's JSON lines, ServeGen's rates; plain or gzip")
      ->type_name("FILE");
  command
      ->add_option("--replica", asked->replica,
                   "The replica, or the router and its replicas (schemas/replica.schema.json)")
      ->type_name("FILE");
  command
      ->add_option(
          "--requests-out", asked->requests_out,
          "Write a row for each request: request,replica,ttft_us,tpot_us,e2e_us,preemptions")
      ->type_name("FILE");
  command
      ->add_option("--rate", asked->trace_options.rate,
                   "Requests (sessions) a second, where the trace has no times of arrival")
      ->check(CLI::PositiveNumber)
      ->check(is_no_nan)
      ->capture_default_str();
  command
      ->add_option("--hours", asked->trace_options.hours,
                   "Hours to make from ServeGen's statistics")
      ->check(CLI::PositiveNumber)
      ->check(is_no_nan)
      ->capture_default_str();
  command->add_option("--limit", asked->limit, "Stop after so many requests")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_option("--seed", asked->trace_options.seed, "Of times and lengths that are drawn")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  add_run_options(*command, options);
  add_html_option(*command, options);
  command->footer(
      "Examples: a trace on four replicas with a step cost of one's own; an hour of a scenario\n"
      "  fleetfit replay --trace fleets/traces/example.csv --replica "
      "fleets/replicas/affine.yaml --requests-out requests.csv\n"
      "  fleetfit replay deepseek-2025-02 --day-hours 1");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
