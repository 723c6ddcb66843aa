#include "kernels/replay/waiting_queue.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace fleetfit {
namespace {

Request arrived_at(Time t) { return {.id = t, .arrived = t}; }

std::vector<std::int64_t> drained(WaitingQueue& queue) {
  std::vector<std::int64_t> ids;
  for (; queue.size > 0; queue.pop_front()) ids.push_back(queue.front().id);
  return ids;
}

TEST(WaitingQueue, IsFirstInFirstOutAroundTheEnd) {
  std::vector<Request> ring(4);
  WaitingQueue queue{.ring = ring.data(), .capacity = 4};
  for (const Time t : {1, 2, 3}) queue.push_back(arrived_at(t));
  queue.pop_front();
  queue.pop_front();
  for (const Time t : {4, 5, 6}) queue.push_back(arrived_at(t));

  EXPECT_EQ(drained(queue), (std::vector<std::int64_t>{3, 4, 5, 6}));
}

TEST(WaitingQueue, PutsBackByArrival) {
  std::vector<Request> ring(8);
  WaitingQueue queue{.ring = ring.data(), .capacity = 8};
  for (const Time t : {5, 7}) queue.push_back(arrived_at(t));

  for (const Time t : {4, 3, 6}) queue.put_back(arrived_at(t));

  EXPECT_EQ(drained(queue), (std::vector<std::int64_t>{3, 4, 5, 6, 7}));
}

}  // namespace
}  // namespace fleetfit
