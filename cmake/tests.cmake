# fleetfit_add_test(kernels/roofline/step_time [LABEL unit|agreement|theory|scenario] [ON_GPU])
# adds tests/kernels/roofline/step_time_test.cpp. Tests of one top folder and one label share an
# executable (kernels_unit_tests). ON_GPU adds step_time_on_gpu.cpp too, compiled for the GPU (no
# GoogleTest in there: hipcc 5.2 crashes on it); without a GPU backend the test is left out.

find_package(GTest REQUIRED)
include(GoogleTest)
add_custom_target(agreement_tests)

function(fleetfit_add_test subject)
  cmake_parse_arguments(PARSE_ARGV 1 test "ON_GPU" "LABEL" "")
  if(NOT DEFINED test_LABEL)
    set(test_LABEL unit)
  endif()
  if(test_UNPARSED_ARGUMENTS OR NOT test_LABEL MATCHES "^(unit|agreement|theory|scenario)$")
    message(FATAL_ERROR "fleetfit_add_test(${ARGV}): LABEL is unit, agreement, theory or scenario")
  endif()
  if(test_ON_GPU AND FLEETFIT_GPU STREQUAL "OFF")
    return()
  endif()

  string(REGEX MATCH "^[^/]+" folder "${subject}")
  set(program ${folder}_${test_LABEL}_tests)
  if(NOT TARGET ${program})
    fleetfit_add_test_program(${program} ${folder} ${test_LABEL})
  endif()
  target_sources(${program} PRIVATE ${subject}_test.cpp)
  if(test_ON_GPU)
    fleetfit_gpu_sources(${program} ${subject}_on_gpu.cpp)
  endif()
endfunction()

function(fleetfit_add_test_program program folder label)
  add_executable(${program})
  fleetfit_precompile_always(${program} <gmock/gmock.h> <gtest/gtest.h>)
  if(NOT folder STREQUAL "kernels")
    fleetfit_precompile_always(${program} <nlohmann/json.hpp>)
  endif()
  # Tests are compiled more often than their seconds count.
  target_compile_options(${program} PRIVATE $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:-O0>)
  target_link_libraries(${program} PRIVATE fleetfit_kernels fleetfit_warnings GTest::gmock_main)
  if(TARGET fleetfit_${folder})
    target_link_libraries(${program} PRIVATE fleetfit_${folder})
  endif()
  if(folder STREQUAL "cli")
    add_dependencies(${program} fleetfit)
    target_link_libraries(${program} PRIVATE fleetfit_engine)
    target_compile_definitions(${program} PRIVATE FLEETFIT_PROGRAM="$<TARGET_FILE:fleetfit>")
  endif()
  target_compile_definitions(${program} PRIVATE FLEETFIT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(${program}
    DISCOVERY_MODE PRE_TEST
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES LABELS ${label})
  if(label STREQUAL "agreement")
    add_dependencies(agreement_tests ${program})
    target_link_libraries(${program} PRIVATE fleetfit_engine)
  endif()
endfunction()
