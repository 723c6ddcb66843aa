#include "engine/report/svg_plot.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/engine/report/well_formed.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Plot plot_of(Series series) {
  return {.title = "speed",
          .x = {.title = "TPOT, ms", .low = 0.0, .high = 10.0},
          .y = {.title = "tok/s", .low = 0.0, .high = 10.0},
          .series = {std::move(series)}};
}

TEST(SvgPlot, IsWellFormedAndEscapesEverything) {
  const std::string svg =
      svg_plot(plot_of({.name = "a<b>&\"c\"", .colour = 1, .points = {{1.0, 1.0, "<i>&"}}}));

  EXPECT_EQ(unbalanced_tag(svg), "");
  EXPECT_THAT(svg, HasSubstr("a&lt;b&gt;&amp;&quot;c&quot;"));
  EXPECT_THAT(svg, HasSubstr("<title>&lt;i&gt;&amp;</title>"));
}

TEST(SvgPlot, PutsTheMiddleInTheMiddle) {
  const std::string svg = svg_plot(plot_of({.points = {{5.0, 5.0, "here"}}}));

  // 62 of margin and half of 420; 30 and half of 340.
  EXPECT_THAT(svg, HasSubstr("d=\"M272.0,200.0"));
}

TEST(SvgPlot, NamesBothAxesAndTheSeries) {
  const std::string svg = svg_plot(plot_of({.name = "TP8", .points = {{1.0, 1.0, ""}}}));

  EXPECT_THAT(svg, HasSubstr(">TPOT, ms</text>"));
  EXPECT_THAT(svg, HasSubstr(">tok/s</text>"));
  EXPECT_THAT(svg, HasSubstr(">TP8</text>"));
}

TEST(SvgPlot, LeavesOutPointsWithoutAPlace) {
  Plot plot = plot_of({.points = {{0.0, 1.0, "zero"}, {NAN, 1.0, "nan"}, {1.0, 1.0, "one"}}});
  plot.x = {.scale = Scale::logarithmic, .low = 1.0, .high = 10.0};

  const std::string svg = svg_plot(plot);

  EXPECT_THAT(svg, HasSubstr("one"));
  EXPECT_THAT(svg, Not(HasSubstr("zero")));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(SvgPlot, ChangesTheShapeWhenColoursAreUsedUp) {
  const std::string first = svg_plot(plot_of({.colour = 0, .points = {{5.0, 5.0, ""}}}));
  const std::string ninth = svg_plot(plot_of({.colour = 8, .points = {{5.0, 5.0, ""}}}));

  EXPECT_THAT(ninth, HasSubstr("dot c0"));
  EXPECT_NE(first, ninth);
}

TEST(SvgPlot, DrawsLinesAndAreas) {
  EXPECT_THAT(svg_plot(plot_of({.mark = Mark::line, .points = {{0.0, 0.0, ""}, {10.0, 10.0, ""}}})),
              HasSubstr("<polyline class=\"line guide\" points=\"0.0,340.0 420.0,0.0 \"/>"));
  EXPECT_THAT(svg_plot(plot_of({.mark = Mark::area, .points = {{0.0, 0.0, ""}}})),
              HasSubstr("<polygon class=\"area guide\""));
}

}  // namespace
}  // namespace fleetfit
