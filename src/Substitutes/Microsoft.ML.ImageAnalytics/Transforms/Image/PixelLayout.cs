using System.Numerics;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Where the colours of an image lie in a vector: which of them, in which order, pixel by pixel or colour by colour.</summary>
internal sealed class PixelLayout
{
    private readonly int[] _planes;

    public PixelLayout(ImagePixelExtractingEstimator.ColorBits colors, ImagePixelExtractingEstimator.ColorsOrder order, bool interleaved)
    {
        IExceptionContext none = null;
        none.CheckUserArg((colors & ImagePixelExtractingEstimator.ColorBits.All) == colors, nameof(colors), $"There are no colours {colors}");
        none.CheckUserArg(colors != 0, nameof(colors), "Need to use at least one color plane");
        none.CheckUserArg(Enum.IsDefined(order), nameof(order), $"There is no order of colours {order}");
        Colors = colors;
        Order = order;
        Interleaved = interleaved;
        Planes = BitOperations.PopCount((uint)colors);
        // The order's name says it: the planes of the colours present, counted from the left; -1 for those absent.
        var present = order.ToString().Where(c => colors.HasFlag(BitOf(c))).ToList();
        _planes = [.. "RGBA".Select(c => present.IndexOf(c))];
    }

    public ImagePixelExtractingEstimator.ColorBits Colors { get; }

    public ImagePixelExtractingEstimator.ColorsOrder Order { get; }

    public bool Interleaved { get; }

    /// <summary>How many values a pixel has.</summary>
    public int Planes { get; }

    /// <summary>
    /// Where a colour (0 to 3 for red, green, blue, alpha) of an image of so many pixels is in the vector: the index for the first pixel, -1 where
    /// the vector does not hold the colour, and the distance from one pixel to the next. Pixels count in rows from the top.
    /// </summary>
    public (int First, int Step) Run(int colour, int pixelCount)
    {
        int plane = _planes[colour];
        return plane < 0 ? (-1, 0) : Interleaved ? (plane, Planes) : (plane * pixelCount, 1);
    }

    /// <summary>The dimensions of the vector of an image.</summary>
    public int[] Dimensions(int height, int width) => Interleaved ? [height, width, Planes] : [Planes, height, width];

    private static ImagePixelExtractingEstimator.ColorBits BitOf(char colour) => colour switch
    {
        'A' => ImagePixelExtractingEstimator.ColorBits.Alpha,
        'R' => ImagePixelExtractingEstimator.ColorBits.Red,
        'G' => ImagePixelExtractingEstimator.ColorBits.Green,
        _ => ImagePixelExtractingEstimator.ColorBits.Blue,
    };
}
