using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>One linear score per class.</summary>
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IMulticlassModel
{
    private const string StatisticsDirectory = "ModelStats";

    /// <summary>How well the model fits its training data; null where that was not asked for.</summary>
    public readonly ModelStatisticsBase Statistics;

    private readonly float[] _biases;
    private readonly float[][] _weights;

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, float[] biases, float[][] weights, ModelStatisticsBase statistics)
        : base(env, name)
    {
        (_biases, _weights, Statistics) = (biases, weights, statistics);
    }

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, ModelLoadContext ctx, VersionInfo version)
        : base(env, name)
    {
        ctx.CheckAtModel(version);
        int features = ctx.Reader.ReadInt32(), classes = ctx.Reader.ReadInt32();
        Host.CheckDecode(features >= 1 && classes >= 1 && (features + 1L) * classes * sizeof(float) + 2 * sizeof(int) == ctx.Header.CbModel,
            $"Corrupt model file: {classes} classes of {features} features do not take the {ctx.Header.CbModel} bytes that there are");
        _biases = ReadSingles(ctx.Reader, classes);
        _weights = [.. Enumerable.Range(0, classes).Select(_ => ReadSingles(ctx.Reader, features))];
        ctx.LoadModelOrNull<ModelStatisticsBase, SignatureLoadModel>(Host, out Statistics, StatisticsDirectory);
    }

    internal int ClassCount => _biases.Length;

    internal int FeatureCount => _weights[0].Length;

    int IMulticlassModel.ClassCount => ClassCount;

    int IMulticlassModel.FeatureCount => FeatureCount;

    /// <summary>Copies each class's weights.</summary>
    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = ClassCount;
        if (weights is null || weights.Length < numClasses)
            Array.Resize(ref weights, numClasses);
        for (int c = 0; c < numClasses; c++)
            new VBuffer<float>(FeatureCount, _weights[c]).CopyTo(ref weights[c]);
    }

    /// <summary>Each class's bias.</summary>
    public IEnumerable<float> GetBiases() => Array.AsReadOnly(_biases);

    void IMulticlassModel.Score(in VBuffer<float> features, Span<float> scores)
    {
        ReadOnlySpan<float> values = features.GetValues();
        ReadOnlySpan<int> indices = features.GetIndices();
        for (int c = 0; c < _biases.Length; c++)
        {
            double sum = _biases[c];
            if (features.IsDense)
                sum += Vectors.Dot(values, _weights[c]);
            else
                for (int i = 0; i < values.Length; i++)
                    sum += (double)values[i] * _weights[c][indices[i]];
            scores[c] = (float)sum;
        }
        Calibrate(scores);
    }

    /// <summary>Copies the biases, then each class's weights.</summary>
    internal void CopyTo(Span<float> destination)
    {
        _biases.CopyTo(destination);
        for (int c = 0; c < ClassCount; c++)
            _weights[c].CopyTo(destination[(ClassCount + c * FeatureCount)..]);
    }

    /// <summary>Turns linear scores into what the model gives.</summary>
    private protected abstract void Calibrate(Span<float> scores);

    private protected abstract VersionInfo GetVersionInfo();

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(FeatureCount);
        ctx.Writer.Write(ClassCount);
        foreach (float[] values in _weights.Prepend(_biases))
            foreach (float value in values)
                ctx.Writer.Write(value);
        ctx.SaveModel(Statistics, StatisticsDirectory);
    }

    private static float[] ReadSingles(BinaryReader reader, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = reader.ReadSingle();
        return values;
    }
}
