#pragma once

// Two functions of OpenMP's runtime, declared here because <omp.h> belongs to one compiler and
// clang-tidy does not find it.
extern "C" int omp_get_max_threads() noexcept;
extern "C" void omp_set_num_threads(int count) noexcept;
