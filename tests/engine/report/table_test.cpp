#include "engine/report/table.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(Table, AlignsNamesLeftAndNumbersRight) {
  Table table({"pool", "cards"});
  table.add({"h20", "310,000"});
  table.add({"gb200", "20"});

  EXPECT_EQ(table.text(),
            "  pool     cards\n"
            "  -----  -------\n"
            "  h20    310,000\n"
            "  gb200       20\n");
}

TEST(Table, CountsCharactersNotBytes) {
  Table table({"x", "y"}, 2);
  table.add({"«训推»", "1"});

  EXPECT_EQ(table.text(),
            "  x     y\n"
            "  ----  -\n"
            "  «训推»  1\n");
}

TEST(Table, KnowsWhetherItHasRows) {
  Table table({"x"});
  EXPECT_TRUE(table.empty());

  table.add({"1"});

  EXPECT_FALSE(table.empty());
}

}  // namespace
}  // namespace fleetfit
