#include "kernels/vocabulary/device_array.hpp"
#include "kernels/vocabulary/for_each_gpu.hpp"
#include "tests/kernels/vocabulary/draw_numbers.hpp"

namespace fleetfit {

std::vector<Drawn> draw_on_gpu(std::size_t count) {
  const DeviceArray<Drawn> drawn(count);
  for_each_on_gpu<DrawId>(count, DrawNumbers{.drawn = {drawn.data()}});
  return drawn.to_host();
}

}  // namespace fleetfit
