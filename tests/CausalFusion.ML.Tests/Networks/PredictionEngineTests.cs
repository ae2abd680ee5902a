using System.Collections.Concurrent;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Networks;

/// <summary>One transformer under many prediction engines, as a service has them.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PredictionEngineTests : IDisposable
{
    private const int Threads = 8, Requests = 6;

    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly ITransformer _shared;

    public PredictionEngineTests()
    {
        using (var network = Tiny.Model())
        {
            network.Save(_folder["network"]);
        }
        IDataView rows = _ml.Data.LoadFromEnumerable([new Wanted()]);
        _shared = _ml.Transforms.GenerateImages("Image", "Label", _folder["network"], new() { Generation = new() { DiffusionSteps = 2 } }).Fit(rows);
    }

    [Fact]
    public void The_engine_of_the_second_request_says_who_disposed_the_transformer_and_what_helps()
    {
        using (PredictionEngine<Wanted, Drawn> first = _ml.Model.CreatePredictionEngine<Wanted, Drawn>(_shared))
        {
            first.Predict(new Wanted()).Image.Dispose();
        }
        ObjectDisposedException exception = Assert.Throws<ObjectDisposedException>(() =>
        {
            using PredictionEngine<Wanted, Drawn> second = _ml.Model.CreatePredictionEngine<Wanted, Drawn>(_shared);
            second.Predict(new Wanted());
        });
        Assert.Contains("OwnsTransformer = false", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Engines_of_many_threads_one_for_each_request_draw_what_one_engine_draws() => AssertSame(wanted =>
    {
        using PredictionEngine<Wanted, Drawn> engine = Engine();
        return Hash(engine, wanted);
    });

    [Fact]
    public void Engines_of_many_threads_from_a_pool_draw_what_one_engine_draws()
    {
        var pool = new ConcurrentBag<PredictionEngine<Wanted, Drawn>>();
        AssertSame(wanted =>
        {
            if (!pool.TryTake(out PredictionEngine<Wanted, Drawn>? engine))
            {
                engine = Engine();
            }
            string hash = Hash(engine, wanted);
            pool.Add(engine);
            return hash;
        });
        Assert.InRange(pool.Count, 1, Threads);
        foreach (PredictionEngine<Wanted, Drawn> engine in pool)
        {
            engine.Dispose();
        }
        using PredictionEngine<Wanted, Drawn> another = Engine(); // the transformer is still there
        Assert.NotEmpty(Hash(another, new Wanted()));
    }

    public void Dispose()
    {
        ((IDisposable)_shared).Dispose();
        _folder.Dispose();
    }

    private void AssertSame(Func<Wanted, string> draw)
    {
        Wanted[] all = [.. Enumerable.Range(0, Threads * Requests).Select(i => new Wanted { Label = i % 7, Seed = (ulong)i })];
        string[] drawn = new string[all.Length];
        Exception?[] failures = new Exception?[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            try
            {
                for (int i = number; i < all.Length; i += Threads)
                {
                    drawn[i] = draw(all[i]);
                }
            }
            catch (Exception exception)
            {
                failures[number] = exception;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(failures, Assert.Null);
        using PredictionEngine<Wanted, Drawn> one = Engine();
        Assert.Equal(all.Select(wanted => Hash(one, wanted)), drawn);
    }

    private PredictionEngine<Wanted, Drawn> Engine() =>
        _ml.Model.CreatePredictionEngine<Wanted, Drawn>(_shared, new PredictionEngineOptions { OwnsTransformer = false });

    private static string Hash(PredictionEngine<Wanted, Drawn> engine, Wanted wanted)
    {
        using MLImage image = engine.Predict(wanted).Image;
        return TestPictures.Hash(image);
    }

    internal sealed class Wanted
    {
        public int Label { get; set; }

        public ulong Seed { get; set; }
    }

    internal sealed class Drawn
    {
        [ImageType(8, 8)]
        public MLImage Image { get; set; } = null!;
    }
}
