#pragma once

namespace fleetfit {

/// E47b: standard deviation over mean of answers of which the mean and the longest are known: those
/// of the distribution that assumes nothing else (maximum entropy), an exponential one that is cut
/// off at the longest. 0 where the longest is not known (0) or no longer than the mean.
double spread_up_to(double longest, double mean);

}  // namespace fleetfit
