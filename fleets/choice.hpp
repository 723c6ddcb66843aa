#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fleets/document.hpp"
#include "fleets/nearest.hpp"

namespace fleetfit {

/// The words of an enumeration in data files.
template <class Enum, std::size_t Count>
using Choices = std::array<std::pair<std::string_view, Enum>, Count>;

/// The choice that a node names; the first, and a fault, if it names none of them.
template <class Enum, std::size_t Count>
Enum read_choice(const Node& node, const Choices<Enum, Count>& choices, Faults& faults) {
  const std::string given = node.text();
  for (const auto& [word, choice] : choices) {
    if (word == given) return choice;
  }
  if (node) {
    std::vector<std::string> words;
    for (const auto& [word, choice] : choices) words.emplace_back(word);
    faults.add(node.fault(given + " is not known", did_you_mean(given, words)));
  }
  return choices.front().second;
}

}  // namespace fleetfit
