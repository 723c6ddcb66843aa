#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/vocabulary/exp_log.hpp"
#include "kernels/vocabulary/host_device.hpp"
#include "kernels/vocabulary/philox.hpp"

namespace fleetfit {

/// What a draw is for. Streams are independent; numbers are for ever, new ones go to the end.
enum class Stream : std::uint32_t {
  arrivals = 0,
  lengths = 1,
  failures = 2,
  risk = 3,
  routing = 4,
  gaps = 5
};

/// Four random words, a pure function of their address: no generator is stored anywhere.
HOST_DEVICE constexpr Words random(std::uint64_t seed, Stream stream, std::uint64_t entity,
                                   std::uint32_t draw) {
  return philox({{static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32U),
                  draw, static_cast<std::uint32_t>(stream)}},
                {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}});
}

/// Which two of the four words make a number: one block gives two independent uniforms.
enum class Pair { first, second };

/// Uniform in (0, 1] with 53 random bits.
HOST_DEVICE constexpr double uniform(Words words, Pair pair = Pair::first) {
  const int at = pair == Pair::first ? 0 : 2;
  const std::uint64_t bits = (std::uint64_t{words.word[at]} << 32U) | words.word[at + 1];
  return static_cast<double>((bits >> 11U) + 1) * 0x1p-53;
}

/// Exponential with mean 1 from a uniform in (0, 1].
HOST_DEVICE constexpr double exponential(double uniform) { return -log(uniform); }

/// A ratio of two polynomials of degree 7, coefficients from the constant upwards.
struct Rational {
  double numerator[8];
  double denominator[8];

  HOST_DEVICE constexpr double operator()(double x) const {
    double top = numerator[7];
    double bottom = denominator[7];
    for (int i = 6; i >= 0; --i) {
      top = top * x + numerator[i];
      bottom = bottom * x + denominator[i];
    }
    return top / bottom;
  }
};

/// Standard normal from a uniform in (0, 1], by the inverse distribution function to about 1e-15:
/// M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), PPND16.
HOST_DEVICE inline double normal(double uniform) {
  constexpr Rational centre{
      {3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
       1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
       3.3430575583588128105e4, 2.5090809287301226727e3},
      {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
       2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
       5.2264952788528545610e3}};
  constexpr Rational shoulder{
      {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
       3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
       2.27238449892691845833e-2, 7.74545014278341407640e-4},
      {1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
       1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
       1.05075007164441684324e-9}};
  constexpr Rational tail{
      {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
       2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
       2.71155556874348757815e-5, 2.01033439929228813265e-7},
      {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
       7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
       2.04426310338993978564e-15}};

  const double q = (uniform - 0.5) - 0x1p-54;  // centre of the uniform's cell: exact, symmetric
  if (q >= -0.425 && q <= 0.425) return q * centre(0.180625 - q * q);
  const double r = std::sqrt(-log(q < 0 ? 0.5 + q : 0.5 - q));
  const double size = r <= 5.0 ? shoulder(r - 1.6) : tail(r - 5.0);
  return q < 0 ? -size : size;
}

}  // namespace fleetfit
