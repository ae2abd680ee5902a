using Microsoft.ML.Data;

namespace Microsoft.ML.Numeric;

/// <summary>The rows that a trainer passes over again and again: kept in memory where they fit, read anew otherwise.</summary>
internal sealed class TrainingRows
{
    /// <summary>Shares into which a sum over the rows is split. Fixed, so that neither cores nor memory change the order of its terms.</summary>
    private const int MaximumSlices = 16;

    /// <summary>Values that all shares' sums together may hold.</summary>
    private const int MaximumSliceValues = 32 * 1024 * 1024;

    private readonly IDataView _data;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.Column _label;
    private readonly DataViewSchema.Column? _weight;
    private readonly List<RowBlock> _blocks;

    private TrainingRows(IDataView data, string featureColumn, string labelColumn, string weightColumn, long memoryLimit)
    {
        _data = data;
        _features = data.Schema[featureColumn];
        _label = data.Schema[labelColumn];
        _weight = weightColumn is null ? null : data.Schema[weightColumn];
        Layout = new RowLayout(((VectorDataViewType)_features.Type).Size);
        ulong classCount = ((KeyDataViewType)_label.Type).Count;
        if (classCount > (ulong)(Array.MaxLength / (Layout.Stride + 1)))
            throw new InvalidOperationException($"{classCount} classes of {Layout.FeatureCount} features need more weights than an array holds.");
        ClassWeights = new double[classCount];

        double[] featureSums = new double[Layout.Stride];
        long bytes = 0;
        _blocks = [];
        foreach (RowBlock block in ReadBlocks(isFirstPass: true))
        {
            for (int row = 0; row < block.Count; row++)
                ClassWeights[block.Labels[row]] += block.Weights[row];
            block.AddOuterProducts(block.Weights, 1, featureSums);
            RowCount += block.Count;
            bytes += block.Bytes;
            if (bytes > memoryLimit)
                _blocks = null;
            _blocks?.Add(block);
        }
        WeightSum = ClassWeights.Sum();
        FeatureMeans = Array.ConvertAll(featureSums, sum => sum / Math.Max(WeightSum, double.Epsilon));
    }

    public RowLayout Layout { get; }

    public long RowCount { get; private set; }

    /// <summary>Rows left out because a feature is not finite, the label is missing, or the weight is not positive and finite.</summary>
    public long SkippedCount { get; private set; }

    public double WeightSum { get; }

    /// <summary>The sum of the weights of each class's rows.</summary>
    public double[] ClassWeights { get; }

    /// <summary>The weighted mean of each feature.</summary>
    public double[] FeatureMeans { get; }

    public bool IsInMemory => _blocks is not null;

    public static long DefaultMemoryLimit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    public int BlockCount => (int)((RowCount + Layout.RowsPerBlock - 1) / Layout.RowsPerBlock);

    /// <summary>Makes the first pass, keeping the rows if they take no more bytes than the limit.</summary>
    public static TrainingRows Read(IChannel channel, IDataView data, string featureColumn, string labelColumn, string weightColumn, long memoryLimit)
    {
        var rows = new TrainingRows(data, featureColumn, labelColumn, weightColumn, memoryLimit);
        channel.Check(rows.RowCount > 0, "No valid training instances found, all instances have missing features.");
        if (rows.SkippedCount > 0)
            channel.Warning(MessageSensitivity.None, "Skipped {0} instances with missing features/label/weight during training", rows.SkippedCount);
        return rows;
    }

    /// <summary>How many shares a sum of <paramref name="values"/> values over the rows is split into.</summary>
    public int SliceCount(int values) => Math.Min(Math.Clamp(MaximumSliceValues / values, 1, MaximumSlices), BlockCount);

    /// <summary>Calls <paramref name="action"/> for all blocks; those of one slice in order, different slices at the same time.</summary>
    public void ForEach(int slices, int threads, Action<int, RowBlock> action)
    {
        if (_blocks is { } blocks)
        {
            Parallel.For(0, slices, new ParallelOptions { MaxDegreeOfParallelism = threads }, slice =>
            {
                for (int i = slice; i < blocks.Count; i += slices)
                    action(slice, blocks[i]);
            });
            return;
        }
        int index = 0;
        foreach (RowBlock block in ReadBlocks(isFirstPass: false))
            action(index++ % slices, block);
    }

    /// <summary>All rows as (index, block, row in block), in the order of the data or, where they are in memory, in a random order.</summary>
    public IEnumerable<(int Index, RowBlock Block, int Row)> Rows(Random shuffle)
    {
        if (_blocks is { } blocks && shuffle is not null)
        {
            int[] order = new int[RowCount];
            for (int i = 0; i < order.Length; i++)
                order[i] = i;
            shuffle.Shuffle(order);
            foreach (int index in order)
                yield return (index, blocks[index / Layout.RowsPerBlock], index % Layout.RowsPerBlock);
            yield break;
        }
        foreach (RowBlock block in _blocks ?? ReadBlocks(isFirstPass: false))
            for (int row = 0; row < block.Count; row++)
                yield return (block.FirstRow + row, block, row);
    }

    private IEnumerable<RowBlock> ReadBlocks(bool isFirstPass)
    {
        DataViewSchema.Column[] columns = _weight is { } weightColumn ? [_features, _label, weightColumn] : [_features, _label];
        using DataViewRowCursor cursor = _data.GetRowCursor(columns);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(_features);
        ValueGetter<uint> getLabel = cursor.GetGetter<uint>(_label);
        ValueGetter<float> getWeight = _weight is { } column ? cursor.GetGetter<float>(column) : null;

        int firstRow = 0;
        var builder = new RowBlockBuilder(Layout, reusesMemory: !isFirstPass);
        VBuffer<float> features = default;
        uint label = 0;
        float weight = 1;
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getWeight?.Invoke(ref weight);
            getFeatures(ref features);
            if (label == 0 || !(weight > 0 && float.IsFinite(weight)) || !AreFinite(features.GetValues()))
            {
                SkippedCount += isFirstPass ? 1 : 0;
                continue;
            }
            if (label > ClassWeights.Length)
                throw new InvalidOperationException($"Column '{_label.Name}' holds key {label}, but its type says that there are {ClassWeights.Length} keys.");
            builder.Add(features, (int)label - 1, weight);
            if (!builder.IsFull)
                continue;
            RowBlock block = builder.Take(firstRow);
            firstRow = checked(firstRow + block.Count);
            yield return block;
        }
        if (!builder.IsEmpty)
            yield return builder.Take(firstRow);
    }

    private static bool AreFinite(ReadOnlySpan<float> values)
    {
        // Zero times a finite value is zero, times any other is not a number.
        float sum = 0;
        foreach (float value in values)
            sum += value * 0;
        return sum == 0;
    }
}
