#pragma once

#include <string>
#include <vector>

namespace fleetfit {

/// The first tag that is never closed or closes another; empty if the markup is well formed.
inline std::string unbalanced_tag(const std::string& markup) {
  std::vector<std::string> open;
  for (std::size_t at = markup.find('<'); at != std::string::npos; at = markup.find('<', at + 1)) {
    const std::size_t end = markup.find('>', at);
    if (end == std::string::npos) return markup.substr(at);
    const std::string tag = markup.substr(at + 1, end - at - 1);
    if (tag.empty() || tag.find('<') != std::string::npos) return tag;
    if (tag.front() == '!' || tag.back() == '/') continue;
    if (tag.front() != '/') {
      open.push_back(tag.substr(0, tag.find_first_of(" \n")));
    } else if (open.empty() || open.back() != tag.substr(1)) {
      return tag;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

}  // namespace fleetfit
