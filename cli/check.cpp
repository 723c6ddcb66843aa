#include <array>
#include <memory>

#include "cli/command.hpp"
#include "cli/measurement_files.hpp"
#include "cli/output.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/claims/claim_check.hpp"
#include "engine/report/claim_report.hpp"

namespace fleetfit {
namespace {

constexpr const char* published = "measurements/serving.csv";

/// An option that states one part of a claim.
struct PartOption {
  const char* key;  // as in a claim file
  const char* option;
  const char* help;
};

constexpr std::array part_options{
    PartOption{"card", "--card", "Card, as people write it"},
    PartOption{"llm", "--llm", "Llm or checkpoint, as people write it"},
    PartOption{"cards", "--cards", "Cards of the instance"},
    PartOption{"layout", "--layout", "tp8, tp4pp2 or dp8ep8 (else whichever is best)"},
    PartOption{"input", "--input", "Mean input of a request, tokens"},
    PartOption{"output", "--output", "Mean output of a request, tokens"},
    PartOption{"concurrency", "--concurrency", "Requests in flight in the instance"},
    PartOption{"dtype", "--dtype", "Format of the weights: bf16, fp8, int8, fp4, nvfp4, int4"},
    PartOption{"kv_dtype", "--kv-dtype", "Format of the KV cache"},
    PartOption{"stack", "--stack", "Serving stack: vllm, sglang, trtllm, …"},
    PartOption{"version", "--stack-version", "Its release: 0.11.0"},
    PartOption{"phase", "--phase", "aggregated, prefill or decode"},
    PartOption{"value", "--value", "What is claimed: 16500 or 16.5k"},
    PartOption{"unit", "--unit", "Its unit: \"in tok/s\", \"tok/s/GPU\", \"ms TPOT\""}};

struct CheckOptions {
  std::string claim;
  std::string file;
  std::array<std::string, part_options.size()> parts;
  std::string calibration;
};

ClaimWords option_words(const CheckOptions& asked) {
  ClaimWords words;
  for (std::size_t i = 0; i < part_options.size(); ++i) {
    if (asked.parts[i].empty()) continue;
    ClaimWord& word = words[part_options[i].key];
    word.text = asked.parts[i];
    word.at.file = "command line";
    word.key = part_options[i].option;
  }
  return words;
}

/// Text, file and options together; two that differ are a fault.
Claim asked_claim(const CheckOptions& asked, const Catalog& catalog, const Recogniser& recogniser) {
  Faults faults;
  ClaimWords words = claim_words(asked.claim, recogniser, faults);
  if (!asked.file.empty()) words.merge(claim_file_words(asked.file, catalog, faults));
  for (const auto& [key, word] : option_words(asked)) {
    const auto [stated, is_new] = words.emplace(key, word);
    if (is_new || stated->second.text == word.text) continue;
    faults.add(word.at, word.key, "the claim says " + stated->second.text + " already",
               "leave one of them out");
  }
  if (words.empty() && faults.empty()) {
    throw BadInput({{.file = "command line",
                     .line = 0,
                     .key = "",
                     .problem = "no claim is given",
                     .remedy = "for example: fleetfit check \"8xH20, DeepSeek-R1, 4096/1536, "
                               "16.5k in tok/s\""}});
  }
  return claim_of(words, recogniser, std::move(faults));
}

int run(const CheckOptions& asked, const CommonOptions& options) {
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const Recogniser recogniser(catalog);
  const Claim claim = asked_claim(asked, catalog, recogniser);
  const Calibration calibration = asked.calibration.empty() ? shipped_calibration(catalog)
                                                            : read_calibration(asked.calibration);
  const Measurements rows =
      read_measurement_files({(catalog.root() / published).string()}, recogniser, {});
  const ClaimCheck check = check_claim(claim, catalog, calibration, rows.rows);
  write_result(claim_text(claim, check), claim_json(claim, check), options.json);
  const ClaimVerdict verdict = check.taken.verdict;
  const bool doubted =
      verdict == ClaimVerdict::impossible || verdict == ClaimVerdict::doubtful_high;
  return options.exit_code && doubted ? exit_does_not_fit : exit_ran;
}

}  // namespace

void add_check_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command = program.add_subcommand("check", "Is a claimed throughput plausible?");
  auto asked = std::make_shared<CheckOptions>();
  auto* text = command->add_option("claim", asked->claim, "The claim in words, parts by commas")
                   ->type_name("CLAIM");
  command->add_option("--file", asked->file, "The claim in a YAML file")
      ->type_name("FILE")
      ->excludes(text);
  for (std::size_t i = 0; i < part_options.size(); ++i) {
    command->add_option(part_options[i].option, asked->parts[i], part_options[i].help);
  }
  command
      ->add_option("--calibration", asked->calibration,
                   "Calibration to judge by (else the one that came with the data files)")
      ->type_name("FILE");
  add_fleets_option(*command, options);
  add_json_option(*command, options);
  command->add_flag("--exit-code", options.exit_code,
                    "Exit with 1 when the claim is impossible or doubtful");
  command->footer(
      "Examples: a node of H20, a rate of each card, a latency, and the same in options\n"
      "  fleetfit check \"H20, DeepSeek-R1, 8 cards, 4096/1536, 16.5k in tok/s\"\n"
      "  fleetfit check \"8xB200, Kimi-K2.5 NVFP4, 1024/1024, c64, tp8, 884 tok/s/GPU\"\n"
      "  fleetfit check \"H100, Llama-3.1-8B FP8, 1 card, 1024/256, c16, vLLM 0.11, TPOT 8 ms\"\n"
      "  fleetfit check --card H20 --llm DeepSeek-R1 --cards 8 --input 4096 --output 1536 \\\n"
      "                 --value 16.5k --unit \"in tok/s\"");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
