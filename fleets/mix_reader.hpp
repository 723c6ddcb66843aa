#pragma once

#include <map>
#include <string>

#include "fleets/document.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// Where the entries of one kind are in the world, by name.
using Indices = std::map<std::string, std::size_t>;

/// The parts of the demand, from `mix_classes` of a resolved document; classes and the llms of
/// each must sum to 1.
std::vector<MixPart> read_mix(const Node& root, const Indices& workloads, const Indices& llms,
                              QuantityReader& read);

std::vector<RarelyCalled> read_rarely_called(const Node& root, const Indices& llms,
                                             QuantityReader& read);

/// Adds a fault unless shares sum to 1.
void check_sum(const Node& node, const std::string& of, double sum, Faults& faults);

}  // namespace fleetfit
