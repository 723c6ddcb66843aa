#include "fleets/settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fleets/file_text.hpp"
#include "fleets/nearest.hpp"
#include "fleets/scalar.hpp"
#include "fleets/schema_fault.hpp"
#include "fleets/yaml_reader.hpp"

namespace fleetfit {

namespace {

/// A value found by a path.
struct Target {
  Json* value;
  Json* quantity;  // that the value is a part of; nullptr if none
  std::string path;
  std::string part;  // of the quantity: "use"; empty if the value is a whole one
};

void refuse(const Setting& setting, std::string problem, std::string remedy, Faults& faults) {
  faults.add(setting.origin, setting.path, std::move(problem), std::move(remedy));
}

bool is_settable_quantity(const Json& value) {
  return is_quantity(value) && !value.contains("values");
}

bool is_part(const std::string& word) {
  return word == "value" || word == "low" || word == "base" || word == "high" || word == "use";
}

/// The longest key of the map with which the rest of a path begins: keys may contain dots.
std::string longest_key(const Json& map, const std::string& rest) {
  std::string longest;
  for (const auto& [key, value] : map.items()) {
    const bool begins = rest == key || (rest.starts_with(key) && rest[key.size()] == '.');
    if (begins && key.size() > longest.size()) longest = key;
  }
  return longest;
}

void refuse_path(const Setting& setting, const Json& map, const std::string& path,
                 const std::string& rest, Faults& faults) {
  std::vector<std::string> keys;
  if (map.is_object()) {
    for (const auto& [key, value] : map.items()) keys.push_back(child_path(path, key));
  }
  const std::string asked = child_path(path, rest.substr(0, rest.find('.')));
  refuse(setting, "no such path", did_you_mean(asked, keys, "there are"), faults);
}

std::optional<Target> find_target(const Setting& setting, Json& root, Faults& faults) {
  Json* value = &root;
  std::string path;
  std::string rest = setting.path;
  while (!rest.empty()) {
    if (is_settable_quantity(*value)) {
      if (is_part(rest)) return Target{value, value, path, rest};
      refuse(setting, "no such part of a quantity",
             fmt::format("set {} itself, or its value, low, base, high or use", path), faults);
      return std::nullopt;
    }
    std::string key =
        value->is_object() ? longest_key(*value, rest) : rest.substr(0, rest.find('.'));
    const bool number =
        !key.empty() && key.size() < 5 &&
        std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (value->is_array() && number && std::stoul(key) < value->size()) {
      value = &(*value)[std::stoul(key)];
    } else if (value->is_object() && !key.empty()) {
      value = &(*value)[key];
    } else {
      refuse_path(setting, *value, path, rest, faults);
      return std::nullopt;
    }
    path = child_path(path, key);
    rest = key.size() < rest.size() ? rest.substr(key.size() + 1) : "";
  }
  return Target{value, is_settable_quantity(*value) ? value : nullptr, path, ""};
}

/// "350000 card" → 350000 and "card".
std::pair<std::optional<Json>, std::string> number_with_unit(const std::string& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  std::optional<Json> number = plain_scalar(text.substr(0, end));
  if (number && !number->is_number()) number.reset();
  const std::size_t unit = std::min(text.find_first_not_of(' ', end), text.size());
  return {std::move(number), text.substr(unit)};
}

void place_all(Document& document, const std::string& path, const Json& value, const Position& at) {
  document.place(path, at);
  if (!value.is_structured()) return;
  for (const auto& [key, child] : value.items()) {
    place_all(document, child_path(path, key), child, at);
  }
}

void set_quantity(const Setting& setting, const Target& target, Faults& faults) {
  Json& quantity = *target.quantity;
  if (target.part == "use") {
    if (is_part(setting.value) && setting.value != "value" && quantity.contains(setting.value)) {
      quantity["use"] = setting.value;
    } else {
      refuse(setting, fmt::format("{} is not given here", setting.value),
             "use low, base or high where the file gives them", faults);
    }
    return;
  }
  const auto [number, unit] = number_with_unit(setting.value);
  if (!number) {
    refuse(setting, fmt::format("{} is not a number", setting.value),
           fmt::format("give a number, with or without a unit ({})",
                       quantity.value("unit", std::string("1"))),
           faults);
    return;
  }
  const std::string old_unit = quantity.value("unit", std::string("1"));
  const bool whole = target.part.empty() || target.part == "value" || !quantity.contains("base");
  if (whole) quantity = Json{{"value", *number}};
  if (!whole) quantity[target.part] = *number;
  quantity["unit"] = unit.empty() ? old_unit : unit;
  quantity["tag"] = "assumed";
  quantity["source"] = setting.source;
}

void set_list(const Setting& setting, Json& value, Faults& faults) {
  Faults unreadable;
  const Document read = read_yaml("", "list: " + setting.value, unreadable);
  const Node list = Node(read)["list"];
  if (unreadable.empty() && list && list.value()->is_array()) {
    value = *list.value();
  } else {
    refuse(setting, fmt::format("{} is not a list", setting.value),
           "give a list, for example [a, b]", faults);
  }
}

void set_scalar(const Setting& setting, Json& value, Faults& faults) {
  const std::optional<Json> scalar = plain_scalar(setting.value);
  if (value.is_array()) {
    set_list(setting, value, faults);
  } else if (value.is_object()) {
    std::vector<std::string> keys;
    for (const auto& [key, child] : value.items()) keys.push_back(child_path(setting.path, key));
    refuse(setting, "is a map", "set one of its values: " + either(keys), faults);
  } else if (value.is_boolean() && !(scalar && scalar->is_boolean())) {
    refuse(setting, setting.value + " is not a truth value", "give true or false", faults);
  } else if (value.is_number() && !(scalar && scalar->is_number())) {
    refuse(setting, setting.value + " is not a number", "give a finite number", faults);
  } else {
    value = value.is_string() ? Json(setting.value) : scalar.value_or(Json(setting.value));
  }
}

}  // namespace

std::optional<Setting> parse_setting(const std::string& text, Faults& faults) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    faults.add({"--set " + text, 0}, "", "not a setting", "write path=value");
    return std::nullopt;
  }
  if (line_of_bad_text(text) > 0) {
    faults.add({"--set", 0}, "", "bytes that are not UTF-8 text", "write path=value");
    return std::nullopt;
  }
  return command_line_setting(text.substr(0, equals), text.substr(equals + 1));
}

Setting command_line_setting(const std::string& path, const std::string& value) {
  return {.path = path,
          .value = value,
          .origin = {fmt::format("--set {}={}", path, value), 0},
          .source = "command line"};
}

std::string head_of(const Setting& setting) {
  return setting.path.substr(0, setting.path.find('.'));
}

void apply(const Setting& setting, Document& document, Faults& faults) {
  const auto target = find_target(setting, document.value(), faults);
  if (!target) return;
  if (target->quantity != nullptr) {
    set_quantity(setting, *target, faults);
  } else {
    set_scalar(setting, *target->value, faults);
  }
  place_all(document, target->path, *target->value, setting.origin);
}

}  // namespace fleetfit
