#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fleets/fault.hpp"

namespace fleetfit {

using Json = nlohmann::ordered_json;

/// A tree of values that knows where each was written. Paths are as --set takes them
/// ("pools.h20.count", "deliveries.0.month"); the root's is empty.
class Document {
 public:
  Document() = default;
  Document(Json value, const Position& root) : value_(std::move(value)) { place("", root); }

  const Json& value() const { return value_; }
  Json& value() { return value_; }

  /// Where the value at a path was written; for a missing one, its nearest ancestor.
  Position position(std::string_view path) const;
  void place(const std::string& path, const Position& at);

  /// A fault at a path of this document.
  Fault fault(std::string path, std::string problem, std::string remedy) const;

  /// Puts a value of another document at a path here, replacing what was there.
  void graft(const std::vector<std::string>& keys, const Document& from,
             const std::vector<std::string>& from_keys);

  /// Lays another document over this one: maps merge, everything else is replaced whole.
  void overlay(const Document& over);

 private:
  void copy_position(const std::string& path, const Document& from, const std::string& from_path);
  void copy_positions(const std::string& path, const Document& from, const std::string& from_path,
                      const Json& value);
  void overlay(Json& base, const Json& over, const std::string& path, const Document& from);

  struct Place {
    std::size_t file;  // index into files_
    int line;
  };
  std::size_t file_index(const std::string& file);

  Json value_;
  std::vector<std::string> files_;
  std::unordered_map<std::string, Place> places_;
};

/// The path of a value below a path.
std::string child_path(std::string_view path, std::string_view key);

/// A quantity (or an hourly profile) is one value, though it is written as a map.
bool is_quantity(const Json& value);

/// A place in a document: the value, if there is one, and its path.
class Node {
 public:
  explicit Node(const Document& document) : document_(&document), value_(&document.value()) {}

  Node operator[](std::string_view key) const;
  Node operator[](std::size_t index) const;
  std::vector<std::pair<std::string, Node>> members() const;  // of a map
  std::vector<Node> items() const;                            // of a list

  explicit operator bool() const { return value_ != nullptr; }
  const Json* value() const { return value_; }
  const std::string& path() const { return path_; }
  std::string key() const;  // the last part of the path
  const Document& document() const { return *document_; }
  Position position() const { return document_->position(path_); }

  std::string text(std::string otherwise = "") const;
  double number(double otherwise = 0.0) const;
  bool truth(bool otherwise) const;

  Fault fault(std::string problem, std::string remedy) const {
    return document_->fault(path_, std::move(problem), std::move(remedy));
  }

 private:
  Node(const Document& document, const Json* value, std::string path, std::size_t key_begin)
      : document_(&document), value_(value), path_(std::move(path)), key_begin_(key_begin) {}

  const Document* document_;
  const Json* value_;
  std::string path_;
  std::size_t key_begin_{};
};

}  // namespace fleetfit
