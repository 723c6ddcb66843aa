#pragma once

#include "engine/calibration/calibration.hpp"
#include "kernels/roofline/card.hpp"
#include "kernels/serving/benchmark_run.hpp"

namespace fleetfit {

/// Corrections of all terms in one situation.
using Corrections = std::array<double, term_count>;

Corrections corrections(const Calibration& calibration, const Situation& situation);

/// A value after its correction: v·exp(d), or the odds v/(1 - v) times exp(d).
double corrected(Term term, double value, double correction);

/// What a card reaches, corrected. Terms that belong to the run and not to the card are left out.
Efficiency corrected(const Efficiency& efficiency, const Corrections& by);

/// The same of terms that belong to the run.
double corrected_run_term(Term term, const Corrections& by);

}  // namespace fleetfit
