using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Data;

public sealed class ImageBatchLoaderTests
{
    private static readonly ImageShape _shape = new(2, 3, 2);

    [Fact]
    public void A_batch_holds_the_samplers_images_and_their_labels()
    {
        var sampler = new BatchSampler(20, 4, seed: 3);
        using IImageDataset dataset = Dataset(20);
        using var loader = new ImageBatchLoader(dataset, sampler, flip: false);

        for (int step = 0; step < 12; step++)
        {
            Assert.Equal(step, loader.NextStep);
            using ImageBatch batch = loader.Next();

            Assert.Equal(step, batch.Step);
            Assert.Equal([4, 2, 2, 3], batch.Images.shape);
            Assert.Equal(ScalarType.Float32, batch.Images.dtype);
            int[] indices = sampler.Indices(step);
            Assert.Equal(indices.Select(index => Condition.OfClass(index % 5)), batch.Conditions);
            Assert.Equal(indices.Select(Image), PixelConversion.ToPixels(batch.Images));
        }
    }

    [Fact]
    public void Half_of_the_images_are_mirrored_and_which_depends_on_seed_and_step_alone()
    {
        using IImageDataset dataset = Dataset(64);
        bool[] first = Mirrored(dataset, seed: 1, firstStep: 0, steps: 16);

        Assert.InRange(first.Count(mirrored => mirrored), 440, 584);
        Assert.Equal(first, Mirrored(dataset, seed: 1, firstStep: 0, steps: 16));
        Assert.Equal(first[(5 * 64)..], Mirrored(dataset, seed: 1, firstStep: 5, steps: 11));
        Assert.NotEqual(first[..64], first[64..128]);
        Assert.NotEqual(first, Mirrored(dataset, seed: 2, firstStep: 0, steps: 16));
    }

    [Fact]
    public void A_resumed_run_gets_the_batches_of_an_uninterrupted_one()
    {
        using IImageDataset dataset = Dataset(30);
        using var whole = new ImageBatchLoader(dataset, new BatchSampler(30, 8, seed: 1));
        for (int step = 0; step < 7; step++)
        {
            whole.Next().Dispose();
        }
        using var resumed = new ImageBatchLoader(dataset, new BatchSampler(30, 8, seed: 1), firstStep: 7);

        for (int step = 7; step < 12; step++)
        {
            using ImageBatch expected = whole.Next(), actual = resumed.Next();
            Assert.Equal(expected.Step, actual.Step);
            Assert.True(expected.Images.bytes.SequenceEqual(actual.Images.bytes));
            Assert.Equal(expected.Conditions, actual.Conditions);
        }
    }

    [Fact]
    public void The_next_batch_is_prepared_ahead_and_no_more_than_one()
    {
        using var dataset = new WatchedDataset(Dataset(100));
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(100, 10, seed: 1));
        Assert.Equal(0, dataset.Reads);

        loader.Next().Dispose();
        Assert.True(SpinWait.SpinUntil(() => dataset.Reads == 20, TimeSpan.FromSeconds(10)), $"{dataset.Reads} images were read");
        Thread.Sleep(50);
        Assert.Equal(20, dataset.Reads);
    }

    [Fact]
    public void Several_batches_are_prepared_ahead_where_that_is_asked_for_and_no_more()
    {
        using var dataset = new WatchedDataset(Dataset(100));
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(100, 10, seed: 1), batchesAhead: 3);
        using var plain = new ImageBatchLoader(dataset, new BatchSampler(100, 10, seed: 1));

        loader.Next().Dispose();
        Assert.True(SpinWait.SpinUntil(() => dataset.Reads == 40, TimeSpan.FromSeconds(10)), $"{dataset.Reads} images were read");
        Thread.Sleep(50);
        Assert.Equal(40, dataset.Reads);

        plain.Next().Dispose();
        for (int step = 1; step < 8; step++)
        {
            using ImageBatch expected = plain.Next(), actual = loader.Next();
            Assert.Equal(step, actual.Step);
            Assert.True(expected.Images.bytes.SequenceEqual(actual.Images.bytes));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageBatchLoader(dataset, new BatchSampler(100, 10, seed: 1), batchesAhead: 0));
    }

    [Fact]
    public void A_step_that_failed_is_tried_again_before_those_prepared_after_it()
    {
        using var dataset = new WatchedDataset(Dataset(10)) { FailingRead = 18 };
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(10, 5, seed: 1), batchesAhead: 2);
        for (int step = 0; step < 3; step++)
        {
            loader.Next().Dispose();
        }
        Assert.Throws<IOException>(() => loader.Next());

        for (int step = 3; step < 6; step++)
        {
            using ImageBatch batch = loader.Next();
            Assert.Equal(step, batch.Step);
        }
    }

    [Fact]
    public void What_is_drawn_at_reading_depends_on_seed_step_and_place_alone()
    {
        using var dataset = new DrawnDataset();
        using var first = new ImageBatchLoader(dataset, new BatchSampler(3, 4, seed: 1));
        using var second = new ImageBatchLoader(dataset, new BatchSampler(3, 4, seed: 1), firstStep: 2);
        using var other = new ImageBatchLoader(dataset, new BatchSampler(3, 4, seed: 2), firstStep: 2);
        var seen = new HashSet<float>();
        for (int step = 0; step < 4; step++)
        {
            using ImageBatch batch = first.Next();
            Assert.All(batch.Images.data<float>().ToArray(), value => Assert.True(seen.Add(value)));
            if (step >= 2)
            {
                using ImageBatch resumed = second.Next(), strange = other.Next();
                Assert.Equal(batch.Images.data<float>().ToArray(), resumed.Images.data<float>().ToArray());
                Assert.NotEqual(batch.Images.data<float>().ToArray(), strange.Images.data<float>().ToArray());
            }
        }
    }

    [Fact]
    public void What_goes_wrong_while_reading_reaches_the_caller_and_the_step_can_be_tried_again()
    {
        using var dataset = new WatchedDataset(Dataset(10));
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(10, 5, seed: 1), flip: false);
        dataset.Failure = new IOException("the disk is gone");

        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => loader.Next()).Message);
        Assert.Equal("the disk is gone", Assert.Throws<IOException>(() => loader.Next()).Message);
        dataset.Failure = null;

        using ImageBatch batch = loader.Next();
        Assert.Equal(0, batch.Step);
    }

    [Fact]
    public void A_label_that_the_data_set_does_not_have_is_refused_by_number()
    {
        using var dataset = new WatchedDataset(Dataset(1)) { Label = 5 };
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(1, 1, seed: 1));

        Assert.Contains("image 0: expected a label from 0 to 4, found 5", Assert.Throws<InvalidDataException>(() => loader.Next()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_can_be_canceled_and_taken_up_again()
    {
        using var dataset = new WatchedDataset(Dataset(10));
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(10, 5, seed: 1));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        dataset.Gate.Reset();

        Assert.ThrowsAny<OperationCanceledException>(() => loader.Next(cancellation.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => loader.Next(cancellation.Token));
        dataset.Gate.Set();

        using ImageBatch batch = loader.Next();
        Assert.Equal(0, batch.Step);
    }

    [Fact]
    public void Disposing_stops_the_work_ahead_and_waits_for_its_end()
    {
        using var dataset = new WatchedDataset(Dataset(1000));
        var loader = new ImageBatchLoader(dataset, new BatchSampler(1000, 500, seed: 1));
        loader.Next().Dispose();
        dataset.Delay = TimeSpan.FromMilliseconds(5);

        loader.Dispose();
        int reads = dataset.Reads;
        Thread.Sleep(30);

        Assert.Equal(reads, dataset.Reads);
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.Next());
    }

    [Fact]
    public void A_batch_outlives_the_scope_in_which_it_was_taken()
    {
        using IImageDataset dataset = Dataset(10);
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(10, 5, seed: 1));
        ImageBatch first, second;
        using (NewDisposeScope())
        {
            first = loader.Next();
        }
        using (NewDisposeScope())
        {
            second = loader.Next();
        }

        Assert.Equal([5, 2, 2, 3], first.Images.shape);
        Assert.Equal(5, second.Conditions.Count);
        first.Dispose();
        second.Dispose();
        Assert.True(first.Images.IsInvalid && second.Images.IsInvalid);
    }

    [Fact]
    public void A_sampler_for_another_data_set_is_refused()
    {
        using IImageDataset dataset = Dataset(10);

        Assert.Contains(
            "10 images, found one of 11",
            Assert.Throws<ArgumentException>(() => new ImageBatchLoader(dataset, new BatchSampler(11, 5, seed: 1))).Message,
            StringComparison.Ordinal);
    }

    private static bool[] Mirrored(IImageDataset dataset, ulong seed, long firstStep, int steps)
    {
        var sampler = new BatchSampler(64, 64, seed);
        using var loader = new ImageBatchLoader(dataset, sampler, firstStep);
        var mirrored = new List<bool>();
        for (int i = 0; i < steps; i++)
        {
            using ImageBatch batch = loader.Next();
            byte[][] found = PixelConversion.ToPixels(batch.Images);
            int[] indices = sampler.Indices(batch.Step);
            mirrored.AddRange(indices.Select((index, n) => !found[n].SequenceEqual(Image(index))));
        }
        return [.. mirrored];
    }

    private static byte[] Image(int index) => [.. Enumerable.Range(0, _shape.ValueCount).Select(i => (byte)(index * 11 + i * 5))];

    private static IImageDataset Dataset(int count)
    {
        using var builder = new ImageDatasetBuilder(_shape) { ClassCount = 5 };
        for (int i = 0; i < count; i++)
        {
            builder.Add(Image(i), i % 5);
        }
        return builder.Build();
    }

    /// <summary>Examples that are nothing but what is drawn at reading.</summary>
    private sealed class DrawnDataset : ITrainingDataset
    {
        public int Count => 3;

        public ImageShape Shape => new(1, 1, 1);

        public int ClassCount => 1;

        public IReadOnlyList<string>? ClassNames => null;

        public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
        {
            random.FillNormal(values);
            condition = Condition.OfClass(0);
        }

        public void Dispose()
        {
        }
    }

    private sealed class WatchedDataset(IImageDataset inner) : IImageDataset
    {
        private int _reads;

        public int Reads => Volatile.Read(ref _reads);

        public Exception? Failure { get; set; }

        public int? FailingRead { get; init; }

        public int? Label { get; init; }

        public TimeSpan Delay { get; set; }

        public ManualResetEventSlim Gate { get; } = new(initialState: true);

        public int Count => inner.Count;

        public ImageShape Shape => inner.Shape;

        public int ClassCount => inner.ClassCount;

        public IReadOnlyList<string>? ClassNames => inner.ClassNames;

        public void Read(int index, Span<byte> pixels, out int label)
        {
            Gate.Wait();
            if (Interlocked.Increment(ref _reads) == FailingRead)
            {
                throw new IOException("the disk was gone for a moment");
            }
            Thread.Sleep(Delay);
            if (Failure is not null)
            {
                throw Failure;
            }
            inner.Read(index, pixels, out label);
            label = Label ?? label;
        }

        public void Dispose()
        {
            Gate.Dispose();
            inner.Dispose();
        }
    }
}
