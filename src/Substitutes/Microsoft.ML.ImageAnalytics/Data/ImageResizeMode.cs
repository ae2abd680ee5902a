namespace Microsoft.ML.Data;

/// <summary>How an image is fitted to another size, and for crops which part is kept.</summary>
internal enum ImageResizeMode
{
    Pad,
    Fill,
    CropKeepTop,
    CropKeepBottom,
    CropKeepLeft,
    CropKeepRight,
    CropKeepCenter,
}
