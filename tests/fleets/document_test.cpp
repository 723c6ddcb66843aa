#include "fleets/document.hpp"

#include <gtest/gtest.h>

#include "fleets/yaml_reader.hpp"

namespace fleetfit {
namespace {

Document read(const std::string& file, const std::string& text) {
  Faults faults;
  Document document = read_yaml(file, text, faults);
  faults.throw_if_any();
  return document;
}

TEST(Document, KnowsTheLineOfEachValue) {
  const Document document = read("a.yaml", "x: 1\ny:\n  z: [4,\n      5]\n");

  EXPECT_EQ(document.position("x").line, 1);
  EXPECT_EQ(document.position("y").line, 2);
  EXPECT_EQ(document.position("y.z").line, 3);
  EXPECT_EQ(document.position("y.z.1").line, 4);
  EXPECT_EQ(document.position("y.z.1").file, "a.yaml");
}

TEST(Document, AMissingValueIsWhereItsParentIs) {
  const Document document = read("a.yaml", "x: 1\ny:\n  z: 2\n");

  EXPECT_EQ(document.position("y.w.v").line, 2);
  EXPECT_EQ(document.position("w").line, 1);
}

TEST(Document, OverlayMergesMapsAndKeepsBothPositions) {
  Document base = read("base.yaml", "m:\n  a: 1\n  b: 2\n");

  base.overlay(read("over.yaml", "m: {b: 3}\n"));

  EXPECT_EQ(base.value(), Json::parse(R"({"m": {"a": 1, "b": 3}})"));
  EXPECT_EQ(base.position("m.a").file, "base.yaml");
  EXPECT_EQ(base.position("m.b").file, "over.yaml");
}

TEST(Document, OverlayReplacesListsAndQuantitiesWhole) {
  Document base = read("base.yaml", "l: [1, 2]\nq: {low: 1, base: 2, high: 3, unit: s}\n");

  base.overlay(read("over.yaml", "l: [3]\nq: {value: 4, unit: ms}\n"));

  EXPECT_EQ(base.value(), Json::parse(R"({"l": [3], "q": {"value": 4, "unit": "ms"}})"));
}

TEST(Document, GraftBringsPositionsAlong) {
  Document target = read("a.yaml", "x: 1\n");

  target.graft({"cards", "H20"}, read("h20.yaml", "\nmemory: 96\n"), {});

  EXPECT_EQ(Node(target)["cards"]["H20"]["memory"].number(), 96);
  EXPECT_EQ(target.position("cards.H20.memory").file, "h20.yaml");
  EXPECT_EQ(target.position("cards.H20.memory").line, 2);
}

TEST(Node, AKeyMayContainDots) {
  const Document document = read("a.yaml", "Llama-3.1-8B: {x: 1}\n");

  const Node node = Node(document)["Llama-3.1-8B"];

  EXPECT_EQ(node.key(), "Llama-3.1-8B");
  EXPECT_EQ(node["x"].path(), "Llama-3.1-8B.x");
  EXPECT_EQ(node["x"].key(), "x");
}

}  // namespace
}  // namespace fleetfit
