#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace fleetfit {

/// Nanoseconds since 1970 of "2023-11-16 18:15:46.6805900", with T for the blank and with Z or
/// +08:00 behind it if need be; nothing if it is no such time.
std::optional<std::int64_t> date_time_ns(const std::string& text);

}  // namespace fleetfit
