#include "fleets/schema_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "fleets/nearest.hpp"
#include "fleets/units.hpp"

namespace fleetfit {

namespace {

/// A quoted value longer than this hides the message around it.
constexpr std::size_t longest_quote = 60;

std::string quoted(const Json& value) {
  std::string text = flow_text(value);
  if (text.size() <= longest_quote) return text;
  std::size_t end = longest_quote;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string type_of(const Json& value) {
  if (value.is_object()) return "map";
  if (value.is_array()) return "list";
  if (value.is_string()) return "text";
  if (value.is_boolean()) return "true or false";
  if (value.is_number_integer()) return "whole number";
  if (value.is_number()) return "number";
  return "nothing";
}

std::string type_name(const std::string& schema_type) {
  if (schema_type == "object") return "map";
  if (schema_type == "array") return "list";
  if (schema_type == "string") return "text";
  if (schema_type == "boolean") return "true or false";
  if (schema_type == "integer") return "whole number";
  return schema_type;
}

std::vector<std::string> words(const Json& list) {
  std::vector<std::string> all;
  if (list.is_string()) all.push_back(list.get<std::string>());
  if (!list.is_array()) return all;
  for (const Json& word : list)
    all.push_back(word.is_string() ? word.get<std::string>() : word.dump());
  return all;
}

std::vector<std::string> keys_of(const Json& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map.items()) keys.push_back(key);
  return keys;
}

/// " (Memory of one card), for example {value: 96, …}".
std::string hint(const Json& schema) {
  std::string text;
  if (schema.contains("description")) {
    text += fmt::format(" ({})", schema["description"].get<std::string>());
  }
  if (schema.contains("examples")) {
    text += fmt::format(", for example {}", flow_text(schema["examples"].front()));
  }
  return text;
}

bool has_type(const Json& value, const std::string& type) {
  return type_name(type) == type_of(value) || (type == "number" && value.is_number());
}

/// False, and a fault, if the value is of another type than the schema says.
bool check_type(const Json& schema, const Node& node, Faults& faults) {
  if (!schema.contains("type")) return true;
  std::vector<std::string> types = words(schema["type"]);
  const Json& value = *node.value();
  const auto fits = [&](const std::string& type) { return has_type(value, type); };
  if (std::any_of(types.begin(), types.end(), fits)) return true;
  std::transform(types.begin(), types.end(), types.begin(), type_name);
  const std::string what = value.is_null() ? "nothing is" : quoted(value) + " is";
  const std::string kind = value.is_null() ? " given" : fmt::format(" of type {}", type_of(value));
  faults.add(node.fault(what + kind, fmt::format("expected {}{}", either(types), hint(schema))));
  return false;
}

void check_enum(const Json& schema, const Node& node, Faults& faults) {
  if (!schema.contains("enum")) return;
  const Json& allowed = schema["enum"];
  if (std::find(allowed.begin(), allowed.end(), *node.value()) != allowed.end()) return;
  const std::vector<std::string> choices = words(allowed);
  const std::string given = node.text(quoted(*node.value()));
  if (node.key() != "unit") {
    faults.add(node.fault(fmt::format("{} is not known", given), did_you_mean(given, choices)));
    return;
  }
  const std::string& path = node.path();
  const std::string owner = path.substr(0, path.size() - std::min(path.size(), sizeof("unit")));
  const std::size_t dot = owner.rfind('.');
  const std::string name = dot == std::string::npos ? owner : owner.substr(dot + 1);
  faults.add(node.fault(wrong_unit(name, given), "expected " + either(choices)));
}

void check_missing(const Json& schema, const Node& node, Faults& faults) {
  for (const std::string& key : words(schema.value("required", Json::array()))) {
    if (node.value()->contains(key)) continue;
    const Json* described = schema_at(schema, {key});
    faults.add(node[key].fault("missing",
                               fmt::format("add {}{}", key, described ? hint(*described) : "")));
  }
}

void check_unknown(const Json& schema, const Node& node, Faults& faults) {
  const auto additional = schema.find("additionalProperties");
  if (additional == schema.end() || *additional != Json(false)) return;
  const std::vector<std::string> allowed = keys_of(schema["properties"]);
  for (const auto& [key, child] : node.members()) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    faults.add(child.fault("unknown key", did_you_mean(key, allowed)));
  }
}

bool holds(const Json& schema, const Json& value) {
  for (const std::string& key : words(schema.value("required", Json::array()))) {
    if (!value.contains(key)) return false;
  }
  if (!schema.contains("properties")) return true;
  for (const auto& [key, child] : schema["properties"].items()) {
    if (value.contains(key) && child.contains("const") && value[key] != child["const"])
      return false;
  }
  return true;
}

/// Alternatives: each is a set of required keys.
void check_any_of(const Json& schema, const Node& node, Faults& faults) {
  if (!schema.contains("anyOf")) return;
  std::vector<std::string> choices;
  for (const Json& choice : schema["anyOf"]) {
    if (!choice.contains("required") || holds(choice, *node.value())) return;
    choices.push_back(fmt::format("{}", fmt::join(words(choice["required"]), ", ")));
  }
  faults.add(
      node.fault("the value is missing", fmt::format("give {}", fmt::join(choices, "; or "))));
}

void check_map(const Json& schema, const Node& node, Faults& faults) {
  check_missing(schema, node, faults);
  check_unknown(schema, node, faults);
  check_any_of(schema, node, faults);
  if (schema.contains("then") && holds(schema["if"], *node.value())) {
    Json required = schema;
    required["required"] = schema["then"]["required"];
    check_missing(required, node, faults);
  }
  if (node.value()->size() < schema.value("minProperties", std::size_t{0})) {
    faults.add(node.fault("empty", "add at least one entry" + hint(schema)));
  }
}

void check_list(const Json& schema, const Node& node, Faults& faults) {
  const std::size_t size = node.value()->size();
  const std::size_t least = schema.value("minItems", std::size_t{0});
  const std::size_t most = schema.value("maxItems", size);
  if (size >= least && size <= most) return;
  const std::string wanted =
      least == most ? fmt::format("{}", least) : fmt::format("at least {}", least);
  faults.add(node.fault(fmt::format("has {} values", size), fmt::format("give {}", wanted)));
}

void check_number(const Json& schema, const Node& node, Faults& faults) {
  const double value = node.number();
  const auto refuse = [&](const char* relation, const Json& bound) {
    faults.add(node.fault(fmt::format("{} is out of range", flow_text(*node.value())),
                          fmt::format("give a number {} {}", relation, bound.dump())));
  };
  const auto bound = [&](const char* key) { return schema.value(key, Json()); };
  if (const Json b = bound("minimum"); b.is_number() && value < b) refuse("≥", b);
  if (const Json b = bound("maximum"); b.is_number() && value > b) refuse("≤", b);
  if (const Json b = bound("exclusiveMinimum"); b.is_number() && value <= b) refuse(">", b);
}

void check_text(const Json& schema, const Node& node, Faults& faults) {
  if (node.text().empty() && schema.value("minLength", 0) > 0) {
    faults.add(node.fault("empty text", "write it" + hint(schema)));
  } else if (schema.contains("pattern") || schema.value("minLength", 0) > 1) {
    faults.add(node.fault(quoted(*node.value()) + " is malformed", "write it" + hint(schema)));
  }
}

bool is_plain(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '/' || c == '%';
  });
}

}  // namespace

std::string flow_text(const Json& value) {
  std::string text;
  if (value.is_object()) {
    for (const auto& [key, child] : value.items()) {
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, flow_text(child));
    }
    return "{" + text + "}";
  }
  if (value.is_array()) {
    for (const Json& child : value) text += (text.empty() ? "" : ", ") + flow_text(child);
    return "[" + text + "]";
  }
  if (value.is_string() && is_plain(value.get<std::string>())) return value.get<std::string>();
  return value.dump();
}

const Json* schema_at(const Json& schema, const std::vector<std::string>& keys) {
  const Json* at = &schema;
  for (const std::string& key : keys) {
    const auto properties = at->find("properties");
    const auto additional = at->find("additionalProperties");
    if (properties != at->end() && properties->contains(key)) {
      at = &(*properties)[key];
    } else if (additional != at->end() && additional->is_object()) {
      at = &*additional;
    } else if (at->contains("items")) {
      at = &(*at)["items"];
    } else {
      return nullptr;
    }
  }
  return at;
}

void add_schema_faults(const Json& schema, const Node& node, Faults& faults) {
  if (!node || !check_type(schema, node, faults)) return;
  check_enum(schema, node, faults);
  if (node.value()->is_object()) check_map(schema, node, faults);
  if (node.value()->is_array()) check_list(schema, node, faults);
  if (node.value()->is_number()) check_number(schema, node, faults);
  if (node.value()->is_string()) check_text(schema, node, faults);
}

}  // namespace fleetfit
