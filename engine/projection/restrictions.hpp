#pragma once

namespace fleetfit {

/// Which bound of a serving plan counts as a card's rate, from loosest to real.
enum class RateBasis { nameplate, roofline, efficiency, slo, queues };

/// What keeps a fleet from its nameplate. The projection holds all of them; the waterfall switches
/// them on one after the other.
struct Restrictions {
  RateBasis rates{RateBasis::queues};
  bool regions{true};
  bool daily_peak{true};
  bool reserve{true};
  bool maintenance{true};
  bool other_work{true};
  bool rarely_called{true};
  bool tenants{true};
  bool training{true};
};

/// Nothing but peak arithmetic.
inline constexpr Restrictions unrestricted{.rates = RateBasis::nameplate,
                                           .regions = false,
                                           .daily_peak = false,
                                           .reserve = false,
                                           .maintenance = false,
                                           .other_work = false,
                                           .rarely_called = false,
                                           .tenants = false,
                                           .training = false};

}  // namespace fleetfit
