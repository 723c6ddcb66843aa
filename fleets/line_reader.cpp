#include "fleets/line_reader.hpp"

#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "fleets/file_text.hpp"

namespace fleetfit {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t chunk_bytes = std::size_t{1} << 16U;
/// A result with the times of each of 100,000 requests has about 40 MiB in one line.
constexpr std::size_t longest_line_bytes = std::size_t{64} << 20U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string why_not_readable(const std::string& file) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (!fs::exists(status)) return "does not exist";
  if (fs::is_directory(status)) return "is a directory";
  return fs::is_regular_file(status) ? "" : "is not a regular file";
}

gzFile as_gz(void* stream) { return static_cast<gzFile>(stream); }

}  // namespace

void LineReader::Close::operator()(void* stream) const { gzclose_r(as_gz(stream)); }

LineReader::LineReader(std::string file, Faults& faults) : file_(std::move(file)), faults_(faults) {
  if (const std::string why = why_not_readable(file_); !why.empty()) {
    refuse(why, "give the path of a CSV or JSON file, plain or gzip");
    return;
  }
  stream_.reset(gzopen(file_.c_str(), "rb"));
  if (!stream_) refuse("cannot be opened", "check its permissions");
}

bool LineReader::refuse(std::string problem, std::string remedy) {
  if (!broken_) faults_.add({file_, line_}, "", std::move(problem), std::move(remedy));
  broken_ = true;
  return false;
}

void LineReader::again(std::string line) {
  again_ = std::move(line);
  --line_;
}

bool LineReader::next(std::string& line) {
  if (!again_.empty()) {
    line = std::move(again_);
    again_.clear();
    ++line_;
    return true;
  }
  std::size_t end = buffer_.find('\n', begin_);
  while (end == std::string::npos && fill()) end = buffer_.find('\n', begin_);
  if (broken_ || begin_ == buffer_.size()) return false;
  const std::size_t size = end == std::string::npos ? buffer_.size() - begin_ : end + 1 - begin_;
  line.assign(buffer_, begin_, size);
  begin_ += size;
  ++line_;
  if (line_ == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
  if (line_of_bad_text(line) == 0) return true;
  return refuse("bytes that are not UTF-8 text", "give a CSV or JSON file, plain or gzip");
}

/// Appends a chunk to the buffer. False at the end, or at what cannot be read.
bool LineReader::fill() {
  if (!stream_ || broken_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (buffer_.size() > longest_line_bytes) {
    return refuse("a line of more than 64 MiB", "give a CSV or JSON file of shorter lines");
  }
  const std::size_t size = buffer_.size();
  buffer_.resize(size + chunk_bytes);
  const int read = gzread(as_gz(stream_.get()), &buffer_[size], chunk_bytes);
  buffer_.resize(size + static_cast<std::size_t>(std::max(read, 0)));
  if (read <= 0) end_of_data();
  return read > 0;
}

void LineReader::end_of_data() {
  int code = Z_OK;
  gzerror(as_gz(stream_.get()), &code);
  if (code == Z_BUF_ERROR) {
    refuse("the gzip file ends too early; the rows before are read", "copy the whole file again");
  } else if (code != Z_OK && code != Z_STREAM_END) {
    refuse("the gzip file is damaged; the rows before are read", "copy the file again");
  }
}

}  // namespace fleetfit
