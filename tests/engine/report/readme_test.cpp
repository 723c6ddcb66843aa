#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace fleetfit {
namespace {

/// Columns of an excerpt may be narrower than those of the whole report.
std::string single_spaced(const std::string& line) {
  std::istringstream words(line);
  std::string text;
  for (std::string word; words >> word;) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> lines_of(std::istream& stream) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The indented lines of README.md from the report's first line on.
std::vector<std::string> example() {
  std::ifstream readme(FLEETFIT_SOURCE_DIR "/README.md");
  std::vector<std::string> lines;
  for (const std::string& line : lines_of(readme)) {
    const bool starts = line.rfind("    fleetfit 0.1.0", 0) == 0;
    const bool indented = line.empty() || line.rfind("    ", 0) == 0;
    if (!starts && lines.empty()) continue;
    if (!indented) break;
    if (!line.empty()) lines.push_back(single_spaced(line));
  }
  return lines;
}

TEST(Readme, ShowsLinesThatTheProgramPrints) {
  std::ifstream report(FLEETFIT_SOURCE_DIR "/tests/engine/report/golden/alibaba-2025.txt");
  std::vector<std::string> printed;
  for (const std::string& line : lines_of(report)) printed.push_back(single_spaced(line));

  const std::vector<std::string> shown = example();

  ASSERT_GT(shown.size(), 20U);
  for (const std::string& line : shown) {
    if (line.find("--- ") != std::string::npos) continue;  // a rule is as wide as its column
    EXPECT_THAT(printed, ::testing::Contains(line));
  }
}

}  // namespace
}  // namespace fleetfit
