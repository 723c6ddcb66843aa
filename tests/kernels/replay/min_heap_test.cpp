#include "kernels/replay/min_heap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

TEST(MinHeap, GivesTheLeastWhateverIsErased) {
  std::vector<std::uint64_t> memory(200);
  MinHeap<std::uint64_t> heap{.data = memory.data()};
  std::vector<std::uint64_t> expected;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const std::uint64_t key = random(1, Stream::lengths, 0, i).word[0] % 1000;
    heap.push(key);
    expected.push_back(key);
  }
  for (std::uint32_t i = 0; i < 50; ++i) {
    const auto place = static_cast<std::int32_t>(random(2, Stream::lengths, 0, i).word[0] %
                                                 static_cast<std::uint32_t>(heap.size));
    const auto found =
        std::find(expected.begin(), expected.end(), memory[static_cast<std::size_t>(place)]);
    expected.erase(found);
    heap.erase(place);
  }
  std::sort(expected.begin(), expected.end());

  for (const std::uint64_t key : expected) {
    EXPECT_EQ(heap.top(), key);
    heap.pop();
  }
  EXPECT_EQ(heap.size, 0);
}

}  // namespace
}  // namespace fleetfit
