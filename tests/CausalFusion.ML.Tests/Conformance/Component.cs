using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>A component of ours as the conformance tests see it.</summary>
/// <param name="Estimator">Makes the estimator, whose network is that of a fitted transformer.</param>
/// <param name="Input">A column that it cannot do without.</param>
/// <param name="Role">What its messages call that column.</param>
/// <param name="Predict">Its output for one row, by a prediction engine.</param>
/// <param name="Tolerance">How far values of different batches may lie from each other.</param>
/// <param name="Loader">The name that it is known by in model files.</param>
internal sealed record Component(
    Func<MLContext, ITransformer, CancellationToken, IEstimator<ITransformer>> Estimator,
    string Input,
    string Role,
    Func<MLContext, ITransformer, Func<ConformanceRow, float[]>> Predict,
    float Tolerance,
    string Loader)
{
    public const string Output = "Output";

    /// <summary>Another column of a component that adds two.</summary>
    public const string Other = "Other";

    /// <summary>How many columns it adds.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>How many values of five rows differ at least: two images may have one caption.</summary>
    public int FewestValues { get; init; } = 5;

    /// <summary>The catalog's method that makes it, which exceptions of its estimator name.</summary>
    public string Method => Loader switch
    {
        "CausalFusionGenerator" => "GenerateImages",
        "CausalFusionEditor" => "EditImages",
        "CausalFusionCaptioner" => "CaptionImages",
        _ => "FeaturizeImages",
    };

    public IEstimator<ITransformer> Make(MLContext ml, ITransformer model, CancellationToken cancellationToken = default) =>
        Estimator(ml, model, cancellationToken);

    /// <summary>
    /// The component, and behind it a column "Features" for a classifier: of its output, where vectors of one length can be made of that.
    /// </summary>
    public IEstimator<ITransformer> WithFeatures(MLContext ml, ITransformer model, IDataView data, CancellationToken cancellationToken = default)
    {
        IEstimator<ITransformer> made = Make(ml, model, cancellationToken);
        using var fitted = (IDisposable)made.Fit(data);
        return ((ITransformer)fitted).GetOutputSchema(data.Schema)[Output].Type switch
        {
            ImageDataViewType => made.Append(ml.Transforms.FeaturizeImages("Features", Output, model)),
            NumberDataViewType => made.Append(ml.Transforms.Concatenate("Features", Output)),
            VectorDataViewType { IsKnownSize: true } => made.Append(ml.Transforms.NormalizeMinMax("Features", Output)),
            _ => made.Append(ml.Transforms.FeaturizeImages("Features", "Image", model)),
        };
    }

    /// <summary>The values of each row of a column of images, numbers, texts or PNG files.</summary>
    public static List<float[]> Values(IDataView data, string column = Output)
    {
        DataViewSchema.Column source = data.Schema[column];
        if (source.Type is TextDataViewType)
        {
            return Read<ReadOnlyMemory<char>>(data, source, text => Characters(text.ToString()));
        }
        if (source.Type is NumberDataViewType)
        {
            return Read<float>(data, source, value => [value]);
        }
        if (source.Type is not VectorDataViewType vector)
        {
            return Read<MLImage>(data, source, image => Pixels(image, dispose: true));
        }
        return vector.ItemType.RawType == typeof(byte)
            ? Read<VBuffer<byte>>(data, source, file => Decoded([.. file.DenseValues()]))
            : Read<VBuffer<float>>(data, source, values => [.. values.DenseValues()]);
    }

    public static float[] Pixels(MLImage image, bool dispose)
    {
        float[] values = [.. image.Pixels.ToArray().Select(value => (float)value)];
        if (dispose)
        {
            image.Dispose();
        }
        return values;
    }

    public static float[] Characters(string text) => [.. text.Select(character => (float)character)];

    public static float[] Decoded(byte[] file) => Pixels(MLImage.CreateFromStream(new MemoryStream(file)), dispose: true);

    /// <summary>Checks that values are those expected, within the component's tolerance.</summary>
    public void AssertSame(IReadOnlyList<float[]> expected, IReadOnlyList<float[]> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int row = 0; row < expected.Count; row++)
        {
            Assert.Equal(expected[row].Length, actual[row].Length);
            for (int i = 0; i < expected[row].Length; i++)
            {
                Assert.InRange(actual[row][i], expected[row][i] - Tolerance, expected[row][i] + Tolerance);
            }
        }
    }

    private static List<float[]> Read<T>(IDataView data, DataViewSchema.Column column, Func<T, float[]> values)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        var rows = new List<float[]>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            rows.Add(values(value));
        }
        return rows;
    }
}
