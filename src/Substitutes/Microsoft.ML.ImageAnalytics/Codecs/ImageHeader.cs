using System.Runtime.InteropServices;

namespace Microsoft.ML.ImageAnalytics.Codecs;

/// <summary>What an image file says of itself; laid out as codec_info in native/codec.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageHeader
{
    public int Width;
    public int Height;
    public int HasAlpha;
}
