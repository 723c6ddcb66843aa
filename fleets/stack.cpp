#include "fleets/stack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

namespace fleetfit {

namespace {

struct Version {
  int major{};
  int minor{};
  int patch{};
  friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

struct Month {
  int year{};
  int month{};
  friend constexpr auto operator<=>(const Month&, const Month&) = default;
};

/// Releases that perform alike: up to and including this version, or before this month.
struct Generation {
  const char* label;
  Version last;
  Month ends;
};

constexpr Version newest{1000, 0, 0};
constexpr Month open_end{9999, 1};

// Months: the release notes of the first version after. vLLM 0.4 came in April 2024, 0.7 in January
// 2025, 0.10 in July 2025, 0.14 in January 2026; SGLang 0.5.0 in August 2025, 0.5.6 in December
// 2025; TensorRT-LLM 0.10 in June 2024, 1.0 in September 2025.
constexpr std::array vllm{
    Generation{"2023", {0, 3, 999}, {2024, 1}}, Generation{"0.4-0.6", {0, 6, 999}, {2025, 1}},
    Generation{"0.7-0.9", {0, 9, 999}, {2025, 7}}, Generation{"0.10-0.13", {0, 13, 999}, {2026, 1}},
    Generation{"0.14+", newest, open_end}};
constexpr std::array sglang{Generation{"0.4", {0, 4, 999}, {2025, 8}},
                            Generation{"0.5.0-0.5.5", {0, 5, 5}, {2025, 12}},
                            Generation{"0.5.6+", newest, open_end}};
constexpr std::array trtllm{
    Generation{"0.9", {0, 9, 999}, {2024, 6}}, Generation{"0.14", {0, 999, 0}, {2025, 9}},
    Generation{"1.0", {1, 0, 999}, {2025, 10}}, Generation{"1.1+", newest, open_end}};

/// A round of MLPerf Inference and the month of its results.
struct Round {
  const char* label;
  Month results;
};

constexpr std::array rounds{Round{"mlperf4", {2024, 8}}, Round{"mlperf5", {2025, 9}}};

// Spreads experts over many nodes, as the fleets that plans are made for do.
constexpr const char* usual_sglang = "0.5.0-0.5.5";

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The numbers of the first "1.2" or "1.2.3" in a text.
std::optional<Version> version_in(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1]) || text[i - 1] == '.'))) continue;
    std::vector<int> parts;
    const char* at = text.c_str() + i;
    while (is_digit(*at) && parts.size() < 3) {
      char* end = nullptr;
      parts.push_back(static_cast<int>(std::strtol(at, &end, 10)));
      at = *end == '.' ? end + 1 : end;
      if (*end != '.') break;
    }
    if (parts.size() < 2) continue;
    parts.resize(3);
    return Version{parts[0], parts[1], parts[2]};
  }
  return std::nullopt;
}

/// The first year of this century in a text, and its month if given; else its middle.
std::optional<Month> month_in(const std::string& text) {
  for (std::size_t i = text.find("20"); i != std::string::npos; i = text.find("20", i + 1)) {
    const bool begins = i == 0 || (!is_digit(text[i - 1]) && text[i - 1] != '.');
    if (!begins || i + 4 > text.size() || !is_digit(text[i + 2]) || !is_digit(text[i + 3]))
      continue;
    if (i + 4 < text.size() && is_digit(text[i + 4])) continue;
    const int year = std::atoi(text.substr(i, 4).c_str());
    const bool has_month = i + 6 < text.size() && text[i + 4] == '-' && is_digit(text[i + 5]);
    const int month = has_month ? std::atoi(text.substr(i + 5, 2).c_str()) : 0;
    return Month{year, month >= 1 && month <= 12 ? month : 6};
  }
  return std::nullopt;
}

/// A list of several stacks' versions: what follows the name of this one.
std::string part_about(const std::string& stack, const std::string& version) {
  const std::string word = stack == "trtllm" ? "tensorrt-llm" : stack.substr(0, stack.find('_'));
  const std::size_t at = lower(version).find(word);
  return at == std::string::npos ? version : version.substr(at);
}

template <class Generations>
std::string label(const Generations& all, std::optional<Version> version,
                  std::optional<Month> month) {
  for (const Generation& generation : all) {
    if (version ? *version <= generation.last : month && *month < generation.ends) {
      return generation.label;
    }
  }
  return "";
}

template <class Generations>
std::vector<std::string> labels(const Generations& all) {
  std::vector<std::string> names;
  for (const Generation& generation : all) names.emplace_back(generation.label);
  return names;
}

constexpr double year_of(Month month) { return month.year + (month.month - 1) / 12.0; }

/// Middle of the months in which a generation was the newest. The first had half a year before it,
/// the last is as old as those before it were on average.
template <class Generations>
std::optional<double> year_in(const Generations& all, const std::string& name) {
  constexpr double half_of_first = 0.5;
  constexpr double half_of_last = 0.3;
  double begins = year_of(all.front().ends) - 2.0 * half_of_first;
  for (const Generation& generation : all) {
    const double ends =
        generation.ends == open_end ? begins + 2.0 * half_of_last : year_of(generation.ends);
    if (generation.label == name) return 0.5 * (begins + ends);
    begins = ends;
  }
  return std::nullopt;
}

bool is_listed(const std::string& stack, const std::string& generation) {
  const std::vector<std::string> all = stack_generations(stack);
  return std::find(all.begin(), all.end(), generation) != all.end();
}

}  // namespace

std::vector<std::string> stack_generations(const std::string& stack) {
  std::vector<std::string> names;
  if (stack.starts_with("sglang")) return labels(sglang);
  if (stack.starts_with("vllm")) names = labels(vllm);
  if (stack == "trtllm") names = labels(trtllm);
  if (!names.empty()) {
    for (const Round& round : rounds) names.emplace_back(round.label);
  }
  return names;
}

std::string stack_name(const std::string& text) {
  std::string words = lower(text);
  const auto has = [&](const char* word) { return words.find(word) != std::string::npos; };
  if (has("atom")) return "atom";
  if (has("tensorrt") || has("trtllm") || has("trt-llm")) return "trtllm";
  if (has("vllm-ascend") || has("vllm_ascend")) return "vllm_ascend";
  for (const char* stack : {"vllm", "sglang"}) {
    if (!has(stack)) continue;
    if (has("npu")) return fmt::format("{}_npu", stack);
    if (has("hcu")) return fmt::format("{}_hcu", stack);
    if (has("antgroup") || has("sglang_ant")) return "sglang_ant";
    return stack;
  }
  for (const char* stack : {"lmdeploy", "mindie", "tgi"}) {
    if (has(stack)) return stack;
  }
  return words;
}

std::optional<std::string> stated_generation(const std::string& stack, const std::string& text) {
  const std::vector<std::string> all = stack_generations(stack);
  if (text.empty() && stack.starts_with("sglang")) return usual_sglang;
  if (text.empty() && stack == "trtllm") return label(trtllm, newest, std::nullopt);
  if (text.empty() && stack.starts_with("vllm")) return label(vllm, newest, std::nullopt);
  if (all.empty() || is_listed(stack, text)) return text;
  // A range is a label, and of another stack: no release. A year stands alone.
  const bool range = text.find('-') != std::string::npos;
  const bool year = text.size() == 4 && month_in(text);
  if (range || !(year || version_in(text))) return std::nullopt;
  const std::string found = stack_generation(stack, text, "");
  return found.empty() ? std::nullopt : std::optional(found);
}

std::string how_to_name_generation(const std::string& stack) {
  return fmt::format("name a release, such as 0.5.3, or one of {}",
                     fmt::join(stack_generations(stack), ", "));
}

std::optional<double> generation_year(const std::string& stack, const std::string& generation) {
  if (!is_listed(stack, generation)) return std::nullopt;
  for (const Round& round : rounds) {
    if (round.label == generation) return year_of(round.results);
  }
  if (stack.starts_with("vllm")) return year_in(vllm, generation);
  return stack == "trtllm" ? year_in(trtllm, generation) : year_in(sglang, generation);
}

StackLimits stack_limits(const std::string& stack, const std::string& generation, RunKind kind) {
  constexpr double trtllm_batch = 2048.0;    // trtllm-bench and trtllm-build, max_batch_size
  constexpr double vllm_batch = 256.0;       // --max-num-seqs before 0.10 and on smaller cards
  constexpr double vllm_new_batch = 1024.0;  // the same on cards of 70 GB and more, V1
  constexpr double sglang_batch = 4096.0;    // bounded by memory first
  constexpr double usual_budget = 8192.0;
  constexpr double whole_prompts = 65536.0;  // no chunked prefill
  const bool old_vllm = stack == "vllm" && (generation == "2023" || generation == "0.4-0.6");
  const bool batch_256 = old_vllm || (stack == "vllm" && generation == "0.7-0.9");
  const bool whole = old_vllm || kind == RunKind::static_batch;
  StackLimits limits{.largest_batch = sglang_batch,
                     .token_budget = whole ? whole_prompts : usual_budget};
  if (stack == "trtllm") {
    // KvCacheConfig.free_gpu_memory_fraction; the scheduler's default GUARANTEED_NO_EVICT.
    limits.largest_batch = trtllm_batch;
    limits.takes_free_memory = true;
    limits.reserves_whole_answer = true;
  }
  if (stack.starts_with("vllm")) limits.largest_batch = batch_256 ? vllm_batch : vllm_new_batch;
  if (kind == RunKind::prefill) limits.token_budget = 2.0 * usual_budget;
  return limits;
}

bool reduces_in_switch(const std::string& stack) { return stack == "trtllm"; }

bool prompts_apart(const std::string& stack) { return stack.starts_with("sglang"); }

HostLaunches host_launches(const std::string& stack, const std::string& generation) {
  const bool built = generation.starts_with("0.") || generation.starts_with("mlperf");
  if (stack == "lmdeploy" || (stack == "trtllm" && built)) return HostLaunches::none;
  const bool eager = stack == "vllm_rocm" && generation == "0.4-0.6";
  const bool no_graphs = stack.starts_with("vllm") && generation == "2023";
  return eager || no_graphs ? HostLaunches::all : HostLaunches::with_prompts;
}

std::int32_t least_group(const std::string& stack, const std::string& generation) {
  return stack == "trtllm" && generation == "0.9" ? 8 : 1;
}

double expert_tile_rows(const std::string& stack) {
  constexpr double swapped = 32.0;
  return stack == "sglang_ant" ? swapped : 0.0;
}

bool overlaps_drafts(const std::string& stack, const std::string& generation) {
  return !stack.starts_with("sglang") || generation == "0.5.6+";
}

StackLimits tuned(StackLimits limits) {
  constexpr double as_many_as_fit = 4096.0;
  limits.largest_batch = as_many_as_fit;
  limits.reserves_whole_answer = false;
  return limits;
}

std::string stack_generation(const std::string& stack, const std::string& version,
                             const std::string& dated) {
  const std::optional<Version> number = version_in(part_about(stack, version));
  const std::optional<Month> month = month_in(version) ? month_in(version) : month_in(dated);
  // NVIDIA Dynamo numbers its runtime images 0.x; the TensorRT-LLM inside is 1.x.
  const bool dynamo = stack == "trtllm" && number && number->major == 0 && month >= Month{2025, 9};
  if (dynamo) return "1.1+";
  if (stack.starts_with("vllm")) return label(vllm, number, month);
  if (stack.starts_with("sglang")) return label(sglang, number, month);
  if (stack == "trtllm") return label(trtllm, number, month);
  if (number) return fmt::format("{}.{}", number->major, number->minor);
  return month ? fmt::format("{}", month->year) : "";
}

std::string audited_generation(const std::string& stack, const std::string& version,
                               const std::string& dated) {
  if (version.starts_with("MLPerf v4")) return "mlperf4";
  const bool own_build =
      version.starts_with("TensorRT 10") || version.find(".dev") != std::string::npos;
  return own_build ? "mlperf5" : stack_generation(stack, version, dated);
}

}  // namespace fleetfit
