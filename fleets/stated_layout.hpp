#pragma once

#include <optional>
#include <string>

#include "fleets/measurement.hpp"

namespace fleetfit {

/// How a source says that an instance is spread, each stack in its own way.
struct StatedLayout {
  double cards{1.0};  // of the instance
  int tp{1};
  int pp{1};
  int dp{1};             // replicas, ranks beside each other, or ranks that share the tp cards
  int ep{1};             // 1: not stated
  int dies_per_card{1};  // tp and dp count dies
};

/// The replicas that a stated layout means, over as many cards as stated, or more where a source
/// gives the rates of one node of a larger instance. Nothing if they do not fit on the cards.
std::optional<MeasuredReplica> replicas_of(StatedLayout stated);

/// Cards of all replicas.
double cards_of(const MeasuredReplica& replica);

/// "tp8", "tp4pp2", "tp8 dp8 ep8" and "tp1 dp8 ep8" as people write them. Nothing if it is no
/// layout.
std::optional<MeasuredReplica> parse_stated_layout(const std::string& text);

}  // namespace fleetfit
