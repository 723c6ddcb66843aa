#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace fleetfit {

/// What a user sees of one run.
struct Outcome {
  int exit_code{};
  std::string out;
  std::string err;
};

/// Runs the real program in an empty folder of its own.
class Program : public ::testing::Test {
 protected:
  Program() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("fleetfit_") + test->test_suite_name() + "_" + test->name();
    std::replace(name.begin(), name.end(), '/', '_');
    folder_ = std::filesystem::temp_directory_path() / (name + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~Program() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  /// Arguments and environment as a shell reads them.
  [[nodiscard]] Outcome fleetfit(const std::string& arguments,
                                 const std::string& environment = "") const {
    const std::string out = path("stdout");
    const std::string err = path("stderr");
    const std::string command = "cd '" + folder_.string() + "' && " + environment +
                                " FLEETFIT_FLEETS='" FLEETFIT_SOURCE_DIR "/fleets' '" +
                                FLEETFIT_PROGRAM + "' " + arguments + " >'" + out + "' 2>'" + err +
                                "' </dev/null";
    const int status = std::system(command.c_str());
    Outcome run{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(out), read(err)};
    std::filesystem::remove(out);
    std::filesystem::remove(err);
    return run;
  }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }
  [[nodiscard]] bool folder_is_empty() const { return std::filesystem::is_empty(folder_); }

  [[nodiscard]] static std::string read(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace fleetfit
