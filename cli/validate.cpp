#include <map>
#include <memory>
#include <set>

#include "cli/command.hpp"
#include "cli/measurement_files.hpp"
#include "cli/output.hpp"
#include "cli/run_context_options.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/report/validation_html.hpp"
#include "engine/report/validation_json.hpp"
#include "engine/report/validation_markdown.hpp"
#include "engine/report/validation_text.hpp"

namespace fleetfit {
namespace {

struct ValidateOptions {
  std::vector<std::string> files;
  std::vector<std::string> fit_on;
  std::string left_out;
  std::string without;
  std::string calibration;
  std::string markdown;
  RunContext context;
};

const std::map<std::string, LeaveOut> left_out_words{{"", LeaveOut::nothing},
                                                     {"llm", LeaveOut::llm},
                                                     {"model", LeaveOut::llm},
                                                     {"card", LeaveOut::card},
                                                     {"setup", LeaveOut::setup}};

constexpr const char* published = "measurements/serving.csv";

/// The rows of --fit-on; else the scored ones, and the published ones that are not among them.
Measurements fitted_rows(const Catalog& catalog, const ValidateOptions& asked,
                         const Measurements& scored, const Recogniser& recogniser) {
  if (!asked.fit_on.empty()) return read_measurement_files(asked.fit_on, recogniser, asked.context);
  Measurements rows = scored;
  std::set<std::string> ids;
  for (const Measurement& row : rows.rows) ids.insert(row.id);
  const std::string file = (catalog.root() / published).string();
  for (Measurement& row : read_measurement_files({file}, recogniser, {}).rows) {
    if (ids.count(row.id) == 0) rows.rows.push_back(std::move(row));
  }
  return rows;
}

void require_fits(const ValidateOptions& asked) {
  if (asked.fit_on.empty() || !asked.left_out.empty() || !asked.without.empty()) return;
  throw BadInput({{.file = "command line",
                   .line = 0,
                   .key = "--fit-on",
                   .problem = "nothing is fitted",
                   .remedy = "add --leave-one-out or --without, or leave it out"}});
}

int run(const ValidateOptions& asked, const CommonOptions& options) {
  require_fits(asked);
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const Calibration calibration = asked.calibration.empty() ? shipped_calibration(catalog)
                                                            : read_calibration(asked.calibration);
  const Recogniser recogniser(catalog);
  ValidationQuestion question{
      .catalog = &catalog,
      .scored = read_measurement_files(asked.files, recogniser, asked.context),
      .fitted_on = {},
      .left_out = left_out_words.at(asked.left_out),
      .without = term_of(asked.without),
      .progress = shown_progress(
          asked.left_out.empty() ? "fits:" : "fits without one " + asked.left_out + ":")};
  if (question.left_out != LeaveOut::nothing || question.without) {
    question.fitted_on = fitted_rows(catalog, asked, question.scored, recogniser);
  }
  const Validation validation = validate(question, calibration);
  require_scored_rows(validation, asked.files);
  write_page("--markdown", asked.markdown, [&] { return validation_markdown(validation); });
  write_page("--html", options.html, [&] { return validation_html(validation); });
  write_result(validation_text(validation), validation_json(validation), options.json);
  return exit_ran;
}

}  // namespace

void add_validate_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command = program.add_subcommand(
      "validate", "How far is what fleetfit predicts from what was measured?");
  auto asked = std::make_shared<ValidateOptions>();
  command
      ->add_option("files", asked->files,
                   "Measurements: CSV (plain or gzip), or the JSON of a benchmark tool")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--leave-one-out", asked->left_out,
                   "Score each llm, each card, or each tenth of the set-ups by a fit that did not "
                   "see it: llm, model, card or setup")
      ->check(CLI::IsMember({"llm", "model", "card", "setup"}))
      ->type_name("WHAT");
  command
      ->add_option("--without", asked->without,
                   "Refit with one term of the calibration held where it starts: what it removes")
      ->check(CLI::IsMember(term_names()))
      ->type_name("TERM");
  command
      ->add_option("--fit-on", asked->fit_on,
                   "Files to fit on for --leave-one-out and --without (else the scored files and "
                   "the published measurements)")
      ->type_name("FILE");
  command
      ->add_option("--calibration", asked->calibration,
                   "Calibration to score with (else the one that came with the data files)")
      ->type_name("FILE");
  add_run_context_options(*command, asked->context);
  add_fleets_option(*command, options);
  add_json_option(*command, options);
  add_html_option(*command, options);
  command->add_option("--markdown", asked->markdown, "Write the tables as Markdown to FILE")
      ->type_name("FILE");
  command->footer(
      "Example: the published measurements, each llm by a fit without it\n"
      "  fleetfit validate fleets/measurements/serving.csv --leave-one-out llm --html report.html");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
