# Heavy headers are compiled once a target: those of tests always, of all else with
# FLEETFIT_PRECOMPILE. It hides a missing #include, so at least one build that a change must pass
# does without. Never with a GPU backend: CMake gives the host's precompiled headers the form of the
# GPU compiler, which GCC refuses.

option(FLEETFIT_PRECOMPILE "Precompile heavy headers: faster to build everything" OFF)

function(fleetfit_precompile target)
  if(FLEETFIT_PRECOMPILE)
    fleetfit_precompile_always(${target} ${ARGN})
  endif()
endfunction()

function(fleetfit_precompile_always target)
  if(FLEETFIT_GPU STREQUAL "OFF")
    target_precompile_headers(${target} PRIVATE
      <algorithm> <filesystem> <functional> <map> <string> <vector> ${ARGN})
  endif()
endfunction()
