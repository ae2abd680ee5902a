using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Rows;
using CausalFusion.Training;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>What each trainer leaves behind, whether it comes to its end or is stopped: nothing.</summary>
[Collection(nameof(RunsAlone))]
public sealed class TrainerMemoryTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly CancellationTokenSource _source = new();

    public static TheoryData<string> Names { get; } = new(Trainers.All.Keys);

    public void Dispose() => _source.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void Disposing_what_it_made_alone_or_its_chain_frees_its_native_memory(string name)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(Example.Make(6));
        long before = LiveTensors.CountHeld();

        using (ModelTransformer alone = Trainers.All[name].Make(_ml).Fit(data))
        {
            Assert.Equal(6, Component.Values(alone.Transform(data), Trainers.All[name].Output).Count);
        }
        Assert.Equal(before, LiveTensors.Count);
        using (var chain = Trainers.All[name].Make(_ml).Append(_ml.Transforms.CopyColumns("After", Trainers.All[name].Output)).Fit(data))
        {
            Assert.Equal(6, Component.Values(chain.Transform(data), "After").Count);
        }
        Assert.Equal(before, LiveTensors.Count);
    }

    [Theory, MemberData(nameof(Names))]
    public void Canceled_while_it_reads_it_reads_no_further(string name)
    {
        var rows = new RecordingView(_ml.Data.LoadFromEnumerable(Example.Make(20).Select((row, i) =>
        {
            if (i == 7)
            {
                _source.Cancel();
            }
            return row;
        })));

        AssertStops(name, rows);

        Assert.Equal(8, rows.RowsRead);
    }

    [Theory, MemberData(nameof(Names))]
    public void Canceled_while_it_trains_it_makes_no_further_step(string name)
    {
        int last = 0;
        AssertStops(name, new RecordingView(_ml.Data.LoadFromEnumerable(Example.Make(6))), progress =>
        {
            last = progress.Step;
            if (last == 2)
            {
                _source.Cancel();
            }
        });
        Assert.Equal(2, last);
    }

    private void AssertStops(string name, RecordingView rows, Action<TrainingProgress>? onStep = null)
    {
        IEstimator<ModelTransformer> trainer = Trainers.All[name].Make(_ml, change: options =>
        {
            options.CancellationToken = _source.Token;
            options.Progress = new Immediately<TrainingProgress>(onStep ?? (_ => { }));
        });
        long before = LiveTensors.CountHeld();

        var exception = Assert.ThrowsAny<OperationCanceledException>(() => trainer.Fit(rows));

        Assert.Equal(_source.Token, exception.CancellationToken);
        Assert.Equal(before, LiveTensors.Count);
        Assert.Equal(0, rows.OpenCursors);
    }
}
