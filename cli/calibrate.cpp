#include <filesystem>
#include <memory>

#include "cli/command.hpp"
#include "cli/measurement_files.hpp"
#include "cli/output.hpp"
#include "cli/run_context_options.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/report/calibration_report.hpp"

namespace fleetfit {
namespace {

struct CalibrateOptions {
  std::vector<std::string> files;
  std::string out;
  std::string prior;
  RunContext context;
};

/// Empty: nothing is known before.
Calibration asked_prior(const Catalog& catalog, const std::string& prior) {
  if (prior == "none") return {};
  return prior.empty() ? shipped_calibration(catalog) : read_calibration(prior);
}

int run(const CalibrateOptions& asked, const CommonOptions& options) {
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const Calibration prior = asked_prior(catalog, asked.prior);
  const Measurements rows = read_measurement_files(asked.files, Recogniser(catalog), asked.context);
  const ValidationQuestion scoring{
      .catalog = &catalog, .scored = rows, .fitted_on = {}, .progress = {}};
  CalibrationReport report{.before = prior,
                           .after = {},
                           .scored_before = validate(scoring, prior),
                           .scored_after = {},
                           .file = asked.out};
  require_scored_rows(report.scored_before, asked.files);
  const FitQuestion question{.catalog = &catalog,
                             .rows = rows.rows,
                             .prior = prior.empty() ? nullptr : &prior,
                             .progress = shown_progress("fits without one llm:")};
  report.after = fit(question, prior.empty() ? SpreadBy::leaving_out_llms : SpreadBy::prior);
  report.scored_after = validate(scoring, report.after.calibration);
  write_page("--out", asked.out, [&] {
    Calibration written = report.after.calibration.without_uninformed();
    for (const std::string& file : asked.files) {
      written.sources.push_back(std::filesystem::path(file).filename().string());
    }
    return calibration_json(written).dump() + "\n";
  });
  write_result(calibration_text(report), calibration_report_json(report), options.json);
  return exit_ran;
}

}  // namespace

void add_calibrate_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command =
      program.add_subcommand("calibrate", "Fit the equations to measurements of your own");
  auto asked = std::make_shared<CalibrateOptions>();
  command
      ->add_option("files", asked->files,
                   "Measurements: CSV (plain or gzip), or the JSON of a benchmark tool")
      ->required()
      ->type_name("FILE");
  command->add_option("--out", asked->out, "Write the calibration to FILE, for --calibration")
      ->type_name("FILE");
  command
      ->add_option("--prior", asked->prior,
                   "Calibration to start from (else the one that came with the data files); none: "
                   "start from nothing, as that one did")
      ->type_name("FILE|none");
  add_run_context_options(*command, asked->context);
  add_fleets_option(*command, options);
  add_json_option(*command, options);
  command->footer(
      "A few rows of your own stack suffice: what they do not tell stays as it was.\n"
      "Example: the published measurements as if they were yours\n"
      "  fleetfit calibrate fleets/measurements/serving.csv --out mine.json");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
