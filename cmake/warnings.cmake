# Warnings for our own code; packages are SYSTEM and stay silent. Presets make them errors.

add_library(fleetfit_warnings INTERFACE)
set(common -Wall -Wextra)
# In a batch it would object to a name in one source that an earlier one has.
if(NOT FLEETFIT_BATCHES)
  list(APPEND common -Wshadow)
endif()
set(strict ${common} -Wpedantic -Wconversion)
# GCC 12 warns about appended strings (GCC bug 105651): no fault of ours.
set(gnu ${strict} -Wno-restrict)
# With sanitizers GCC warns about variables in its own <regex> (GCC bug 105562).
if(FLEETFIT_SANITIZE)
  list(APPEND gnu -Wno-maybe-uninitialized)
endif()
# The launcher asks for vectorisation; that a body is too branchy for it is no fault.
set(clang ${strict} -Wno-pass-failed)
list(JOIN common "," common_commas)
target_compile_options(fleetfit_warnings INTERFACE
  "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:${gnu}>"
  "$<$<COMPILE_LANG_AND_ID:CXX,Clang>:${clang}>"
  "$<$<COMPILE_LANGUAGE:HIP>:${clang}>"
  "$<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=${common_commas}>")
# CMake hands the GPU architectures to the linker too, where clang has no use for them.
target_link_options(fleetfit_warnings INTERFACE
  "$<$<LINK_LANGUAGE:HIP>:-Wno-unused-command-line-argument>")
