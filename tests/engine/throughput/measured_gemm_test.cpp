#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "fleets/catalog.hpp"
#include "fleets/world_reader.hpp"
#include "kernels/roofline/operator_time.hpp"

namespace fleetfit {
namespace {

/// One GEMM that we timed on an H200: activations [m, k] times weights [k, n].
struct Timed {
  Format format{};
  double m{}, n{}, k{};
  double microseconds{};
};

std::vector<Timed> measured() {
  std::ifstream file(std::string(FLEETFIT_SOURCE_DIR) + "/fleets/measurements/gemm_h200.csv");
  std::string line;
  std::getline(file, line);  // names of the columns
  std::vector<Timed> all;
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    std::string format;
    Timed one;
    words >> format >> one.m >> one.n >> one.k >> one.microseconds;
    one.format = format == "fp8" ? Format::fp8 : Format::bf16;
    all.push_back(one);
  }
  return all;
}

/// E1 to E3 and a launch, with what the card's file says: no calibration, nothing fitted here.
double predicted_microseconds(const Card& card, const Timed& t) {
  const Efficiency& reached = card.efficiency;
  const Work work = gemm_work(t.m, t.n * t.k, t.format, reached.tile_rows);
  const Seconds time = operator_time(work, reached.gemm * card.compute[static_cast<int>(t.format)],
                                     reached.memory * card.memory_bandwidth) +
                       reached.kernel_latency;
  return 1e6 * time.value;
}

std::vector<double> log_errors(Format format) {
  const Catalog catalog(std::string(FLEETFIT_SOURCE_DIR) + "/fleets");
  const Card card = load_card(catalog, "H200").card;
  std::vector<double> errors;
  for (const Timed& one : measured()) {
    if (one.format != format) continue;
    errors.push_back(std::log(predicted_microseconds(card, one) / one.microseconds));
  }
  return errors;
}

double mean(const std::vector<double>& values, double (*of)(double)) {
  double sum = 0.0;
  for (const double value : values) sum += of(value);
  return sum / static_cast<double>(values.size());
}

double size(double x) { return std::abs(x); }
double itself(double x) { return x; }

TEST(MeasuredGemm, OfBf16IsPredictedWithinTenPercentInTheMean) {
  const std::vector<double> errors = log_errors(Format::bf16);

  ASSERT_EQ(errors.size(), 150);
  EXPECT_LT(mean(errors, size), 0.10);
  EXPECT_LT(std::abs(mean(errors, itself)), 0.05);
}

TEST(MeasuredGemm, OfFp8IsPredictedWithinTenPercentInTheMean) {
  const std::vector<double> errors = log_errors(Format::fp8);

  ASSERT_EQ(errors.size(), 130);
  EXPECT_LT(mean(errors, size), 0.10);
  EXPECT_LT(std::abs(mean(errors, itself)), 0.05);
}

}  // namespace
}  // namespace fleetfit
