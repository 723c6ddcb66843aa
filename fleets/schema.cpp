#include "fleets/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "fleets/file_text.hpp"
#include "fleets/schema_fault.hpp"

namespace fleetfit {

namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

/// Reads schema files and replaces references by what they refer to.
class SchemaFiles {
 public:
  SchemaFiles(std::filesystem::path folder, Faults& faults)
      : folder_(std::move(folder)), faults_(faults) {}

  const Json& file(const std::string& name) {
    if (const auto found = files_.find(name); found != files_.end()) return found->second;
    const std::filesystem::path path = folder_ / name;
    Json& json = files_[name];
    const auto text = read_file_text(path, {}, faults_);
    if (!text) return json;
    json = Json::parse(*text, nullptr, false);
    if (json.is_object()) return json;
    faults_.add({path.string(), 1}, "", "not a JSON Schema", "restore the published file");
    return json = Json::object();
  }

  /// Siblings of a reference, and of an `allOf` that only wraps one, win over what it refers to.
  Json resolved(const Json& schema, const std::string& in_file) {
    if (schema.is_array()) {
      Json list = Json::array();
      for (const Json& child : schema) list.push_back(resolved(child, in_file));
      return list;
    }
    if (!schema.is_object()) return schema;
    Json result = Json::object();
    if (schema.contains("$ref")) result = referred(schema["$ref"].get<std::string>(), in_file);
    if (schema.contains("allOf")) result = resolved(schema["allOf"].front(), in_file);
    for (const auto& [key, child] : schema.items()) {
      if (key == "$ref" || key == "allOf" || key == "definitions" || key == "$id") continue;
      result[key == "requiredWhenResolved" ? "required" : key] = resolved(child, in_file);
    }
    return result;
  }

 private:
  Json referred(const std::string& reference, const std::string& in_file) {
    const std::size_t hash = reference.find('#');
    const std::string name = hash == 0 ? in_file : reference.substr(0, hash);
    const Json& target = file(name);
    const Json::json_pointer pointer(reference.substr(hash + 1));
    return target.contains(pointer) ? resolved(target[pointer], name) : Json::object();
  }

  std::filesystem::path folder_;
  Faults& faults_;
  std::map<std::string, Json> files_;
};

/// "[pools]" → "pools".
std::vector<std::string> keys_of(const std::vector<std::string>& context) {
  std::vector<std::string> keys;
  for (std::size_t i = 1; i < context.size(); ++i) {
    keys.push_back(context[i].substr(1, context[i].size() - 2));
  }
  return keys;
}

Node node_at(const Document& document, const std::vector<std::string>& keys) {
  Node node(document);
  for (const std::string& key : keys) {
    node = node.value()->is_array() ? node[std::stoul(key)] : node[key];
  }
  return node;
}

}  // namespace

Schema Schema::load(const std::filesystem::path& folder, const std::string& name, Faults& faults) {
  SchemaFiles files(folder, faults);
  const std::string file = name + ".schema.json";
  Schema schema;
  schema.json_ = files.resolved(files.file(file), file);
  const nlohmann::json plain(schema.json_);
  auto compiled = std::make_shared<valijson::Schema>();
  try {
    valijson::SchemaParser().populateSchema(Adapter(plain), *compiled);
    schema.compiled_ = std::move(compiled);
  } catch (const std::runtime_error& error) {
    faults.add({(folder / file).string(), 1}, "", fmt::format("bad schema: {}", error.what()),
               "restore the published file");
  }
  return schema;
}

void Schema::validate(const Document& document, Faults& faults) const {
  if (!compiled_) return;
  const nlohmann::json plain(document.value());
  valijson::Validator validator;
  if (validator.validate(*compiled_, Adapter(plain), nullptr)) return;

  valijson::ValidationResults results;
  validator.validate(*compiled_, Adapter(plain), &results);
  Faults found;
  std::set<std::vector<std::string>> seen;
  const valijson::ValidationResults::Error* deepest = nullptr;
  for (const auto& error : results) {
    const auto keys = keys_of(error.context);
    if (deepest == nullptr || error.context.size() > deepest->context.size()) deepest = &error;
    if (!seen.insert(keys).second) continue;
    const Json* schema = schema_at(json_, keys);
    if (schema != nullptr) add_schema_faults(*schema, node_at(document, keys), found);
  }
  if (found.empty() && deepest != nullptr) {
    const Node node = node_at(document, keys_of(deepest->context));
    found.add(node.fault(deepest->description, "compare with the schema of this kind of file"));
  }
  faults.add(found.sorted());
}

}  // namespace fleetfit
