#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "fleets/measurement_reader.hpp"

namespace fleetfit {

/// A folder of its own for each test: measurements, and a catalogue with a few names.
class SmallCatalog : public ::testing::Test {
 protected:
  SmallCatalog() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("fleetfit_") + test->test_suite_name() + "_" + test->name();
    std::replace(name.begin(), name.end(), '/', '_');
    root = std::filesystem::temp_directory_path() / (name + "_" + std::to_string(getpid()));
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root);
    std::filesystem::create_directory_symlink(
        std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets" / "schemas", root / "schemas");
    for (const char* card : {"H100", "H20-96GB"}) add_entry("cards", card);
    for (const char* llm : {"Llama-3.1-8B", "DeepSeek-R1"}) add_entry("llms", llm);
  }
  ~SmallCatalog() override {
    std::error_code ignored;
    std::filesystem::remove_all(root, ignored);
  }

  /// Writes a file and reads the measurements in it.
  Measurements read(const std::string& file, const std::string& text,
                    const RunContext& context = {}) const {
    std::ofstream(root / file, std::ios::binary) << text;
    return read_file(file, context);
  }

  Measurements read_file(const std::string& file, const RunContext& context = {}) const {
    return read_measurements((root / file).string(), Recogniser(Catalog(root)), context);
  }

  /// All messages, with the folder of the test left out.
  std::string complaint(const Measurements& measurements) const {
    std::string all;
    for (const Fault& fault : measurements.faults) all += text(fault) + "\n";
    const std::string folder = root.string() + "/";
    for (std::size_t at = all.find(folder); at != std::string::npos; at = all.find(folder)) {
      all.erase(at, folder.size());
    }
    if (!all.empty()) all.pop_back();
    return all;
  }

  /// The bytes of a gzip file with this text.
  std::string gzip(const std::string& text) const {
    const std::string path = (root / "packed").string();
    gzFile packed = gzopen(path.c_str(), "wb");
    gzwrite(packed, text.data(), static_cast<unsigned>(text.size()));
    gzclose(packed);
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  std::filesystem::path root;

 private:
  void add_entry(const std::string& kind, const std::string& entry) const {
    std::filesystem::create_directories(root / kind);
    std::ofstream(root / kind / (entry + ".yaml")) << "name: " << entry << "\n";
  }
};

}  // namespace fleetfit
