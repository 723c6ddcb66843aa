# Compiles sources of a target several at a time, those whose unnamed namespaces go together: faster
# to build everything at once, slower after a change. Which those are is found when CMake runs; a
# build that a change must pass does without.

option(FLEETFIT_BATCHES "Compile many sources at a time: faster to build everything at once" OFF)

function(fleetfit_batch target)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(listed ${target} SOURCES)
  set(sources)
  foreach(source IN LISTS listed)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${folder}" NORMALIZE)
    if(source MATCHES "[.]cpp$" AND NOT source MATCHES "_on_gpu[.]cpp$")
      list(APPEND sources "${source}")
    endif()
  endforeach()
  file(GLOB_RECURSE headers "${PROJECT_SOURCE_DIR}/kernels/*.hpp" "${PROJECT_SOURCE_DIR}/fleets/*.hpp"
    "${PROJECT_SOURCE_DIR}/engine/*.hpp" "${PROJECT_SOURCE_DIR}/cli/*.hpp"
    "${PROJECT_SOURCE_DIR}/tests/*.hpp")
  execute_process(
    COMMAND awk -v most=12 -f "${PROJECT_SOURCE_DIR}/cmake/unnamed_namespaces.awk"
      -f "${PROJECT_SOURCE_DIR}/cmake/unity_groups.awk" ${headers} ${sources}
    OUTPUT_VARIABLE lines OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" lines "${lines}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([0-9]+) (.+)$" ignored "${line}")
    set_source_files_properties("${CMAKE_MATCH_2}" TARGET_DIRECTORY ${target}
      PROPERTIES UNITY_GROUP batch_${CMAKE_MATCH_1})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# After all targets and their sources are known.
function(fleetfit_batch_all)
  get_property(programs GLOBAL PROPERTY fleetfit_test_programs)
  foreach(target IN ITEMS fleetfit_fleets fleetfit_engine fleetfit ${programs})
    fleetfit_batch(${target})
  endforeach()
endfunction()
