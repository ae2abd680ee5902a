using CausalFusion.Images;

namespace CausalFusion.Samples.Shapes;

/// <summary>Sees what shapes are in an image, by their colors and by how alike they are to the shapes that the renderer makes.</summary>
/// <remarks>
/// A pixel at a soft edge is a mixture of white and a color, so what it lacks of white has the color's direction, whatever the mixture: each pixel
/// that lacks enough belongs to the color of the nearest direction. Neighbors of one color make a region; those too small for a shape are noise. A
/// region is compared with shapes of every kind about its size and place; it is of the kind that it is most like, if it is like it and less like all
/// others.
/// </remarks>
public static class SceneReader
{
    // What is asked of a region: part of a small shape's area, likeness to its kind, and by how much it is less like the next.
    private const double LeastArea = 0.35, LeastLikeness = 0.6, LeastLead = 0.015, SizeTolerance = 0.4;

    // Of white: what a pixel must lack to belong to a shape; about half of what the colors do.
    private const float LeastLack = 0.4f;

    private static readonly ShapeColor[] _colors = Enum.GetValues<ShapeColor>();
    private static readonly float[][] _lacks = [.. _colors.Select(color => ShapePalette.Of(color).ToArray().Select(Lack).ToArray())];

    /// <summary>Sees what is in an image.</summary>
    /// <param name="image">Red, green and blue, at least 16×16, square.</param>
    public static SceneReading Read(DecodedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Shape.Channels != 3 || image.Shape.Height != image.Shape.Width || image.Shape.Width < 16)
        {
            throw new ArgumentException($"expected a square image of red, green and blue, at least 16×16×3, found {image.Shape}.", nameof(image));
        }
        int size = image.Shape.Width;
        float[] lacks = [.. image.Pixels.Select(Lack)];
        int[] colors = ColorsOf(Smooth(lacks, size), size);
        var shapes = new List<(ReadShape Shape, int Area)>();
        foreach (List<int> region in Regions(colors, size))
        {
            if (region.Count >= LeastArea * ShapeMask.Area(ShapeKind.Cross) * Math.Pow(ShapeScene.SmallRadius * size, 2))
            {
                shapes.Add((ShapeOf(region, (ShapeColor)colors[region[0]], lacks, size), region.Count));
            }
        }
        return new SceneReading([.. shapes.OrderByDescending(shape => shape.Area).Select(shape => shape.Shape)]);
    }

    private static float Lack(byte value) => (ShapePalette.Background - value) / (float)ShapePalette.Background;

    // A little of the neighbors, (1, 2, 1)/4 along rows and columns, against noise.
    private static float[] Smooth(float[] lacks, int size)
    {
        float[] across = Along(lacks, 3, size), down = Along(across, 3 * size, size);
        return down;

        static float[] Along(float[] values, int step, int size)
        {
            float[] smooth = new float[values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                int place = i / step % size;
                float before = place > 0 ? values[i - step] : values[i], after = place < size - 1 ? values[i + step] : values[i];
                smooth[i] = (before + (2 * values[i]) + after) / 4;
            }
            return smooth;
        }
    }

    // The color that each pixel belongs to; -1 where it is white.
    private static int[] ColorsOf(float[] lacks, int size)
    {
        int[] colors = new int[size * size];
        for (int pixel = 0; pixel < colors.Length; pixel++)
        {
            ReadOnlySpan<float> lack = lacks.AsSpan(3 * pixel, 3);
            colors[pixel] = -1;
            float most = Math.Max(lack[0], Math.Max(lack[1], lack[2]));
            if (most < LeastLack)
            {
                continue;
            }
            float nearest = float.MaxValue;
            for (int color = 0; color < _lacks.Length; color++)
            {
                float[] pure = _lacks[color];
                float scale = pure.Max(), distance = 0;
                for (int channel = 0; channel < 3; channel++)
                {
                    float difference = (lack[channel] / most) - (pure[channel] / scale);
                    distance += difference * difference;
                }
                if (distance < nearest)
                {
                    (nearest, colors[pixel]) = (distance, color);
                }
            }
        }
        return colors;
    }

    private static IEnumerable<List<int>> Regions(int[] colors, int size)
    {
        bool[] seen = new bool[colors.Length];
        for (int start = 0; start < colors.Length; start++)
        {
            if (seen[start] || colors[start] < 0)
            {
                continue;
            }
            var region = new List<int> { start };
            seen[start] = true;
            for (int next = 0; next < region.Count; next++)
            {
                int row = region[next] / size, column = region[next] % size;
                for (int neighbor = 0; neighbor < 9; neighbor++)
                {
                    int r = row + (neighbor / 3) - 1, c = column + (neighbor % 3) - 1, place = (r * size) + c;
                    if (r >= 0 && r < size && c >= 0 && c < size && !seen[place] && colors[place] == colors[start])
                    {
                        seen[place] = true;
                        region.Add(place);
                    }
                }
            }
            yield return region;
        }
    }

    private static ReadShape ShapeOf(List<int> region, ShapeColor color, float[] lacks, int size)
    {
        float[] covered = CoveredBy(region, color, lacks, size);
        double area = 0, x = 0, y = 0;
        for (int pixel = 0; pixel < covered.Length; pixel++)
        {
            area += covered[pixel];
            x += covered[pixel] * ((pixel % size) + 0.5);
            y += covered[pixel] * ((pixel / size) + 0.5);
        }
        (x, y) = (x / area, y / area);
        Fit[] fits = [.. Enum.GetValues<ShapeKind>().Select(kind => BestFit(kind, covered, area, x, y, size)).OrderByDescending(fit => fit.Likeness)];
        double radius = fits[0].Radius / size;
        bool isClear = fits[0].Likeness >= LeastLikeness && fits[0].Likeness - fits[1].Likeness >= LeastLead
            && radius is >= ShapeScene.SmallRadius * (1 - SizeTolerance) and <= ShapeScene.LargeRadius * (1 + SizeTolerance);
        ShapeSize shapeSize = radius < (ShapeScene.SmallRadius + ShapeScene.LargeRadius) / 2 ? ShapeSize.Small : ShapeSize.Large;
        return new ReadShape(color, shapeSize, isClear ? fits[0].Kind : null, fits[0].X / size, fits[0].Y / size, fits[0].Likeness);
    }

    // How much of each pixel the region's shape covers, if it is of that color: at the region and two pixels around it, where its soft edge is.
    private static float[] CoveredBy(List<int> region, ShapeColor color, float[] lacks, int size)
    {
        float[] pure = _lacks[(int)color], covered = new float[size * size];
        float length = pure.Sum(value => value * value);
        bool[] done = new bool[covered.Length];
        foreach (int pixel in region)
        {
            for (int row = Math.Max(0, (pixel / size) - 2); row <= Math.Min(size - 1, (pixel / size) + 2); row++)
            {
                for (int column = Math.Max(0, (pixel % size) - 2); column <= Math.Min(size - 1, (pixel % size) + 2); column++)
                {
                    int place = (row * size) + column;
                    if (!done[place])
                    {
                        done[place] = true;
                        float along = 0;
                        for (int channel = 0; channel < 3; channel++)
                        {
                            along += pure[channel] * lacks[(3 * place) + channel];
                        }
                        covered[place] = Math.Clamp(along / length, 0, 1);
                    }
                }
            }
        }
        return covered;
    }

    private static Fit BestFit(ShapeKind kind, float[] covered, double area, double x, double y, int size)
    {
        double about = Math.Sqrt(area / ShapeMask.Area(kind));
        y -= ShapeMask.GravityBelowMiddle(kind) * about;
        var best = new Fit(kind, 0, x, y, about);
        // Coarsely first, then about the best.
        foreach ((double shift, double stretch) in new[] { (0.5, 0.06), (0.25, 0.03) })
        {
            Fit center = best;
            for (int trial = 0; trial < 27; trial++)
            {
                double radius = center.Radius * (1 + (stretch * ((trial / 9) - 1)));
                double cx = center.X + (shift * ((trial % 3) - 1)), cy = center.Y + (shift * ((trial / 3 % 3) - 1));
                double likeness = ShapeMask.LikenessTo(covered, area, kind, cx, cy, radius, size);
                if (likeness > best.Likeness)
                {
                    best = new Fit(kind, likeness, cx, cy, radius);
                }
            }
        }
        return best;
    }

    private readonly record struct Fit(ShapeKind Kind, double Likeness, double X, double Y, double Radius);
}
