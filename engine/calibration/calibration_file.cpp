#include "engine/calibration/calibration_file.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fleets/fault.hpp"

namespace fleetfit {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* format_name = "fleetfit calibration 1";
constexpr const char* shipped_file = "calibration/shipped.json";

[[noreturn]] void refuse(const std::string& file, const std::string& key,
                         const std::string& problem) {
  throw BadInput({{.file = file,
                   .line = 0,
                   .key = key,
                   .problem = problem,
                   .remedy = "give a file that `fleetfit calibrate --out FILE` wrote"}});
}

double rounded(double value) {
  constexpr double digits = 1e5;  // a correction to 0.001 %
  return std::round(value * digits) / digits;
}

/// A covariance entry to four digits: it is a width.
double shortened(double value) { return std::stod(fmt::format("{:.3e}", value)); }

std::optional<Level> level_named(const std::string& term, const std::string& scope) {
  for (const Level& level : levels()) {
    if (info(level.term).name == term && name_of(level.scope) == scope) return level;
  }
  return std::nullopt;
}

Calibration from_json(const Json& json, const std::string& file) {
  if (!json.is_object() || json.value("format", "") != format_name) {
    refuse(file, "format", fmt::format("this is not a '{}'", format_name));
  }
  std::vector<Parameter> parameters;
  for (const Json& entry : json.at("parameters")) {
    const auto term = entry.at("term").get<std::string>();
    const auto scope = entry.at("scope").get<std::string>();
    const std::optional<Level> level = level_named(term, scope);
    if (!level) refuse(file, "parameters", fmt::format("there is no {} by {}", term, scope));
    parameters.push_back({.level = *level,
                          .key = entry.at("key").get<std::string>(),
                          .value = entry.at("value").get<double>(),
                          .posterior_sd = entry.at("sd").get<double>()});
  }
  const std::size_t n = parameters.size();
  const Json& lower = json.at("covariance_lower");
  if (lower.size() != n * (n + 1) / 2) refuse(file, "covariance_lower", "it has another length");
  std::vector<double> covariance(n * n);
  std::size_t at = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      covariance[i * n + j] = covariance[j * n + i] = lower[at++].get<double>();
    }
  }
  std::vector<Spread> spreads;
  for (const Json& entry : json.at("spreads")) {
    spreads.push_back({.kind = entry.at("kind").get<std::string>(),
                       .sd = entry.at("sd").get<double>(),
                       .rows = entry.at("rows").get<int>()});
  }
  Calibration calibration(std::move(parameters), std::move(covariance), std::move(spreads));
  for (const Json& source : json.at("sources")) {
    calibration.sources.push_back(source.get<std::string>());
  }
  return calibration;
}

}  // namespace

Calibration read_calibration(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || std::filesystem::is_directory(file)) refuse(file, "", "it cannot be read");
  const std::string content = text.str();
  try {
    Calibration calibration = from_json(Json::parse(content), file);
    calibration.hash = fmt::format("{:016x}", XXH3_64bits(content.data(), content.size()));
    return calibration;
  } catch (const Json::exception& error) {
    refuse(file, "", fmt::format("it is not the JSON of a calibration ({})", error.what()));
  }
}

Calibration shipped_calibration(const Catalog& catalog) {
  const std::filesystem::path file = catalog.root() / shipped_file;
  std::error_code error;
  return std::filesystem::exists(file, error) ? read_calibration(file.string()) : Calibration{};
}

Json calibration_json(const Calibration& calibration) {
  Json json;
  json["format"] = format_name;
  json["sources"] = calibration.sources;
  Json& spreads = json["spreads"] = Json::array();
  for (const Spread& s : calibration.spreads()) {
    spreads.push_back({{"kind", s.kind}, {"sd", rounded(s.sd)}, {"rows", s.rows}});
  }
  Json& parameters = json["parameters"] = Json::array();
  for (const Parameter& p : calibration.parameters()) {
    parameters.push_back({{"term", info(p.level.term).name},
                          {"scope", name_of(p.level.scope)},
                          {"key", p.key},
                          {"value", rounded(p.value)},
                          {"sd", rounded(p.posterior_sd)}});
  }
  Json& lower = json["covariance_lower"] = Json::array();
  const std::size_t n = calibration.parameters().size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      lower.push_back(shortened(calibration.covariance()[i * n + j]));
    }
  }
  return json;
}

}  // namespace fleetfit
