#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "kernels/replay/replica_run.hpp"

namespace fleetfit {

/// Hashes of the prompts that are on their way, by request.
using PromptHashes = std::unordered_map<std::int64_t, std::vector<std::uint64_t>>;

/// The prefix caches of a pod's replicas: blocks of equal hashes are stored once, and stay after
/// their last user in memory that nothing else needs; the least recently used go first.
class HashedPrefixes {
 public:
  /// A hashed block has `hash_tokens` tokens, in `hash_tokens / block_tokens` whole blocks of KV.
  HashedPrefixes(const PromptHashes& hashes, std::int32_t replicas, std::int32_t hash_tokens,
                 std::int32_t block_tokens);

  PrefixHit hit(std::int32_t replica, const Request& request, std::int32_t free_blocks);
  void take(std::int32_t replica, const Request& request);
  std::int32_t release(std::int32_t replica, const Request& request);
  void forget(std::int32_t replica);

  [[nodiscard]] std::int64_t looked_up_tokens() const { return looked_up_; }
  [[nodiscard]] std::int64_t found_tokens() const { return found_; }

 private:
  struct Block {
    std::int32_t users{};
    std::list<std::uint64_t>::iterator unused{};  // where it is in Cache::unused, without users
  };
  struct Cache {
    std::unordered_map<std::uint64_t, Block> blocks;
    std::list<std::uint64_t> unused;  // least recently used first
  };

  [[nodiscard]] const std::vector<std::uint64_t>& hashes_of(const Request& request) const;
  [[nodiscard]] std::size_t whole_blocks(const Request& request) const;

  const PromptHashes& hashes_;
  std::vector<Cache> caches_;
  std::int32_t hash_tokens_;
  std::int32_t block_tokens_;
  std::int32_t blocks_each_;
  std::int64_t looked_up_{};
  std::int64_t found_{};
};

}  // namespace fleetfit
