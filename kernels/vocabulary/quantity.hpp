#pragma once

#include <compare>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// A number with a dimension: bytes, flops, tokens and seconds, each to an integer power.
template <int Byte, int Flop, int Token, int Second>
struct Quantity {
  double value{};

  HOST_DEVICE constexpr Quantity& operator+=(Quantity b) { return *this = *this + b; }
  HOST_DEVICE constexpr Quantity& operator-=(Quantity b) { return *this = *this - b; }
  HOST_DEVICE constexpr Quantity& operator*=(double b) { return *this = *this * b; }
  HOST_DEVICE constexpr Quantity& operator/=(double b) { return *this = *this / b; }

  friend HOST_DEVICE constexpr Quantity operator-(Quantity a) { return {-a.value}; }
  friend HOST_DEVICE constexpr Quantity operator+(Quantity a, Quantity b) {
    return {a.value + b.value};
  }
  friend HOST_DEVICE constexpr Quantity operator-(Quantity a, Quantity b) {
    return {a.value - b.value};
  }
  friend HOST_DEVICE constexpr Quantity operator*(Quantity a, double b) { return {a.value * b}; }
  friend HOST_DEVICE constexpr Quantity operator*(double a, Quantity b) { return {a * b.value}; }
  friend HOST_DEVICE constexpr Quantity operator/(Quantity a, double b) { return {a.value / b}; }
  friend HOST_DEVICE constexpr bool operator==(Quantity a, Quantity b) {
    return a.value == b.value;
  }
  friend HOST_DEVICE constexpr std::partial_ordering operator<=>(Quantity a, Quantity b) {
    return a.value <=> b.value;
  }
  friend HOST_DEVICE constexpr Quantity min(Quantity a, Quantity b) { return b < a ? b : a; }
  friend HOST_DEVICE constexpr Quantity max(Quantity a, Quantity b) { return a < b ? b : a; }
};

/// A quantity of the given dimension, or a plain number where every exponent is zero.
template <int Byte, int Flop, int Token, int Second>
HOST_DEVICE constexpr auto quantity_or_number(double value) {
  if constexpr (Byte == 0 && Flop == 0 && Token == 0 && Second == 0) {
    return value;
  } else {
    return Quantity<Byte, Flop, Token, Second>{value};
  }
}

template <int B1, int F1, int T1, int S1, int B2, int F2, int T2, int S2>
HOST_DEVICE constexpr auto operator*(Quantity<B1, F1, T1, S1> a, Quantity<B2, F2, T2, S2> b) {
  return quantity_or_number<B1 + B2, F1 + F2, T1 + T2, S1 + S2>(a.value * b.value);
}

template <int B1, int F1, int T1, int S1, int B2, int F2, int T2, int S2>
HOST_DEVICE constexpr auto operator/(Quantity<B1, F1, T1, S1> a, Quantity<B2, F2, T2, S2> b) {
  return quantity_or_number<B1 - B2, F1 - F2, T1 - T2, S1 - S2>(a.value / b.value);
}

template <int B, int F, int T, int S>
HOST_DEVICE constexpr auto operator/(double a, Quantity<B, F, T, S> b) {
  return quantity_or_number<-B, -F, -T, -S>(a / b.value);
}

using Bytes = Quantity<1, 0, 0, 0>;
using Flops = Quantity<0, 1, 0, 0>;
using Tokens = Quantity<0, 0, 1, 0>;
using Seconds = Quantity<0, 0, 0, 1>;
using BytesPerSecond = Quantity<1, 0, 0, -1>;
using FlopsPerSecond = Quantity<0, 1, 0, -1>;
using TokensPerSecond = Quantity<0, 0, 1, -1>;
using PerSecond = Quantity<0, 0, 0, -1>;
using BytesPerToken = Quantity<1, 0, -1, 0>;
using FlopsPerToken = Quantity<0, 1, -1, 0>;
using SecondsPerToken = Quantity<0, 0, -1, 1>;
using FlopsPerByte = Quantity<-1, 1, 0, 0>;

// One of each unit: write 80 * giga_bytes, read bytes / giga_bytes. k, M, G, T, P are powers of
// 1000 (SI); Ki, Mi, Gi are powers of 1024 (IEC 80000-13).

inline constexpr Bytes bytes{1};
inline constexpr Bytes kilo_bytes{1e3};
inline constexpr Bytes mega_bytes{1e6};
inline constexpr Bytes giga_bytes{1e9};
inline constexpr Bytes tera_bytes{1e12};
inline constexpr Bytes kibi_bytes{1024.0};
inline constexpr Bytes mebi_bytes{1048576.0};
inline constexpr Bytes gibi_bytes{1073741824.0};

inline constexpr Flops giga_flops{1e9};
inline constexpr Flops tera_flops{1e12};

inline constexpr Tokens tokens{1};
inline constexpr Tokens mega_tokens{1e6};
inline constexpr Tokens giga_tokens{1e9};
inline constexpr Tokens tera_tokens{1e12};

inline constexpr Seconds nanoseconds{1e-9};
inline constexpr Seconds microseconds{1e-6};
inline constexpr Seconds milliseconds{1e-3};
inline constexpr Seconds seconds{1};
inline constexpr Seconds minutes{60};
inline constexpr Seconds days{86400};

inline constexpr BytesPerSecond giga_bytes_per_second{1e9};
inline constexpr BytesPerSecond tera_bytes_per_second{1e12};
inline constexpr FlopsPerSecond giga_flops_per_second{1e9};
inline constexpr FlopsPerSecond tera_flops_per_second{1e12};
inline constexpr FlopsPerSecond peta_flops_per_second{1e15};
inline constexpr TokensPerSecond tokens_per_second{1};

}  // namespace fleetfit
