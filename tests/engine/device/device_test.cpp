#include "engine/device/device.hpp"

#include <gtest/gtest.h>

#include <string>

#include "engine/device/machine_error.hpp"

namespace fleetfit {
namespace {

constexpr Machine host_only{.backend = Backend::none, .gpus = 0};
constexpr Machine cuda_without_gpu{.backend = Backend::cuda, .gpus = 0};
constexpr Machine cuda_with_gpu{.backend = Backend::cuda, .gpus = 1};

std::string refusal(Machine machine) {
  try {
    choose_device(DeviceRequest::gpu, machine);
  } catch (const MachineError& error) {
    return error.what();
  }
  return "";
}

TEST(ChooseDevice, TakesTheGpuWhereThereIsOne) {
  EXPECT_EQ(choose_device(DeviceRequest::automatic, cuda_with_gpu).device, Device::automatic);
  EXPECT_EQ(choose_device(DeviceRequest::gpu, cuda_with_gpu).device, Device::gpu);
}

TEST(ChooseDevice, ObeysARequestForTheCpu) {
  EXPECT_EQ(choose_device(DeviceRequest::cpu, cuda_with_gpu).device, Device::cpu);
}

TEST(ChooseDevice, SaysThatItFallsBackToTheCpu) {
  const DeviceChoice choice = choose_device(DeviceRequest::automatic, cuda_without_gpu);

  EXPECT_EQ(choice.device, Device::cpu);
  EXPECT_EQ(choice.note, "no GPU found, running on the CPU");
}

TEST(ChooseDevice, IsSilentInAHostOnlyProgram) {
  const DeviceChoice choice = choose_device(DeviceRequest::automatic, host_only);

  EXPECT_EQ(choice.device, Device::cpu);
  EXPECT_EQ(choice.note, "");
}

TEST(ChooseDevice, RefusesAGpuThatIsNotThereWithARemedy) {
  EXPECT_NE(refusal(cuda_without_gpu).find("check the driver"), std::string::npos);
  EXPECT_NE(refusal(host_only).find("build with the preset cuda or hip"), std::string::npos);
}

TEST(ThisMachine, CountsNoGpusWithoutABackend) {
  const Machine machine = this_machine();

  EXPECT_GE(machine.gpus, 0);
  EXPECT_TRUE(machine.backend != Backend::none || machine.gpus == 0);
}

}  // namespace
}  // namespace fleetfit
