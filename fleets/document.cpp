#include "fleets/document.hpp"

#include <algorithm>

namespace fleetfit {

namespace {

const Json* find(const Json& root, const std::vector<std::string>& keys) {
  const Json* value = &root;
  for (const std::string& key : keys) {
    if (!value->is_object() || !value->contains(key)) return nullptr;
    value = &(*value)[key];
  }
  return value;
}

std::string join(const std::vector<std::string>& keys) {
  std::string path;
  for (const std::string& key : keys) path = child_path(path, key);
  return path;
}

}  // namespace

std::string child_path(std::string_view path, std::string_view key) {
  std::string result;
  result.reserve(path.size() + 1 + key.size());
  if (!path.empty()) result.append(path).push_back('.');
  result.append(key);
  return result;
}

bool is_quantity(const Json& value) {
  return value.is_object() &&
         (value.contains("value") || value.contains("base") || value.contains("values"));
}

Position Document::position(std::string_view path) const {
  std::string at(path);
  while (true) {
    if (const auto found = places_.find(at); found != places_.end()) {
      return {files_[found->second.file], found->second.line};
    }
    if (at.empty()) return {};
    const std::size_t dot = at.rfind('.');
    at.resize(dot == std::string::npos ? 0 : dot);
  }
}

std::size_t Document::file_index(const std::string& file) {
  // The last file first: places come file by file.
  const auto found = std::find(files_.rbegin(), files_.rend(), file);
  if (found != files_.rend()) return static_cast<std::size_t>(files_.rend() - found) - 1;
  files_.push_back(file);
  return files_.size() - 1;
}

void Document::place(const std::string& path, const Position& at) {
  places_[path] = {file_index(at.file), at.line};
}

Fault Document::fault(std::string path, std::string problem, std::string remedy) const {
  const Position at = position(path);
  return {.file = at.file,
          .line = at.line,
          .key = std::move(path),
          .problem = std::move(problem),
          .remedy = std::move(remedy)};
}

void Document::copy_position(const std::string& path, const Document& from,
                             const std::string& from_path) {
  const auto found = from.places_.find(from_path);
  if (found == from.places_.end()) return;
  places_[path] = {file_index(from.files_[found->second.file]), found->second.line};
}

void Document::copy_positions(const std::string& path, const Document& from,
                              const std::string& from_path, const Json& value) {
  copy_position(path, from, from_path);
  if (value.is_object()) {
    for (const auto& [key, child] : value.items()) {
      copy_positions(child_path(path, key), from, child_path(from_path, key), child);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string key = std::to_string(i);
      copy_positions(child_path(path, key), from, child_path(from_path, key), value[i]);
    }
  }
}

void Document::graft(const std::vector<std::string>& keys, const Document& from,
                     const std::vector<std::string>& from_keys) {
  const Json* source = find(from.value_, from_keys);
  if (source == nullptr) return;
  Json* target = &value_;
  for (const std::string& key : keys) {
    if (!target->is_object()) *target = Json::object();
    target = &(*target)[key];
  }
  *target = *source;
  copy_positions(join(keys), from, join(from_keys), *source);
}

void Document::overlay(const Document& over) { overlay(value_, over.value_, "", over); }

void Document::overlay(Json& base, const Json& over, const std::string& path,
                       const Document& from) {
  const bool merge =
      base.is_object() && over.is_object() && !is_quantity(base) && !is_quantity(over);
  if (!merge) {
    base = over;
    copy_positions(path, from, path, over);
    return;
  }
  copy_position(path, from, path);
  for (const auto& [key, child] : over.items()) {
    overlay(base[key], child, child_path(path, key), from);
  }
}

Node Node::operator[](std::string_view key) const {
  const Json* child = nullptr;
  if (value_ != nullptr && value_->is_object()) {
    const auto found = value_->find(std::string(key));
    if (found != value_->end()) child = &*found;
  }
  std::string path = child_path(path_, key);
  const std::size_t begin = path.size() - key.size();
  return {*document_, child, std::move(path), begin};
}

Node Node::operator[](std::size_t index) const {
  const bool there = value_ != nullptr && value_->is_array() && index < value_->size();
  std::string path = child_path(path_, std::to_string(index));
  const std::size_t begin = path.rfind('.') + 1;
  return {*document_, there ? &(*value_)[index] : nullptr, std::move(path), begin};
}

std::vector<std::pair<std::string, Node>> Node::members() const {
  std::vector<std::pair<std::string, Node>> all;
  if (value_ == nullptr || !value_->is_object()) return all;
  for (const auto& [key, child] : value_->items()) {
    std::string path = child_path(path_, key);
    const std::size_t begin = path.size() - key.size();
    all.emplace_back(key, Node(*document_, &child, std::move(path), begin));
  }
  return all;
}

std::vector<Node> Node::items() const {
  std::vector<Node> all;
  if (value_ == nullptr || !value_->is_array()) return all;
  for (std::size_t i = 0; i < value_->size(); ++i) all.push_back((*this)[i]);
  return all;
}

std::string Node::key() const { return path_.substr(key_begin_); }

std::string Node::text(std::string otherwise) const {
  return value_ != nullptr && value_->is_string() ? value_->get<std::string>()
                                                  : std::move(otherwise);
}

double Node::number(double otherwise) const {
  return value_ != nullptr && value_->is_number() ? value_->get<double>() : otherwise;
}

bool Node::truth(bool otherwise) const {
  return value_ != nullptr && value_->is_boolean() ? value_->get<bool>() : otherwise;
}

}  // namespace fleetfit
