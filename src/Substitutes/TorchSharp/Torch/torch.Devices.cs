using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    private static Device defaultDevice = CPU;

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(index);

    public static Device get_default_device() => defaultDevice;

    public static void set_default_device(Device device) => defaultDevice = InitializeDevice(device);

    public static void set_default_device(string device) => set_default_device(new Device(device));

    /// <summary>The device to use where <paramref name="device"/> may be null; null means the default.</summary>
    /// <exception cref="ExternalException">libtorch has no support for such a device.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= defaultDevice;
        InitializeDeviceType(device.type);
        return device;
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType is DeviceType.CPU or DeviceType.META;

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new ExternalException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static bool cuda_is_available() => false;

    public static bool mps_is_available() => false;

    /// <summary>CUDA, of which the CPU build of libtorch has none.</summary>
    public static class cuda
    {
        public static bool is_available() => false;

        public static bool is_cudnn_available() => false;

        public static int device_count() => 0;

        public static void manual_seed(long seed) => InitializeDeviceType(DeviceType.CUDA);

        public static void manual_seed_all(long seed) => InitializeDeviceType(DeviceType.CUDA);

        public static void synchronize(Device? device = null) => InitializeDeviceType(DeviceType.CUDA);
    }
}
