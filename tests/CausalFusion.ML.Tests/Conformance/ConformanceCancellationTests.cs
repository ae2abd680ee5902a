using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>Each component × each way of reading it, stopped by a token: it stops soon, says so, and leaves nothing behind.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ConformanceCancellationTests(Trained trained) : IClassFixture<Trained>, IDisposable
{
    private const int LastRow = 5;

    private readonly CancellationTokenSource _source = new();

    public static TheoryData<string> Names { get; } = new(Components.All.Keys);

    public static TheoryData<string> OfFixedLength { get; } = new(Components.All.Keys.Where(Components.HasFeatures));

    private MLContext Context => trained.Context;

    private IDataView Data => Context.Data.LoadFromEnumerable(ConformanceRow.Make(6));

    public void Dispose() => _source.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void Reading_rows_stops(string name)
    {
        using ModelTransformer transformer = Fit(name, _source.Token);
        AssertStops(rows => Component.Values(transformer.Transform(rows)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_preview_stops(string name)
    {
        using ModelTransformer transformer = Fit(name, _source.Token);
        AssertStops(rows => transformer.Transform(rows).Preview());
    }

    [Theory, MemberData(nameof(OfFixedLength))]
    public void Fitting_a_trainer_behind_it_stops(string name)
    {
        var pipeline = Components.All[name].WithFeatures(
            Context, trained.Model, Data, _source.Token).Append(Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        AssertStops(rows => pipeline.Fit(rows).Dispose(), isTrainer: true);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_prediction_engine_stops(string name)
    {
        using ModelTransformer transformer = Fit(name, _source.Token);
        Func<ConformanceRow, float[]> predict = Components.All[name].Predict(Context, transformer);
        ConformanceRow row = ConformanceRow.Make(1)[0];
        Assert.NotEmpty(predict(row));
        long tensors = LiveTensors.CountHeld();

        _source.Cancel();

        Assert.Equal(_source.Token, Assert.ThrowsAny<OperationCanceledException>(() => predict(row)).CancellationToken);
        Assert.Equal(tensors, LiveTensors.Count);
    }

    [Theory, MemberData(nameof(Names))]
    public void What_does_not_need_the_model_is_not_stopped(string name)
    {
        using ModelTransformer transformer = Fit(name, new CancellationToken(canceled: true));
        Assert.Equal(Data.GetColumn<ulong>("Seed"), transformer.Transform(Data).GetColumn<ulong>("Seed"));
    }

    [Theory, MemberData(nameof(Names))]
    public void One_that_was_stopped_is_saved_without_its_token(string name)
    {
        using ModelTransformer stopped = Fit(name, new CancellationToken(canceled: true)), free = Fit(name);
        using var file = new MemoryStream();
        Context.Model.Save(stopped, Data.Schema, file);

        using var loaded = (ModelTransformer)Context.Model.Load(file, out _);

        Assert.Equal(Component.Values(free.Transform(Data)), Component.Values(loaded.Transform(Data)));
    }

    [Theory, MemberData(nameof(Names))]
    public void One_that_was_loaded_gets_a_token_for_a_while(string name)
    {
        using var file = new MemoryStream();
        using (ModelTransformer made = Fit(name))
        {
            Context.Model.Save(made, Data.Schema, file);
        }
        long before = LiveTensors.CountHeld();
        var loaded = (ModelTransformer)Context.Model.Load(file, out _);
        ModelTransformer first = loaded.WithCancellation(_source.Token), second = loaded.WithCancellation(_source.Token);
        List<float[]> expected = Component.Values(loaded.Transform(Data));
        Assert.Equal(expected, Component.Values(first.Transform(Data)));
        Assert.Equal(loaded.GetType(), first.GetType());

        AssertStops(rows => Component.Values(first.Transform(rows)));

        first.Dispose();
        Assert.Equal(expected, Component.Values(loaded.Transform(Data)));
        loaded.Dispose();
        using (ModelTransformer third = second.WithCancellation(CancellationToken.None))
        {
            second.Dispose();
            Assert.Equal(expected, Component.Values(third.Transform(Data)));
        }
        Assert.Equal(before, LiveTensors.Count);
    }

    private ModelTransformer Fit(string name, CancellationToken cancellationToken = default) =>
        (ModelTransformer)Components.All[name].Make(Context, trained.Model, cancellationToken).Fit(Data);

    // The token is canceled while the second batch is read, which is while the first is computed, or before or after.
    private void AssertStops(Action<IDataView> read, bool isTrainer = false)
    {
        var rows = new RecordingView(Context.Data.LoadFromEnumerable(Enumerate()));
        long tensors = LiveTensors.CountHeld();

        Exception exception = Assert.ThrowsAny<Exception>(() => read(rows));

        // A trainer of ML.NET's own may wrap what its data throws.
        Assert.Equal(
            _source.Token, Assert.IsAssignableFrom<OperationCanceledException>(
                isTrainer ? exception.GetBaseException() : exception).CancellationToken);
        Assert.Equal(tensors, LiveTensors.Count);
        Assert.Equal(0, rows.OpenCursors);
        Assert.Equal(LastRow + 1, rows.RowsRead);
    }

    private IEnumerable<ConformanceRow> Enumerate()
    {
        foreach ((int i, ConformanceRow row) in ConformanceRow.Make(100).Index())
        {
            if (i == LastRow)
            {
                _source.Cancel();
            }
            yield return row;
        }
    }
}
