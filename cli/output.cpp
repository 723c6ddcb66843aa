#include "cli/output.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "fleets/fault.hpp"

namespace fleetfit {
namespace {

[[noreturn]] void cannot_write(const std::string& file, const std::string& why) {
  throw BadInput({{.file = file,
                   .line = 0,
                   .key = "",
                   .problem = "cannot be written: " + why,
                   .remedy = "give --json a file in a folder that exists and may be written"}});
}

/// Writes beside the file and renames, so that nobody ever sees half a result.
void write_file(const std::string& file, const std::string& text) {
  const std::filesystem::path path{file};
  if (std::filesystem::is_directory(path)) cannot_write(file, "it is a directory");
  const std::filesystem::path part{file + ".part"};
  std::ofstream out(part, std::ios::binary);
  out << text;
  out.close();
  if (!out) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    cannot_write(file, "the folder is missing, full or protected");
  }
  std::filesystem::rename(part, path);
}

}  // namespace

void write_result(const std::string& text, const nlohmann::ordered_json& result,
                  const std::string& json) {
  constexpr int indent = 2;
  if (json == "-") {
    fmt::print("{}\n", result.dump(indent));
    return;
  }
  if (!json.empty()) write_file(json, result.dump(indent) + "\n");
  fmt::print("{}", text);
}

}  // namespace fleetfit
