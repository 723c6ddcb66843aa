#include "engine/report/catalog_report.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "engine/report/table.hpp"
#include "engine/report/wording.hpp"
#include "fleets/nearest.hpp"
#include "fleets/world_reader.hpp"
#include "kernels/roofline/llm.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

constexpr double billion = 1e9;

/// An entry by name or alias, or a file by its path.
const Entry& find_entry(const Catalog& catalog, Kind kind, const std::string& name) {
  const std::optional<std::string> known = catalog.name_of(kind, name);
  const bool is_file = !known && std::filesystem::is_regular_file(name);
  if (!known && !is_file) {
    throw BadInput({{.file = catalog.root().string() + "/" + folder_of(kind),
                     .line = 0,
                     .key = name,
                     .problem = fmt::format("there is no {} of this name", word_for(kind)),
                     .remedy = did_you_mean(name, catalog.names(kind), "there are")}});
  }
  const Entry& entry = known ? catalog.entry(kind, *known) : catalog.file(kind, name);
  Faults faults;
  faults.add(entry.faults);
  faults.throw_if_any();
  return entry;
}

std::string scalar_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string value_text(const Json& quantity) {
  if (quantity.contains("value")) return scalar_text(quantity["value"]);
  if (quantity.contains("values")) return "24 hours, mean 1";
  std::string text = scalar_text(quantity.value("base", Json("")));
  if (quantity.contains("low")) text += " from " + scalar_text(quantity["low"]);
  if (quantity.contains("high")) text += " to " + scalar_text(quantity["high"]);
  return text;
}

void add_rows(Table& table, const std::string& path, const Json& value) {
  if (is_quantity(value)) {
    table.add({path, value_text(value), value.value("unit", ""), value.value("tag", ""),
               value.value("source", "")});
  } else if (value.is_object()) {
    for (const auto& [key, child] : value.items()) {
      add_rows(table, path.empty() ? key : child_path(path, key), child);
    }
  } else {
    table.add({path, scalar_text(value), "", "", ""});
  }
}

/// What an llm's shape comes to, by our own equations.
std::string llm_summary(const Catalog& catalog, const std::string& name) {
  const Llm llm = load_llm(catalog, name).llm;
  double kv_elements = 0.0;
  for (const AttentionLayers& a : llm.attention) {
    kv_elements += a.keeps_whole_context ? a.layers * a.kv_elements_per_token : 0.0;
  }
  return fmt::format(
      "\n  derived: {:.2f} B parameters, {:.2f} B multiply one token, {:.1f} kB of BF16 KV per "
      "token "
      "of context\n",
      total_parameters(llm) / billion, active_parameters(llm) / billion,
      kv_elements * bytes_per_element(Format::bf16) / 1e3);
}

std::vector<std::string> list_head(Kind kind) {
  switch (kind) {
    case Kind::cards:
      return {"card", "vendor", "origin", "BF16 TFLOP/s", "memory GiB", "bandwidth GB/s", "llm"};
    case Kind::llms:
      return {"llm", "class", "parameters B", "active B", "checkpoint"};
    case Kind::workloads:
      return {"workload", "input tokens", "output tokens", "prefix hit", "TTFT", "TPOT"};
    case Kind::operators:
      return {"operator", "pools", "cards enabled"};
    default:
      return {folder_of(kind), "about"};
  }
}

std::string about(const Json& entry) {
  if (entry.contains("question")) return entry["question"].get<std::string>();
  if (!entry.contains("classes")) return "";
  std::string names;
  for (const auto& [name, unused] : entry["classes"].items())
    names += (names.empty() ? "" : ", ") + name;
  return names;
}

std::vector<std::string> operator_row(const std::string& name, const Json& entry) {
  double cards = 0.0;
  const Json pools = entry.value("pools", Json::object());
  for (const auto& [pool, value] : pools.items()) {
    if (!value.value("enabled", true)) continue;
    const Json& count = value["count"];
    cards += count.value("value", count.value("base", 0.0));
  }
  return {name, fmt::format("{}", pools.size()), count_text(cards)};
}

std::vector<std::string> list_row(const Catalog& catalog, Kind kind, const std::string& name) {
  const Json& entry = find_entry(catalog, kind, name).document.value();
  switch (kind) {
    case Kind::cards: {
      const CardEntry card = load_card(catalog, name);
      const Card& c = card.card;
      return {name,
              card.vendor,
              card.origin == Origin::domestic ? "domestic" : "imported",
              fmt::format("{:g}", c.compute[0] / tera_flops_per_second),
              fmt::format("{:g}", c.memory / gibi_bytes),
              fmt::format("{:g}", c.memory_bandwidth / giga_bytes_per_second),
              card.llm_capable ? "yes" : "no"};
    }
    case Kind::llms: {
      const Llm llm = load_llm(catalog, name).llm;
      return {
          name, entry.value("class", ""), fmt::format("{:.1f}", total_parameters(llm) / billion),
          fmt::format("{:.1f}", active_parameters(llm) / billion), entry.value("checkpoint", "")};
    }
    case Kind::workloads: {
      const Workload w = load_workload(catalog, name);
      return {name,
              count_text(w.input_tokens),
              count_text(w.output_tokens),
              percent_text(w.cached_share),
              fmt::format("{:g} s", w.ttft_limit.value),
              fmt::format("{:g} ms", w.tpot_limit / milliseconds)};
    }
    case Kind::operators:
      return operator_row(name, entry);
    default:
      return {name, about(entry)};
  }
}

std::size_t left_columns(Kind kind) {
  return kind == Kind::cards ? 3 : (kind == Kind::scenarios || kind == Kind::mixes ? 2 : 1);
}

}  // namespace

std::string catalog_list_text(const Catalog& catalog, Kind kind) {
  Table table(list_head(kind), left_columns(kind));
  for (const std::string& name : catalog.names(kind)) table.add(list_row(catalog, kind, name));
  return table.text();
}

Json catalog_list_json(const Catalog& catalog, Kind kind) {
  Json all = Json::object();
  for (const std::string& name : catalog.names(kind)) {
    all[name] = find_entry(catalog, kind, name).document.value();
  }
  return {{folder_of(kind), all}};
}

std::string catalog_entry_text(const Catalog& catalog, Kind kind, const std::string& name) {
  constexpr std::size_t words = 5;
  const Entry& entry = find_entry(catalog, kind, name);
  Table table({"path", "value", "unit", "tag", "source"}, words);
  add_rows(table, "", entry.document.value());
  return table.text() + (kind == Kind::llms ? llm_summary(catalog, name) : "");
}

Json catalog_entry_json(const Catalog& catalog, Kind kind, const std::string& name) {
  return find_entry(catalog, kind, name).document.value();
}

}  // namespace fleetfit
