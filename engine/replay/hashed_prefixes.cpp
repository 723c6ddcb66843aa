#include "engine/replay/hashed_prefixes.hpp"

#include <algorithm>

namespace fleetfit {

HashedPrefixes::HashedPrefixes(const PromptHashes& hashes, std::int32_t replicas,
                               std::int32_t hash_tokens, std::int32_t block_tokens)
    : hashes_(hashes),
      caches_(static_cast<std::size_t>(replicas)),
      hash_tokens_(hash_tokens),
      block_tokens_(block_tokens),
      blocks_each_(hash_tokens / block_tokens) {}

const std::vector<std::uint64_t>& HashedPrefixes::hashes_of(const Request& request) const {
  static const std::vector<std::uint64_t> none;
  const auto found = hashes_.find(request.id);
  return found == hashes_.end() ? none : found->second;
}

std::size_t HashedPrefixes::whole_blocks(const Request& request) const {
  return std::min(hashes_of(request).size(),
                  static_cast<std::size_t>(request.prompt / hash_tokens_));
}

PrefixHit HashedPrefixes::hit(std::int32_t replica, const Request& request,
                              std::int32_t free_blocks) {
  Cache& cache = caches_[static_cast<std::size_t>(replica)];
  const std::int64_t free_tokens = std::int64_t{free_blocks} * block_tokens_;
  while (static_cast<std::int64_t>(cache.unused.size()) * hash_tokens_ > free_tokens) {
    cache.blocks.erase(cache.unused.front());
    cache.unused.pop_front();
  }
  const std::vector<std::uint64_t>& hashes = hashes_of(request);
  PrefixHit hit;
  bool unbroken = true;
  for (std::size_t i = 0; i < whole_blocks(request); ++i) {
    const auto block = cache.blocks.find(hashes[i]);
    unbroken = unbroken && block != cache.blocks.end();
    if (unbroken) hit.tokens += hash_tokens_;
    // Behind a gap nothing is saved to compute, yet what is equal is stored once.
    if (block != cache.blocks.end() && block->second.users > 0) hit.shared_blocks += blocks_each_;
  }
  return hit;
}

void HashedPrefixes::take(std::int32_t replica, const Request& request) {
  Cache& cache = caches_[static_cast<std::size_t>(replica)];
  const std::vector<std::uint64_t>& hashes = hashes_of(request);
  bool found = true;
  looked_up_ += request.prompt;
  for (std::size_t i = 0; i < whole_blocks(request); ++i) {
    const auto [block, is_new] = cache.blocks.try_emplace(hashes[i]);
    found = found && !is_new;
    if (found) found_ += hash_tokens_;
    if (!is_new && block->second.users == 0) cache.unused.erase(block->second.unused);
    block->second.users += 1;
  }
}

std::int32_t HashedPrefixes::release(std::int32_t replica, const Request& request) {
  Cache& cache = caches_[static_cast<std::size_t>(replica)];
  const std::vector<std::uint64_t>& hashes = hashes_of(request);
  std::int32_t kept = 0;
  // The end of a prompt is of least use to others: it becomes the least recently used.
  for (std::size_t i = whole_blocks(request); i-- > 0;) {
    Block& block = cache.blocks.at(hashes[i]);
    block.users -= 1;
    if (block.users > 0) {
      kept += blocks_each_;
    } else {
      block.unused = cache.unused.insert(cache.unused.end(), hashes[i]);
    }
  }
  return kept;
}

void HashedPrefixes::forget(std::int32_t replica) {
  caches_[static_cast<std::size_t>(replica)] = {};
}

}  // namespace fleetfit
