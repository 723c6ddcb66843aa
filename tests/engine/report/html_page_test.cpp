#include "engine/report/html_page.hpp"

#include <gmock/gmock.h>

#include "engine/report/validation_html.hpp"
#include "tests/engine/report/small_validation.hpp"
#include "tests/engine/report/well_formed.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HtmlPage, EscapesWhatIsText) {
  Table table({"<th>"});
  table.add({"a & b"});

  const std::string page = html_page("<title>", html_paragraph("<p>") + html_table(table));

  EXPECT_EQ(unbalanced_tag(page), "");
  EXPECT_THAT(page, HasSubstr("<h1>&lt;title&gt;</h1>"));
  EXPECT_THAT(page, HasSubstr("<p>&lt;p&gt;</p>"));
  EXPECT_THAT(page, HasSubstr("&lt;th&gt;"));
  EXPECT_THAT(page, HasSubstr("a &amp; b"));
}

TEST(ValidationHtml, IsOneWellFormedPageThatLoadsNothing) {
  const std::string page = validation_html(small_validation());

  EXPECT_EQ(unbalanced_tag(page), "");
  for (const char* load : {"http", "src=", "href=", "url(", "@import", "<script", "<link"}) {
    EXPECT_THAT(page, Not(HasSubstr(load)));
  }
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
}

TEST(ValidationHtml, HasAPanelForEachKindOfMetric) {
  const std::string page = validation_html(small_validation());

  EXPECT_THAT(page, HasSubstr("Throughput of a card"));
  EXPECT_THAT(page, HasSubstr("Time per output token"));
  EXPECT_THAT(page, Not(HasSubstr("Time to first token")));
}

TEST(ValidationHtml, TellsOfEachPointAndEachSkippedRow) {
  const std::string page = validation_html(small_validation());

  EXPECT_THAT(page, HasSubstr("<title>a-1 per_card_out_tok_s\nLlama, H20\nmeasured 2,000 tok/s\n"
                              "predicted 3,000 tok/s [2,500, 3,500]\nerror +50.0 %</title>"));
  EXPECT_THAT(page, HasSubstr("card &lt;K&amp;R&gt; is unknown"));
  EXPECT_THAT(page, HasSubstr("my.csv:4: tp: -1 is negative"));
}

TEST(ValidationHtml, OfNothingIsAPage) { EXPECT_EQ(unbalanced_tag(validation_html({})), ""); }

}  // namespace
}  // namespace fleetfit
