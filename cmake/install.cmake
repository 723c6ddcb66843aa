# Installs the program, the libraries with their headers, and the fleets.

include(CMakePackageConfigHelpers)
set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/fleetfit")

set(installed fleetfit fleetfit_kernels)
foreach(library fleetfit_fleets fleetfit_engine)
  if(TARGET ${library})
    list(APPEND installed ${library})
  endif()
endforeach()
install(TARGETS ${installed} EXPORT fleetfitTargets)
install(EXPORT fleetfitTargets NAMESPACE fleetfit:: DESTINATION "${config_dir}")

foreach(folder kernels fleets engine)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/fleetfit" FILES_MATCHING PATTERN "*.hpp")
endforeach()
install(DIRECTORY "${FLEETFIT_GENERATED_DIR}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/fleetfit")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/fleets" DESTINATION "${CMAKE_INSTALL_DATADIR}/fleetfit"
  PATTERN "*.cpp" EXCLUDE PATTERN "*.hpp" EXCLUDE PATTERN "CMakeLists.txt" EXCLUDE)

write_basic_package_version_file("${PROJECT_BINARY_DIR}/fleetfitConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_SOURCE_DIR}/cmake/fleetfitConfig.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/packages.cmake"
  "${PROJECT_BINARY_DIR}/fleetfitConfigVersion.cmake"
  DESTINATION "${config_dir}")
