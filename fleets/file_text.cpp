#include "fleets/file_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace fleetfit {

namespace {

constexpr double mebi = 1024.0 * 1024.0;
/// A hundred times the largest file that we ship; YAML of this size takes seconds to read.
constexpr std::uintmax_t largest_file_bytes = std::uintmax_t{8} << 20U;

/// Bytes of the UTF-8 character that starts here; 0 if none does.
std::size_t character_size(const std::string& text, std::size_t begin) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(begin);
  if (first < 0x80) return first >= 0x20 || first == '\n' || first == '\r' || first == '\t';
  const std::size_t size = first >= 0xF5 ? 0 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || size == 0) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(begin + i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(begin + 1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second >= 0xA0;
  const bool beyond = first == 0xF4 && second >= 0x90;
  return overlong || surrogate || beyond ? 0 : size;
}

}  // namespace

int line_of_bad_text(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = character_size(text, i);
    if (size == 0) {
      const auto end = text.begin() + static_cast<std::ptrdiff_t>(i);
      return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
    }
    i += size;
  }
  return 0;
}

std::optional<std::string> read_file_text(const std::filesystem::path& path, const Position& asked,
                                          Faults& faults) {
  const auto refuse = [&](const std::string& problem, std::string remedy) {
    if (asked.file.empty()) {
      faults.add({path.string(), 0}, "", problem, std::move(remedy));
    } else {
      faults.add(asked, "include", path.string() + " " + problem, std::move(remedy));
    }
    return std::nullopt;
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  const std::string remedy = "give the path of a YAML file";
  if (!std::filesystem::exists(status)) return refuse("does not exist", remedy);
  if (std::filesystem::is_directory(status)) return refuse("is a directory", remedy);
  if (!std::filesystem::is_regular_file(status)) return refuse("is not a regular file", remedy);
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!error && size > largest_file_bytes) {
    return refuse(fmt::format("is too large: {:.1f} MiB", static_cast<double>(size) / mebi),
                  "a data file has at most 8 MiB");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refuse("cannot be opened", "check its permissions");
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad()) return refuse("cannot be read", "check the disk");
  if (const int line = line_of_bad_text(text); line > 0) {
    faults.add({path.string(), line}, "", "bytes that are not UTF-8 text",
               "save the file as UTF-8");
    return std::nullopt;
  }
  return text;
}

}  // namespace fleetfit
