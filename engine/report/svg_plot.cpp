#include "engine/report/svg_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/markup.hpp"

namespace fleetfit {
namespace {

// Everything in pixels.
constexpr double plot_width = 420.0;
constexpr double least_height = 340.0;
constexpr double line_height = 17.0;
constexpr double letter_width = 6.6;
constexpr double gap = 8.0;
constexpr double top_margin = 30.0;
constexpr double bottom_margin = 46.0;
constexpr double least_left_margin = 62.0;
constexpr double right_margin = 190.0;

constexpr int palette = 8;
constexpr const char* shapes[] = {"m-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0z", "m-3,-3h6v6h-6z",
                                  "m0,-4l4,7h-8z", "m0,-4.5l4.5,4.5l-4.5,4.5l-4.5,-4.5z"};
constexpr int shape_count = 4;

/// Where the axes are on the sheet.
struct Frame {
  double left{};
  double top{};
  double width{};
  double height{};
};

Frame frame_of(const Plot& plot) {
  std::size_t longest = 0;
  for (const std::string& name : plot.y.names) longest = std::max(longest, name.size());
  const auto named = std::count_if(plot.series.begin(), plot.series.end(),
                                   [](const Series& s) { return !s.name.empty(); });
  const double names_height = line_height * static_cast<double>(plot.y.names.size());
  const double legend_height = line_height * static_cast<double>(named);
  return {
      .left = std::max(least_left_margin, letter_width * static_cast<double>(longest) + 2.0 * gap),
      .top = top_margin,
      .width = plot_width,
      .height = std::max({plot.y.names.empty() ? least_height : 0.0, names_height, legend_height})};
}

double sheet_x(const Frame& f, const Axis& axis, double value) {
  return f.left + f.width * position(axis, value);
}

double sheet_y(const Frame& f, const Axis& axis, double value) {
  return f.top + f.height * (1.0 - position(axis, value));
}

std::string class_of(int colour) {
  return colour == guide_colour ? "guide" : fmt::format("c{}", colour % palette);
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped(text));
}

std::string grid_line(double x1, double y1, double x2, double y2) {
  return fmt::format(
      "<line class=\"grid\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", x1, y1,
      x2, y2);
}

constexpr double base_line = 4.0;  // from the middle of a letter to its foot

std::string x_axis(const Frame& f, const Axis& axis) {
  const double foot = f.top + f.height;
  std::string out;
  for (const Tick& tick : ticks(axis)) {
    const double x = sheet_x(f, axis, tick.value);
    out += grid_line(x, f.top, x, foot) + text_at(x, foot + line_height, "middle", tick.text);
  }
  return out + text_at(f.left + f.width / 2.0, foot + 2.2 * line_height, "middle", axis.title);
}

std::string y_axis(const Frame& f, const Axis& axis) {
  std::string out;
  for (const Tick& tick : ticks(axis)) {
    const double y = sheet_y(f, axis, tick.value);
    out += grid_line(f.left, y, f.left + f.width, y) +
           text_at(f.left - gap, y + base_line, "end", tick.text);
  }
  if (axis.title.empty()) return out;
  return out + fmt::format(
                   "<text transform=\"translate({:.1f},{:.1f}) rotate(-90)\" "
                   "text-anchor=\"middle\">{}</text>\n",
                   line_height, f.top + f.height / 2.0, escaped(axis.title));
}

std::string dot(int colour, double x, double y, const std::string& title) {
  const int shape = std::max(colour, 0) / palette % shape_count;
  return fmt::format("<path class=\"dot {}\" d=\"M{:.1f},{:.1f}{}\">{}</path>\n", class_of(colour),
                     x, y, shapes[shape],
                     title.empty() ? "" : "<title>" + escaped(title) + "</title>");
}

/// A value that an axis cannot show (0 on a logarithmic one) has no place.
bool has_place(double x, double y) { return std::isfinite(x) && std::isfinite(y); }

std::string dots(const Frame& f, const Plot& plot, const Series& series) {
  std::string out;
  for (const PlotPoint& p : series.points) {
    const double x = sheet_x(f, plot.x, p.x);
    const double y = sheet_y(f, plot.y, p.y);
    if (has_place(x, y)) out += dot(series.colour, x, y, p.title);
  }
  return out;
}

/// Relative to the frame, whose inner sheet cuts off what is outside.
std::string line_or_area(const Frame& f, const Plot& plot, const Series& series) {
  std::string corners;
  for (const PlotPoint& p : series.points) {
    const double x = sheet_x(f, plot.x, p.x) - f.left;
    const double y = sheet_y(f, plot.y, p.y) - f.top;
    if (has_place(x, y)) corners += fmt::format("{:.1f},{:.1f} ", x, y);
  }
  const bool area = series.mark == Mark::area;
  return fmt::format("<{} class=\"{} {}\" points=\"{}\"/>\n", area ? "polygon" : "polyline",
                     area ? "area" : "line", class_of(series.colour), corners);
}

std::string lines(const Frame& f, const Plot& plot) {
  std::string out =
      fmt::format("<svg x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\">\n", f.left,
                  f.top, f.width, f.height);
  for (const Series& series : plot.series) {
    if (series.mark != Mark::dots) out += line_or_area(f, plot, series);
  }
  return out + "</svg>\n";
}

std::string legend(const Frame& f, const Plot& plot) {
  const double x = f.left + f.width + 2.0 * gap;
  double y = f.top + line_height / 2.0;
  std::string out;
  for (const Series& series : plot.series) {
    if (series.name.empty()) continue;
    if (series.mark == Mark::dots) {
      out += dot(series.colour, x, y, "");
    } else {
      out += fmt::format("<path class=\"{} {}\" d=\"M{:.1f},{:.1f}h12v1h-12z\"/>\n",
                         series.mark == Mark::area ? "area" : "line", class_of(series.colour),
                         x - 6.0, y);
    }
    out += text_at(x + 1.5 * gap, y + base_line, "start", series.name);
    y += line_height;
  }
  return out;
}

}  // namespace

std::string svg_plot(const Plot& plot) {
  const Frame f = frame_of(plot);
  std::string out = fmt::format(
      "<svg class=\"plot\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" role=\"img\" "
      "aria-label=\"{2}\">\n",
      f.left + f.width + right_margin, f.top + f.height + bottom_margin, escaped(plot.title));
  out += fmt::format("<text class=\"title\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", f.left,
                     line_height, escaped(plot.title));
  out += x_axis(f, plot.x) + y_axis(f, plot.y) + lines(f, plot);
  for (const Series& series : plot.series) {
    if (series.mark == Mark::dots) out += dots(f, plot, series);
  }
  return out + legend(f, plot) + "</svg>\n";
}

}  // namespace fleetfit
