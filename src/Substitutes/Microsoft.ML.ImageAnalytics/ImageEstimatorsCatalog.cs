using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML;

/// <summary>The image transforms.</summary>
public static class ImageEstimatorsCatalog
{
    /// <summary>Makes images grey.</summary>
    public static ImageGrayscalingEstimator ConvertToGrayscale(this TransformsCatalog catalog, string outputColumnName,
        string inputColumnName = null) =>
        new(catalog.Environment, (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>Loads the images whose paths a text column holds.</summary>
    public static ImageLoadingEstimator LoadImages(this TransformsCatalog catalog, string outputColumnName, string imageFolder,
        string inputColumnName = null) =>
        new(catalog.Environment, imageFolder, true, (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>Loads the files whose paths a text column holds, as vectors of bytes.</summary>
    public static ImageLoadingEstimator LoadRawImageBytes(this TransformsCatalog catalog, string outputColumnName, string imageFolder,
        string inputColumnName = null) =>
        new(catalog.Environment, imageFolder, false, (outputColumnName, inputColumnName ?? outputColumnName));

    /// <summary>
    /// Makes vectors of images' pixels: (colour − <paramref name="offsetImage"/>) × <paramref name="scaleImage"/>, or with
    /// <paramref name="outputAsFloatArray"/> false the colours as bytes.
    /// </summary>
    public static ImagePixelExtractingEstimator ExtractPixels(this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavePixelColors = false, float offsetImage = 0, float scaleImage = 1, bool outputAsFloatArray = true) =>
        new(catalog.Environment, new ImagePixelExtractingEstimator.ColumnOptions(outputColumnName, inputColumnName, colorsToExtract,
            orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray));

    /// <summary>Brings images to one size.</summary>
    public static ImageResizingEstimator ResizeImages(this TransformsCatalog catalog, string outputColumnName, int imageWidth, int imageHeight,
        string inputColumnName = null, ImageResizingEstimator.ResizingKind resizing = ImageResizingEstimator.ResizingKind.IsoCrop,
        ImageResizingEstimator.Anchor cropAnchor = ImageResizingEstimator.Anchor.Center) =>
        new(catalog.Environment,
            new ImageResizingEstimator.ColumnOptions(outputColumnName, imageWidth, imageHeight, inputColumnName, resizing, cropAnchor));

    /// <summary>
    /// Makes images of vectors of pixels: value × <paramref name="scaleImage"/> − <paramref name="offsetImage"/> (bytes are taken as they are), and
    /// a default for colours that the vectors do not hold.
    /// </summary>
    public static VectorToImageConvertingEstimator ConvertToImage(this TransformsCatalog catalog, int imageHeight, int imageWidth,
        string outputColumnName, string inputColumnName = null,
        ImagePixelExtractingEstimator.ColorBits colorsPresent = ImagePixelExtractingEstimator.ColorBits.Rgb,
        ImagePixelExtractingEstimator.ColorsOrder orderOfColors = ImagePixelExtractingEstimator.ColorsOrder.ARGB,
        bool interleavedColors = false, float scaleImage = 1, float offsetImage = 0,
        int defaultAlpha = 255, int defaultRed = 0, int defaultGreen = 0, int defaultBlue = 0) =>
        new(catalog.Environment, new VectorToImageConvertingEstimator.ColumnOptions(outputColumnName, imageHeight, imageWidth, inputColumnName,
            new PixelLayout(colorsPresent, orderOfColors, interleavedColors), scaleImage, offsetImage,
            [defaultRed, defaultGreen, defaultBlue, defaultAlpha]));
}
