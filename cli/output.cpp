#include "cli/output.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "fleets/fault.hpp"

namespace fleetfit {
namespace {

[[noreturn]] void cannot_write(const std::string& option, const std::string& file,
                               const std::string& why) {
  throw BadInput(
      {{.file = file,
        .line = 0,
        .key = "",
        .problem = "cannot be written: " + why,
        .remedy = "give " + option + " a file in a folder that exists and may be written"}});
}

bool written(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  return static_cast<bool>(out);
}

/// Writes beside the file and renames, so that nobody ever sees half a result; a device or a pipe
/// is written to as it is.
void write_file(const std::string& option, const std::string& file, const std::string& text) {
  namespace fs = std::filesystem;
  const fs::path path{file};
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) cannot_write(option, file, "it is a directory");
  const bool in_place = fs::exists(status) && !fs::is_regular_file(status);
  const fs::path part{in_place ? file : file + ".part"};
  const bool whole = written(part, text);
  error.clear();
  if (whole && !in_place) fs::rename(part, path, error);
  if (whole && !error) return;
  if (!in_place) fs::remove(part, error);
  cannot_write(option, file, "the folder is missing, full or protected");
}

}  // namespace

void write_result(const std::string& text, const nlohmann::ordered_json& result,
                  const std::string& json) {
  constexpr int indent = 2;
  if (json == "-") {
    fmt::print("{}\n", result.dump(indent));
    return;
  }
  if (!json.empty()) write_file("--json", json, result.dump(indent) + "\n");
  fmt::print("{}", text);
}

void write_page(const std::string& option, const std::string& file,
                const std::function<std::string()>& page) {
  if (file == "-") cannot_write(option, file, "standard output takes the text or --json");
  if (!file.empty()) write_file(option, file, page());
}

}  // namespace fleetfit
