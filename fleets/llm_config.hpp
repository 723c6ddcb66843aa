#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fleets/document.hpp"

namespace fleetfit {

/// The keys of a Hugging Face config.json; those of `text_config` stand for the whole. A key is
/// found under the other names that some llms give it (n_layer, ffn_dim).
class LlmConfig {
 public:
  LlmConfig(const Node& config, Faults& faults);

  /// A key that must be a positive whole number; 1, and a fault, if it is not.
  double need(const std::string& key) const;
  /// The first of these keys that is there; the fault names the first.
  double need_one_of(const std::vector<std::string>& keys) const;
  /// A key that may be absent or null.
  double number(const std::string& key, double otherwise) const;
  bool truth(const std::string& key, bool otherwise) const;
  /// A key that is there and not null (0 and false count as there).
  bool has(const std::string& key) const;
  Node operator[](const std::string& key) const;

  /// The entries of a list with one entry for each layer; empty if absent, faulty or empty.
  std::vector<Node> each_layer(const std::string& key) const;

  std::string type() const { return type_; }  // model_type without the ending _text
  std::int32_t layers() const { return layers_; }
  void refuse(const std::string& key, std::string problem, std::string remedy) const;

 private:
  Node named(const std::string& key) const;

  Node outer_;
  Node inner_;
  Faults& faults_;
  std::string type_;
  std::int32_t layers_{};
};

}  // namespace fleetfit
