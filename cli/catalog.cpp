#include <map>
#include <memory>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "engine/report/catalog_report.hpp"

namespace fleetfit {
namespace {

const std::map<std::string, Kind> kinds{
    {"cards", Kind::cards},         {"llms", Kind::llms},   {"workloads", Kind::workloads},
    {"operators", Kind::operators}, {"mixes", Kind::mixes}, {"scenarios", Kind::scenarios}};

struct CatalogOptions {
  std::string kind;
  std::string name;
};

int run(const CatalogOptions& asked, const CommonOptions& options) {
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const Kind kind = kinds.at(asked.kind);
  if (asked.name.empty()) {
    write_result(catalog_list_text(catalog, kind), catalog_list_json(catalog, kind), options.json);
  } else {
    write_result(catalog_entry_text(catalog, kind, asked.name),
                 catalog_entry_json(catalog, kind, asked.name), options.json);
  }
  return exit_ran;
}

}  // namespace

void add_catalog_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command =
      program.add_subcommand("catalog", "What the data files hold, each value with its source");
  auto asked = std::make_shared<CatalogOptions>();
  command->add_option("kind", asked->kind, "cards, llms, workloads, operators, mixes or scenarios")
      ->required()
      ->check(CLI::IsMember(kinds))
      ->type_name("KIND");
  command->add_option("name", asked->name,
                      "One entry by name or alias; for llms also a Hugging Face config.json");
  add_fleets_option(*command, options);
  add_json_option(*command, options);
  command->footer(
      "Example: what is known of the PPU, and from where\n"
      "  fleetfit catalog cards PPU-ZW810E");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
