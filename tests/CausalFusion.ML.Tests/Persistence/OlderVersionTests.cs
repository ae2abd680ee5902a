using System.Globalization;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Persistence;

/// <summary>Model files that version 1.1 of the format wrote, with what they drew then.</summary>
public class OlderVersionTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    [Fact]
    public void A_generator_of_version_1_1_draws_what_it_drew()
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Path.Combine(_folder, "generator_v1.zip"), out _);
        IDataView requests = ml.Data.LoadFromEnumerable(Pictures.Labels.Select((label, i) => new Request { Label = label, Seed = (ulong)i }).ToArray());
        IDataView drawn = ((ITransformer)model).Transform(requests);
        DataViewSchema.Column column = drawn.Schema["GeneratedImage"];
        using DataViewRowCursor cursor = drawn.GetRowCursor([column]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(column);
        foreach (string line in File.ReadLines(Path.Combine(_folder, "generator_v1.txt")))
        {
            Assert.True(cursor.MoveNext());
            MLImage image = null!;
            getter(ref image);
            Assert.All(Convert.FromHexString(line).Zip(image.Pixels.ToArray()), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
            image.Dispose();
        }
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void A_featurizer_of_version_1_1_gives_what_it_gave()
    {
        var ml = new MLContext();
        using var model = (IDisposable)ml.RegisterCausalFusion().Model.Load(Path.Combine(_folder, "featurizer_v1.zip"), out _);
        Picture[] pictures = [.. Enumerable.Range(0, 6).Select(i => new Picture { Label = Pictures.Labels[i % 3], Image = Filled(i % 3) })];
        float[][] features = [.. ((ITransformer)model).Transform(ml.Data.LoadFromEnumerable(pictures)).GetColumn<float[]>("Features")];

        string[] lines = File.ReadAllLines(Path.Combine(_folder, "featurizer_v1.txt"));
        Assert.Equal(lines.Length, features.Length);
        foreach ((string line, float[] row) in lines.Zip(features))
        {
            Assert.All(line.Split(' ').Zip(row), pair => Assert.Equal(float.Parse(pair.First, CultureInfo.InvariantCulture), pair.Second, 1e-5));
        }
    }

    private static MLImage Filled(int channel)
    {
        byte[] pixels = new byte[8 * 8 * 4];
        for (int i = 0; i < 64; i++)
        {
            pixels[(4 * i) + channel] = 200;
            pixels[(4 * i) + 3] = 255;
        }
        return MLImage.CreateFromPixels(8, 8, MLPixelFormat.Rgba32, pixels);
    }
}
