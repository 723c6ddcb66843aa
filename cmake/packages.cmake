# Every package the project uses, found once. Also read by the installed fleetfitConfig.cmake.

include(CMakeFindDependencyMacro)
find_dependency(OpenMP COMPONENTS CXX)
find_dependency(fmt)
find_dependency(nlohmann_json)
find_dependency(yaml-cpp)
find_dependency(ZLIB)

# A header-only or plain library that brings no CMake package of its own.
function(fleetfit_find_plain name header)
  if(TARGET ${name}::${name})
    return()
  endif()
  add_library(${name}::${name} INTERFACE IMPORTED)
  find_path(${name}_INCLUDE ${header} PATH_SUFFIXES coin REQUIRED)
  target_include_directories(${name}::${name} INTERFACE "${${name}_INCLUDE}")
  foreach(library IN LISTS ARGN)
    find_library(${library}_LIBRARY ${library} REQUIRED)
    target_link_libraries(${name}::${name} INTERFACE "${${library}_LIBRARY}")
  endforeach()
endfunction()

fleetfit_find_plain(CLI11 CLI/CLI.hpp)
fleetfit_find_plain(valijson valijson/validator.hpp)
fleetfit_find_plain(xxhash xxhash.h)
fleetfit_find_plain(csv csv.h csv)
fleetfit_find_plain(Clp ClpSimplex.hpp Clp CoinUtils)
