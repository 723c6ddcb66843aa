#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/calibration/validation.hpp"
#include "fleets/measurement_reader.hpp"

namespace fleetfit {

/// The rows of all files. Throws BadInput for a file that gives none.
Measurements read_measurement_files(const std::vector<std::string>& files,
                                    const Recogniser& recogniser, const RunContext& context);

/// Throws BadInput, with the reasons, if the validation has no scored row.
void require_scored_rows(const Validation& validation, const std::vector<std::string>& files);

/// Counts on standard error what is done, if that is a terminal; else nothing.
std::function<void(std::size_t done, std::size_t of)> shown_progress(const std::string& what);

}  // namespace fleetfit
