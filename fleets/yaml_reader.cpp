#include "fleets/yaml_reader.hpp"

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include "fleets/scalar.hpp"

namespace fleetfit {

namespace {

/// Far above any real file; aliases of aliases ("billion laughs") end here.
constexpr int most_values = 200'000;
constexpr int deepest_nesting = 64;

/// Turns one YAML tree into a document.
class Conversion {
 public:
  Conversion(Document& document, const std::string& file, Faults& faults)
      : document_(document), file_(file), faults_(faults) {}

  Json convert(const YAML::Node& node, const std::string& path, const Position& at, int depth) {
    if (++values_ > most_values || depth > deepest_nesting) {
      if (!gave_up_) {
        faults_.add(at, path.substr(0, path.find('.')), "nested or repeated too often",
                    fmt::format("a file has at most {} values, {} deep, aliases included",
                                most_values, deepest_nesting));
      }
      gave_up_ = true;
    }
    if (gave_up_) return nullptr;
    document_.place(path, at);
    if (node.IsMap()) return map(node, path, depth);
    if (node.IsSequence()) return list(node, path, depth);
    if (node.IsScalar()) return scalar(node, path, at);
    return nullptr;
  }

  bool gave_up() const { return gave_up_; }

 private:
  Position position(const YAML::Node& node) const { return {file_, node.Mark().line + 1}; }

  Json map(const YAML::Node& node, const std::string& path, int depth) {
    Json result = Json::object();
    for (const auto& entry : node) {
      const Position at = position(entry.first);
      if (!entry.first.IsScalar()) {
        faults_.add(at, path, "a key that is a map or a list", "give each key as plain text");
        continue;
      }
      const std::string& key = entry.first.Scalar();
      const std::string child = child_path(path, key);
      if (result.contains(key)) {
        faults_.add(at, child, "key given twice", "keep one of the two");
        continue;
      }
      result[key] = convert(entry.second, child, at, depth + 1);
    }
    return result;
  }

  Json list(const YAML::Node& node, const std::string& path, int depth) {
    Json result = Json::array();
    for (const auto& item : node) {
      const std::string child = child_path(path, std::to_string(result.size()));
      result.push_back(convert(item, child, position(item), depth + 1));
    }
    return result;
  }

  Json scalar(const YAML::Node& node, const std::string& path, const Position& at) {
    const std::string& tag = node.Tag();
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return node.Scalar();
    if (tag != "?" && !tag.empty()) {
      faults_.add(at, path, fmt::format("YAML tag {} is not known here", tag), "remove the tag");
      return node.Scalar();
    }
    if (auto value = plain_scalar(node.Scalar())) return *std::move(value);
    faults_.add(at, path, fmt::format("{} is not a finite number", node.Scalar()),
                "give a finite number");
    return nullptr;
  }

  Document& document_;
  const std::string& file_;
  Faults& faults_;
  int values_{};
  bool gave_up_{};
};

}  // namespace

Document read_yaml(const std::string& file, const std::string& text, Faults& faults) {
  const Position root{file, 1};
  Document document(nullptr, root);
  try {
    const std::vector<YAML::Node> parts = YAML::LoadAll(text);
    if (parts.empty() || parts.front().IsNull()) {
      faults.add(root, "", "the file is empty", "write the keys that its schema lists");
    } else if (parts.size() > 1) {
      faults.add(root, "", "several YAML documents in one file", "remove the lines ---");
    } else if (!parts.front().IsMap()) {
      faults.add(root, "", "the file is not a map", "write it as lines of key: value");
    } else {
      Conversion conversion(document, file, faults);
      Json value = conversion.convert(parts.front(), "", root, 0);
      if (!conversion.gave_up()) document.value() = std::move(value);
    }
  } catch (const YAML::DeepRecursion&) {
    faults.add(root, "", "nested too deep", fmt::format("nest at most {} deep", deepest_nesting));
  } catch (const YAML::Exception& error) {
    faults.add({file, error.mark.line + 1}, "", fmt::format("not valid YAML: {}", error.msg),
               "check brackets, quotes and indentation near this line");
  }
  return document;
}

}  // namespace fleetfit
