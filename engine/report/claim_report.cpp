#include "engine/report/claim_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/layout_text.hpp"
#include "engine/report/report_json.hpp"
#include "engine/report/table.hpp"
#include "engine/report/wording.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_names[format_count] = {"bf16", "fp8", "int8", "fp4", "int4"};
constexpr const char* quantity_names[] = {"input_rate", "output_rate", "total_rate", "ttft",
                                          "tpot"};
constexpr const char* phase_names[] = {"aggregated", "prefill", "decode"};
constexpr const char* phase_words[] = {"prefill and decode on the same cards", "prefill alone",
                                       "decode alone"};
constexpr const char* metric_names[] = {"per_card_total_tok_s",
                                        "per_card_in_tok_s",
                                        "per_card_out_tok_s",
                                        "ttft_ms",
                                        "tpot_ms",
                                        "e2e_s"};
constexpr const char* metric_units[] = {
    "total tok/s a card", "input tok/s a card", "output tok/s a card", "ms TTFT", "ms TPOT",
    "s end to end"};
constexpr const char* kind_words[] = {"static batch", "prefill",     "decode", "in flight",
                                      "burst",        "closed loop", "server"};

const char* unit_of(Metric metric) { return metric_units[static_cast<int>(metric)]; }

std::string number_text(Metric metric, double value) {
  return is_latency(metric) ? fmt::format("{:.2f}", value) : rate_text(value);
}

std::string with_unit(Metric metric, double value) {
  return fmt::format("{} {}", number_text(metric, value), unit_of(metric));
}

/// "4.60 times", "85.0 % of".
std::string times_text(double ratio) {
  return ratio >= 1.0 ? fmt::format("{:.2f} times", ratio) : percent_text(ratio) + " of";
}

std::string interval_text(const ClaimReading& r) {
  return fmt::format("{} to {}", number_text(r.metric, r.estimate.low),
                     number_text(r.metric, r.estimate.high));
}

/// The verdict and what it rests on, without the value.
std::string judgement(const ClaimReading& r) {
  const bool latency = is_latency(r.metric);
  const std::string expected = fmt::format("{} the expected {}", times_text(r.ratio),
                                           number_text(r.metric, r.estimate.value));
  switch (r.verdict) {
    case ClaimVerdict::impossible:
      if (!r.reason.empty()) return r.reason;
      return fmt::format("is {} the physical bound of {}", times_text(r.claimed / r.bound),
                         number_text(r.metric, r.bound));
    case ClaimVerdict::doubtful_high:
      return fmt::format("is {}, {} the 80 % interval of {}", expected, latency ? "below" : "above",
                         interval_text(r));
    case ClaimVerdict::plausible:
      return fmt::format("is {}, inside the 80 % interval of {}", expected, interval_text(r));
    case ClaimVerdict::low:
      return fmt::format("is {}, slower than the 80 % interval of {}", expected, interval_text(r));
    case ClaimVerdict::not_judged:
      return r.reason;
  }
  return "";
}

constexpr const char* heads[] = {"IMPOSSIBLE", "DOUBTFUL", "PLAUSIBLE", "LOW", "NOT JUDGED"};
constexpr const char* verdict_words[] = {"impossible", "doubtful", "plausible", "low",
                                         "not judged"};

std::string headline(const ClaimReading& r) {
  const char* head = heads[static_cast<int>(r.verdict)];
  if (!r.reason.empty()) return fmt::format("{}: {}\n", head, r.reason);
  return fmt::format("{}: {} {}\n", head, with_unit(r.metric, r.claimed), judgement(r));
}

std::string lengths_text(const Measurement& row) {
  return row.output_tokens > 0.0 ? fmt::format("{:g}/{:g}", row.input_tokens, row.output_tokens)
                                 : fmt::format("{:g}", row.input_tokens);
}

std::string format_text(const Measurement& row) {
  return format_names[static_cast<int>(row.precision.expert_weights)];
}

bool is_at_any_load(const Claim& claim, const ClaimReading& r) {
  return is_latency(r.metric) && claim.concurrency == 0.0 && r.phase != ClaimedPhase::prefill;
}

std::string load_text(const Claim& claim, const ClaimReading& r) {
  if (claim.concurrency > 0.0) return fmt::format("{:g} requests in flight", claim.concurrency);
  if (is_at_any_load(claim, r)) return "any number of requests in flight";
  return r.phase == ClaimedPhase::prefill ? "prompts in full passes"
                                          : "as many requests in flight as memory holds";
}

std::string run_text(const Claim& claim, const ClaimReading& r) {
  const std::string layout = claim.layout
                                 ? layout_text(r.row.main.layout)
                                 : fmt::format("{}, the best of {} layouts",
                                               layout_text(r.row.main.layout), r.layouts_tried);
  std::string stack = claim.stack.empty() ? "stack not stated" : claim.stack;
  if (!claim.version.empty()) stack += " " + claim.version;
  return fmt::format(
      "  run            {} on {:g} x {}, weights {}, KV {}, {}\n"
      "                 {} tokens, {}, {}{}\n",
      claim.llm, claim.cards, claim.card, format_text(r.row),
      format_names[static_cast<int>(r.row.precision.kv)], stack, lengths_text(r.row),
      load_text(claim, r), layout, claim.speculative ? ", speculative decoding" : "");
}

std::string numbers_text(const ClaimReading& r) {
  std::string text = fmt::format("  claimed        {}\n", with_unit(r.metric, r.claimed));
  if (r.estimate.value <= 0.0) return text;
  text += fmt::format(
      "  expected       {} (80 %: {}){}\n", with_unit(r.metric, r.estimate.value), interval_text(r),
      r.estimate.extrapolated ? "; extrapolated: the calibration saw no such card" : "");
  if (r.bound > 0.0) {
    text += fmt::format("  physical bound {}: every operator at its datasheet peak\n",
                        with_unit(r.metric, r.bound));
  }
  return text;
}

/// What the claim would need, and what was not assumed in its favour.
std::string why_text(const Claim& claim, const ClaimReading& r) {
  if (r.estimate.value <= 0.0) return "";
  const double slower = is_latency(r.metric) ? r.ratio : 1.0 / r.ratio;
  std::string text = fmt::format(
      "  why            it takes {} of peak arithmetic (MFU) and {} of bandwidth (MBU); expected\n"
      "                 are {} and {}\n",
      percent_text(r.implied_mfu), percent_text(r.implied_mbu),
      percent_text(slower * r.implied_mfu), percent_text(slower * r.implied_mbu));
  const bool too_good =
      r.verdict == ClaimVerdict::impossible || r.verdict == ClaimVerdict::doubtful_high;
  if (too_good && !claim.speculative && r.phase != ClaimedPhase::prefill) {
    text += "                 speculative decoding is not assumed; say MTP if it was on\n";
  }
  return text;
}

const char* direction_word(const ClaimReading& r) {
  constexpr const char* words[] = {"input tokens", "output tokens", "input and output tokens",
                                   "time to first token", "time per output token"};
  return words[static_cast<int>(r.quantity)];
}

std::string reading_name(const ClaimReading& r) {
  return fmt::format("{}, {}", direction_word(r), phase_words[static_cast<int>(r.phase)]);
}

std::string readings_text(const Claim& claim, const ClaimCheck& check) {
  std::string text = fmt::format("\nRead as {}\n", reading_name(check.taken));
  if (is_at_any_load(claim, check.taken)) {
    text += "  no concurrency is stated: any load from one user alone to full memory\n";
  }
  for (const ClaimReading& r : check.others) {
    text += fmt::format("  as {}: {}, {}\n", reading_name(r),
                        verdict_words[static_cast<int>(r.verdict)], judgement(r));
  }
  if (!check.others.empty()) {
    text += "  say prefill only, decode only or aggregated, in, out or total to choose\n";
  }
  return text;
}

std::string published_text(const ClaimCheck& check) {
  if (check.published.empty()) return "\nNothing was published that tells this of any run\n";
  Table table({"card", "llm", "cards", "layout", "format", "tokens", "load", "in flight",
               unit_of(check.taken.metric), "of claim", "id"},
              2);
  for (const NearMeasurement& near : check.published) {
    const Measurement& m = near.row;
    table.add({m.card, m.llm, fmt::format("{:g}", m.cards), layout_text(m.main.layout),
               format_text(m), lengths_text(m), kind_words[static_cast<int>(m.kind)],
               m.main.concurrency > 0.0 ? fmt::format("{:g}", m.main.concurrency) : "-",
               number_text(check.taken.metric, near.value),
               fmt::format("{:.2f}", near.value / check.taken.claimed), m.id});
  }
  std::string text = "\nNearest published runs\n" + table.text();
  for (const NearMeasurement& near : check.published) {
    text += fmt::format("  {}: {}\n", near.row.id, near.row.source);
  }
  return text;
}

Json reading_json(const ClaimReading& r) {
  const bool predicted = r.estimate.value > 0.0;
  return {{"verdict", word_for(r.verdict)},
          {"reason", r.reason},
          {"quantity", quantity_names[static_cast<int>(r.quantity)]},
          {"phase", phase_names[static_cast<int>(r.phase)]},
          {"metric", metric_names[static_cast<int>(r.metric)]},
          {"claimed", r.claimed},
          {"predicted", predicted ? Json(r.estimate.value) : Json()},
          {"low", predicted ? Json(r.estimate.low) : Json()},
          {"high", predicted ? Json(r.estimate.high) : Json()},
          {"bound", r.bound > 0.0 ? Json(r.bound) : Json()},
          {"ratio", predicted ? Json(r.ratio) : Json()},
          {"mfu", predicted ? Json(r.implied_mfu) : Json()},
          {"mbu", predicted ? Json(r.implied_mbu) : Json()},
          {"extrapolated", r.estimate.extrapolated},
          {"layout", layout_json(r.row.main.layout)},
          {"layouts_tried", r.layouts_tried}};
}

Json published_json(const NearMeasurement& near, const ClaimReading& taken) {
  const Measurement& m = near.row;
  return {{"id", m.id},
          {"card", m.card},
          {"llm", m.llm},
          {"cards", m.cards},
          {"layout", layout_json(m.main.layout)},
          {"format", format_text(m)},
          {"input_tokens", m.input_tokens},
          {"output_tokens", m.output_tokens},
          {"kind", kind_words[static_cast<int>(m.kind)]},
          {"concurrency", m.main.concurrency},
          {"value", near.value},
          {"ratio", near.value / taken.claimed},
          {"distance", near.distance},
          {"source", m.source}};
}

}  // namespace

std::string claim_gauge(const ClaimReading& r) {
  constexpr int width = 60;
  std::vector<double> marks{r.claimed, r.estimate.low, r.estimate.high};
  if (r.bound > 0.0) marks.push_back(r.bound);
  const auto [least, most] = std::minmax_element(marks.begin(), marks.end());
  constexpr double margin = 1.2;
  const double low = std::log(*least / margin);
  const double span = std::log(*most * margin) - low;
  const auto column = [&](double value) {
    return static_cast<std::size_t>(std::lround((std::log(value) - low) / span * (width - 1)));
  };
  std::string scale(width, '.');
  std::fill(scale.begin() + static_cast<std::ptrdiff_t>(column(r.estimate.low)),
            scale.begin() + static_cast<std::ptrdiff_t>(column(r.estimate.high)) + 1, '=');
  scale[column(r.estimate.value)] = '|';
  if (r.bound > 0.0) scale[column(r.bound)] = '#';
  const std::string edge = number_text(r.metric, *least / margin);
  const std::string pointer(edge.size() + column(r.claimed), ' ');
  return fmt::format("  {} {} {}, logarithmic\n   {}^ claim   = expected 80 %{}\n", edge, scale,
                     with_unit(r.metric, *most * margin), pointer,
                     r.bound > 0.0 ? "   # physical bound" : "");
}

std::string claim_text(const Claim& claim, const ClaimCheck& check) {
  const ClaimReading& taken = check.taken;
  std::string text = headline(taken) + "\n" + run_text(claim, taken) + numbers_text(taken) +
                     why_text(claim, taken);
  if (taken.estimate.value > 0.0) text += "\n" + claim_gauge(taken);
  return text + readings_text(claim, check) + published_text(check);
}

Json claim_json(const Claim& claim, const ClaimCheck& check) {
  Json others = Json::array();
  for (const ClaimReading& r : check.others) others.push_back(reading_json(r));
  Json published = Json::array();
  for (const NearMeasurement& near : check.published) {
    published.push_back(published_json(near, check.taken));
  }
  Json json{{"version", std::string(version)},
            {"card", claim.card},
            {"llm", claim.llm},
            {"cards", claim.cards},
            {"input_tokens", claim.input_tokens},
            {"output_tokens", claim.output_tokens},
            {"concurrency", claim.concurrency},
            {"stack", claim.stack},
            {"stack_version", claim.version},
            {"weights", format_text(check.taken.row)},
            {"kv", format_names[static_cast<int>(check.taken.row.precision.kv)]},
            {"speculative", claim.speculative}};
  json.update(reading_json(check.taken));
  json["other_readings"] = others;
  json["published"] = published;
  return json;
}

}  // namespace fleetfit
