#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/report/throughput_page.hpp"
#include "engine/report/throughput_report.hpp"
#include "engine/throughput/layouts.hpp"
#include "fleets/stack.hpp"
#include "fleets/world_reader.hpp"

namespace fleetfit {
namespace {

struct ThroughputOptions {
  std::vector<std::string> cards;  // the first is the one asked about
  std::string llm;
  std::string workload;
  double input{};
  double output{};
  double ttft_ms{std::numeric_limits<double>::infinity()};
  double tpot_ms{std::numeric_limits<double>::infinity()};
  std::string dtype;
  std::string layout;
  int token_budget{8192};
  int largest_replica{320};
  std::string stack{"sglang"};
  std::string stack_generation;
  std::string calibration;
  bool together{};
  bool sweep{};
};

// Of requests that must meet the limits where a workload does not say.
constexpr double usual_percentile = 0.95;

const std::map<std::string, Format> formats{{"bf16", Format::bf16},
                                            {"fp8", Format::fp8},
                                            {"int8", Format::int8},
                                            {"fp4", Format::fp4},
                                            {"int4", Format::int4}};

[[noreturn]] void refuse(const std::string& option, const std::string& problem,
                         const std::string& remedy) {
  throw BadInput(
      {{.file = "command line", .line = 0, .key = option, .problem = problem, .remedy = remedy}});
}

/// The degree that a word like "tp" names; nothing for another word.
std::int32_t* degree_of(Layout& layout, const std::string& word) {
  if (word == "tp") return &layout.tp;
  if (word == "dp") return &layout.dp;
  if (word == "pp") return &layout.pp;
  return word == "ep" ? &layout.ep : nullptr;
}

/// "tp8pp2", "TP4 DP8 EP32"; what is not named is 1.
Layout parse_layout(const std::string& text) {
  constexpr std::size_t word_length = 2;
  constexpr std::size_t most_digits = 4;
  Layout layout;
  std::string left;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      left += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  while (!left.empty()) {
    std::int32_t* degree = degree_of(layout, left.substr(0, word_length));
    const std::size_t end =
        std::min(left.find_first_not_of("0123456789", word_length), left.size());
    const std::size_t digits = end > word_length ? end - word_length : 0;
    const bool good = degree != nullptr && digits > 0 && digits <= most_digits;
    if (good) *degree = std::stoi(left.substr(word_length, digits));
    if (!good || *degree == 0) {
      refuse("--layout", fmt::format("{} is not a layout", text),
             "write it as tp8, tp4pp2 or dp32ep32");
    }
    left.erase(0, end);
  }
  if (layout.ep != 1 && layout.ep != layout.tp * layout.dp) {
    refuse("--layout", fmt::format("ep{} with tp{} and dp{}", layout.ep, layout.tp, layout.dp),
           fmt::format("experts spread over all cards of a stage: ep{}", layout.tp * layout.dp));
  }
  if (layout.dp > 1 && layout.ep == 1) {
    refuse("--layout", fmt::format("dp{} without ep", layout.dp),
           "ranks that share nothing are replicas of their own: leave dp out");
  }
  return layout;
}

Workload asked_workload(const Catalog& catalog, const ThroughputOptions& asked) {
  Workload workload;
  if (!asked.workload.empty()) {
    workload = load_workload(catalog, asked.workload);
  } else {
    workload.name = fmt::format("{:g}/{:g}", asked.input, asked.output);
    workload.input_tokens = asked.input;
    workload.output_tokens = asked.output;
    // Without a TTFT limit nobody minds a queue: full load, and TTFT without waiting.
    workload.slo_percentile = std::isinf(asked.ttft_ms) ? 0.0 : usual_percentile;
    workload.ttft_limit = Seconds{std::numeric_limits<double>::infinity()};
    workload.tpot_limit = Seconds{std::numeric_limits<double>::infinity()};
  }
  constexpr double milli = 1e-3;
  if (asked.ttft_ms < std::numeric_limits<double>::infinity()) {
    workload.ttft_limit = Seconds{milli * asked.ttft_ms};
  }
  if (asked.tpot_ms < std::numeric_limits<double>::infinity()) {
    workload.tpot_limit = Seconds{milli * asked.tpot_ms};
  }
  return workload;
}

/// The shipped one, another file, or none.
Calibration asked_calibration(const Catalog& catalog, const std::string& asked) {
  if (asked == "none") return {};
  return asked.empty() ? shipped_calibration(catalog) : read_calibration(asked);
}

Stack asked_stack(const ThroughputOptions& asked) {
  const auto generation = stated_generation(asked.stack, asked.stack_generation);
  if (!generation) {
    refuse("--stack-generation",
           fmt::format("{} has no generation {}", asked.stack, asked.stack_generation),
           how_to_name_generation(asked.stack));
  }
  return {asked.stack, *generation};
}

CardEntry asked_card(const Catalog& catalog, const std::string& name) {
  CardEntry card = load_card(catalog, name);
  if (!card.llm_capable) {
    refuse("--card", fmt::format("{} carries no llm", card.name),
           "choose a card with memory for one: fleetfit catalog cards");
  }
  return card;
}

ThroughputQuestion question_of(const Catalog& catalog, const ThroughputOptions& asked) {
  ThroughputQuestion question{.card = asked_card(catalog, asked.cards.front()),
                              .llm = load_llm(catalog, asked.llm),
                              .workload = asked_workload(catalog, asked),
                              .rules = {.disaggregation = !asked.together && asked.layout.empty(),
                                        .token_budget = asked.token_budget,
                                        .largest_replica = asked.largest_replica},
                              .layout = std::nullopt,
                              .calibration = asked_calibration(catalog, asked.calibration),
                              .stack = asked_stack(asked)};
  if (!asked.dtype.empty()) {
    question.llm.checkpoint = formats.at(asked.dtype);
    question.llm.expert_checkpoint = formats.at(asked.dtype);
  }
  if (!asked.layout.empty()) question.layout = parse_layout(asked.layout);
  const std::int32_t experts = most_experts(question.llm.llm);
  if (question.layout && question.layout->ep > std::max(experts, 1)) {
    refuse("--layout",
           fmt::format("ep{} for {} experts of {}", question.layout->ep, experts, asked.llm),
           experts == 0 ? "a dense llm has no experts: leave dp and ep out"
                        : "spread experts over at most as many cards");
  }
  return question;
}

/// A front of each card.
std::vector<SweepPoint> asked_sweep(const Catalog& catalog, const ThroughputOptions& asked,
                                    ThroughputQuestion question) {
  std::vector<SweepPoint> sweep;
  if (!asked.sweep) return sweep;
  for (const std::string& card : asked.cards) {
    question.card = asked_card(catalog, card);
    const std::vector<SweepPoint> front = pareto_sweep(question);
    sweep.insert(sweep.end(), front.begin(), front.end());
  }
  return sweep;
}

int run(const ThroughputOptions& asked, const CommonOptions& options) {
  if (asked.cards.size() > 1 && !asked.sweep) {
    refuse("--card", fmt::format("{} cards", asked.cards.size()),
           "name one, or compare them with --sweep");
  }
  if (std::isnan(asked.ttft_ms) || std::isnan(asked.tpot_ms)) {
    refuse("--ttft, --tpot", "nan is not a time", "give milliseconds above 0");
  }
  // Written so that nan, which compares with nothing, is refused too.
  if (asked.workload.empty() && !(asked.input > 0.0 && asked.output > 0.0)) {
    refuse("--workload", "the requests are not described",
           "give --input and --output in tokens, or --workload");
  }
  const Catalog catalog =
      Catalog::find({.folder = options.fleets, .scenario = "", .executable = options.executable});
  const ThroughputQuestion question = question_of(catalog, asked);
  const ThroughputAnswer answer = throughput(question, announced_device(options));
  const std::vector<SweepPoint> sweep = asked_sweep(catalog, asked, question);
  write_result(throughput_text(question, answer, sweep), throughput_json(question, answer, sweep),
               options.json);
  if (!options.html.empty()) {
    write_page("--html", options.html, [&] { return throughput_page(question, answer, sweep); });
  }
  const bool carried = answer.plan.requests_per_second_per_card > 0.0;
  return options.exit_code && !carried ? exit_does_not_fit : exit_ran;
}

void add_question_options(CLI::App& command, ThroughputOptions& asked) {
  const CLI::Range positive(1e-9, 1e9);
  command.add_option("--card", asked.cards, "Card, by name or alias; several with --sweep")
      ->required()
      ->type_name("CARD ...");
  command.add_option("--llm", asked.llm, "Llm by name or alias, or a Hugging Face config.json")
      ->required();
  auto* input = command.add_option("--input", asked.input, "Mean input of a request, tokens")
                    ->check(positive);
  auto* output = command.add_option("--output", asked.output, "Mean output of a request, tokens")
                     ->check(positive);
  command.add_option("--workload", asked.workload, "Workload, by name, in place of lengths")
      ->excludes(input)
      ->excludes(output);
  command.add_option("--ttft", asked.ttft_ms, "Limit of the time to first token, ms")
      ->check(positive);
  command.add_option("--tpot", asked.tpot_ms, "Limit of the time per output token, ms")
      ->check(positive);
  command.add_option("--dtype", asked.dtype, "Format of the weights in place of the llm's own")
      ->check(CLI::IsMember(formats));
  command.add_option("--layout", asked.layout, "Only this layout: tp8, tp4pp2, dp32ep32");
  command.add_option("--token-budget", asked.token_budget, "Tokens a step and rank at most")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
  command.add_option("--largest-replica", asked.largest_replica, "Cards of a replica at most")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command.add_option("--stack", asked.stack, "Serving stack: sglang, vllm, trtllm, …")
      ->capture_default_str();
  command
      .add_option("--stack-generation", asked.stack_generation,
                  "Its generation, by a release or as the calibration names it: 0.5.3, or "
                  "0.5.0-0.5.5 (else 0.5.0-0.5.5 of sglang, the newest of others)")
      ->type_name("RELEASE");
  command
      .add_option("--calibration", asked.calibration,
                  "Calibration in place of the one that came with the data files; none: without")
      ->type_name("FILE|none");
  command.add_flag("--together", asked.together, "Prefill and decode on the same replica only");
  command.add_flag("--sweep", asked.sweep,
                   "Add the Pareto front over layouts and batches, of each card");
}

}  // namespace

void add_throughput_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command =
      program.add_subcommand("throughput", "What should one card deliver on this llm?");
  auto asked = std::make_shared<ThroughputOptions>();
  add_question_options(*command, *asked);
  add_run_options(*command, options);
  add_html_option(*command, options);
  command->footer(
      "Example: DeepSeek-R1 on H20, 4096 tokens in and 1536 out, 50 ms a token\n"
      "  fleetfit throughput --card H20 --llm DeepSeek-R1 --input 4096 --output 1536 --tpot 50\n"
      "Example: which card serves Qwen3-32B fastest, and which most\n"
      "  fleetfit throughput --card H20-96GB PPU-ZW810E Ascend-910C --llm Qwen3-32B --input 3000 "
      "--output 1000 --sweep --html sweep.html");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
