#include "fleets/stated_layout.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <sstream>

namespace fleetfit {

namespace {

constexpr int largest_degree = 100'000;

/// Ranks of attention that share the experts of all their cards.
Layout shared_experts(int tp, int dp, int pp) {
  return {.tp = tp, .dp = dp, .pp = pp, .ep = tp * dp};
}

std::optional<MeasuredReplica> fill(const Layout& layout, double all) {
  const double replicas = all / cards(layout);
  if (replicas < 1.0 || std::floor(replicas) != replicas) return std::nullopt;
  return MeasuredReplica{.layout = layout, .replicas = replicas};
}

/// Halves what counts dies; a half card stays one.
void count_cards(StatedLayout& stated) {
  const int dies = stated.dies_per_card;
  if (dies > 1 && stated.tp % dies == 0) {
    stated.tp /= dies;
    if (stated.ep > 1 && stated.ep % dies == 0) stated.ep /= dies;
    // SGLang's ranks share the cards of tp: no more ranks than cards.
    if (stated.tp == stated.cards) stated.dp = std::min(stated.dp, stated.tp);
  }
  stated.cards = std::max(stated.cards, 1.0);
}

/// "tp4pp2" as "tp4 pp2".
std::string with_blanks(const std::string& text) {
  std::string spaced;
  for (const char c : text) {
    const bool digit_before =
        !spaced.empty() && std::isdigit(static_cast<unsigned char>(spaced.back()));
    if (digit_before && std::isalpha(static_cast<unsigned char>(c))) spaced += ' ';
    spaced += c;
  }
  return spaced;
}

}  // namespace

double cards_of(const MeasuredReplica& replica) { return cards(replica.layout) * replica.replicas; }

std::optional<MeasuredReplica> replicas_of(StatedLayout stated) {
  count_cards(stated);
  const auto [all, tp, pp, dp, ep, dies] = stated;
  const bool shares = ep > 1 && ep == tp * dp && dp > 1;
  if (dp > 1 && tp * pp == all && tp % dp == 0) {
    return fill(shared_experts(tp / dp, dp, pp), all);
  }
  if (shares && tp * dp * pp > all) return fill(shared_experts(tp, dp, pp), tp * dp * pp);
  if (shares) return fill(shared_experts(tp, dp, pp), all);
  if (tp * dp * pp > all) return std::nullopt;
  // The engine knows experts split by all cards of a replica or by none.
  return fill({.tp = tp, .dp = 1, .pp = pp, .ep = ep > 1 ? tp : 1}, all);
}

std::optional<MeasuredReplica> parse_stated_layout(const std::string& text) {
  std::map<std::string, int> degrees;
  std::istringstream words(with_blanks(text));
  for (std::string word; words >> word;) {
    const std::string name = word.substr(0, 2);
    int degree = 0;
    const auto [end, error] =
        std::from_chars(word.data() + name.size(), word.data() + word.size(), degree);
    const bool known = name == "tp" || name == "pp" || name == "dp" || name == "ep";
    const bool number = error == std::errc{} && end == word.data() + word.size() && degree > 0;
    if (!known || !number || degree > largest_degree) return std::nullopt;
    if (!degrees.emplace(name, degree).second) return std::nullopt;
  }
  if (degrees.empty()) return std::nullopt;
  const auto degree = [&](const char* name) {
    const auto found = degrees.find(name);
    return found == degrees.end() ? 1 : found->second;
  };
  const int tp = degree("tp");
  const int dp = degree("dp");
  const int ep = degree("ep");
  const bool inside_tp = ep > 1 && ep == tp && tp % dp == 0;
  const double all = static_cast<double>(tp) * degree("pp") * (inside_tp ? 1 : dp);
  return replicas_of({.cards = all, .tp = tp, .pp = degree("pp"), .dp = dp, .ep = ep});
}

}  // namespace fleetfit
