#pragma once

#if defined(__HIPCC__)
#include <hip/hip_runtime.h>  // defines the two attributes and the device's <cmath>
#endif

#if defined(__CUDACC__) || defined(__HIPCC__)
#define HOST_DEVICE __host__ __device__
#else
#define HOST_DEVICE
#endif
