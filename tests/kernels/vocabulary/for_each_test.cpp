#include "kernels/vocabulary/for_each.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/vocabulary/column.hpp"

namespace fleetfit {
namespace {

enum class ThingId : std::int32_t {};

struct AddOne {
  Column<ThingId, int> visits;

  void operator()(ThingId id) const { visits[id] += 1; }
};

TEST(ForEachOnHost, VisitsEveryIdOnce) {
  std::vector<int> visits(1'237);

  for_each_on_host<ThingId>(visits.size(), AddOne{.visits = {visits.data()}});

  EXPECT_TRUE(std::ranges::all_of(visits, [](int count) { return count == 1; }));
}

TEST(ForEachOnHost, DoesNothingForNoIds) {
  for_each_on_host<ThingId>(0, AddOne{.visits = {nullptr}});
}

}  // namespace
}  // namespace fleetfit
