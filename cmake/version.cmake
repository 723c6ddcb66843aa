# Generates fleetfit/version.hpp from the project's version.

set(FLEETFIT_GENERATED_DIR "${PROJECT_BINARY_DIR}/generated")
configure_file("${CMAKE_CURRENT_LIST_DIR}/version.hpp.in"
  "${FLEETFIT_GENERATED_DIR}/fleetfit/version.hpp" @ONLY)
