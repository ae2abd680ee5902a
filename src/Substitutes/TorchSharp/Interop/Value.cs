using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>One argument or result as the native side sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public long Bits;
    public Tag Tag;
    public int Count;

    public readonly double Double => BitConverter.Int64BitsToDouble(Bits);
}
