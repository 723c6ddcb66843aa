#include "cli/requests_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "fleets/fault.hpp"

namespace fleetfit {
namespace {

/// Microseconds, as whole as they are.
std::string microseconds_text(Time time) {
  const Time whole = time / clock::microsecond;
  const Time rest = time % clock::microsecond;
  if (rest == 0) return fmt::format("{}", whole);
  std::string text = fmt::format("{}.{:06}", whole, rest);
  while (text.back() == '0') text.pop_back();
  return text;
}

std::string row(const RequestRecord& record) {
  const Request& request = record.request;
  if (record.ending != Ending::finished) {
    return fmt::format("{},{},,,,{}\n", request.id, record.replica, request.preemptions);
  }
  const Time ttft = request.first_token - request.arrived;
  const Time e2e = record.ended - request.arrived;
  const Time tpot = request.output > 1 ? (e2e - ttft) / (request.output - 1) : 0;
  return fmt::format("{},{},{},{},{},{}\n", request.id, record.replica, microseconds_text(ttft),
                     microseconds_text(tpot), microseconds_text(e2e), request.preemptions);
}

/// Where rows go until all are there: beside the file. Nothing for a device or a pipe, which is
/// written to as it is and never replaced or removed.
std::string part_of(const std::string& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  const bool in_place =
      std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  return in_place ? "" : file + ".part";
}

}  // namespace

RequestsFile::RequestsFile(std::string file) : file_(std::move(file)), part_(part_of(file_)) {
  std::error_code error;
  if (file_ == "-" || std::filesystem::is_directory(file_, error)) cannot_write();
  out_.open(part_.empty() ? file_ : part_, std::ios::binary);
  if (!out_) cannot_write();
  out_ << "request,replica,ttft_us,tpot_us,e2e_us,preemptions\n";
}

RequestsFile::~RequestsFile() {
  std::error_code error;
  if (!part_.empty()) std::filesystem::remove(part_, error);
}

void RequestsFile::cannot_write() const {
  std::error_code error;
  if (!part_.empty()) std::filesystem::remove(part_, error);
  throw BadInput({{.file = file_,
                   .line = 0,
                   .key = "",
                   .problem = "cannot be written: the folder is missing, full or protected, or it "
                              "is a directory or standard output",
                   .remedy = "give --requests-out a file in a folder that exists"}});
}

void RequestsFile::add(const RequestRecord& record) {
  waiting_.emplace(record.request.id, row(record));
  write_ready();
}

void RequestsFile::write_ready() {
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    out_ << waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    ++next_;
  }
}

void RequestsFile::finish() {
  out_.close();
  std::error_code error;
  if (out_ && !part_.empty()) std::filesystem::rename(part_, file_, error);
  if (!out_ || error) cannot_write();
  part_.clear();
}

}  // namespace fleetfit
