#include "kernels/vocabulary/column.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace fleetfit {
namespace {

enum class ReplicaId : std::int32_t {};
enum class RequestId : std::int32_t {};

template <class Column, class Id>
concept IndexedBy = requires(Column column, Id id) { column[id]; };

static_assert(IndexedBy<Column<ReplicaId, int>, ReplicaId>);
static_assert(!IndexedBy<Column<ReplicaId, int>, RequestId>);
static_assert(!IndexedBy<Column<ReplicaId, int>, int>);

TEST(Column, ReadsAndWritesTheValueOfAnId) {
  std::vector<int> running = {1, 2, 3};
  const Column<ReplicaId, int> column{running.data()};

  column[ReplicaId{1}] += 10;

  EXPECT_EQ(column[ReplicaId{1}], 12);
  EXPECT_EQ(running[1], 12);
}

}  // namespace
}  // namespace fleetfit
