# Entry of find_package(fleetfit): the packages first, then our targets.

include("${CMAKE_CURRENT_LIST_DIR}/packages.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/fleetfitTargets.cmake")
