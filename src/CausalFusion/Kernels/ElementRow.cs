using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CausalFusion.Kernels;

/// <summary>Rows of values between float32 and the type that they have in memory.</summary>
internal static unsafe class ElementRow
{
    /// <summary>Reads a row, scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Read<T>(T* source, float* destination, int count, float scale = 1)
        where T : unmanaged, IElement<T>
    {
        int i = 0;
        for (; i + 16 <= count; i += 16)
        {
            (T.Load(source + i) * scale).Store(destination + i);
        }
        for (; i < count; i++)
        {
            destination[i] = T.Get(source + i) * scale;
        }
    }

    /// <summary>Writes a row, scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<T>(float* source, T* destination, int count, float scale = 1)
        where T : unmanaged, IElement<T>
    {
        int i = 0;
        for (; i + 16 <= count; i += 16)
        {
            T.Store(Vector512.Load(source + i) * scale, destination + i);
        }
        for (; i < count; i++)
        {
            T.Set(source[i] * scale, destination + i);
        }
    }
}
