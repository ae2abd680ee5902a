using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Data;

public sealed class ImageDatasetBuilderTests : IDisposable
{
    private static readonly ImageShape _shape = new(2, 3, 1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    [InlineData(6 * 500)]
    [InlineData(6 * 999)]
    [InlineData(6 * 1000)]
    public void Images_come_back_the_same_from_memory_and_from_a_file(long memoryLimit)
    {
        using var builder = new ImageDatasetBuilder(_shape, memoryLimit, _folder.Path);
        for (int i = 0; i < 1000; i++)
        {
            builder.Add(Image(i, _shape), i % 7);
        }
        using IImageDataset dataset = builder.Build();

        Assert.Equal((1000, _shape, 7), (dataset.Count, dataset.Shape, dataset.ClassCount));
        Assert.Null(dataset.ClassNames);
        AssertHolds(dataset, Enumerable.Range(0, 1000).Reverse());
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(20_000_000)]
    [InlineData(5_000_000)]
    public void Images_that_fill_several_chunks_come_back_the_same(long memoryLimit)
    {
        var shape = new ImageShape(512, 700, 3);
        using var builder = new ImageDatasetBuilder(shape, memoryLimit, _folder.Path);
        for (int i = 0; i < 20; i++)
        {
            builder.Add(Image(i, shape), i % 7);
        }
        using IImageDataset dataset = builder.Build();

        AssertHolds(dataset, Enumerable.Range(0, 20));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void Many_threads_may_read_at_once(long memoryLimit)
    {
        using var builder = new ImageDatasetBuilder(_shape, memoryLimit, _folder.Path);
        for (int i = 0; i < 500; i++)
        {
            builder.Add(Image(i, _shape), i % 7);
        }
        using IImageDataset dataset = builder.Build();

        Parallel.For(0, 8, thread =>
        {
            var random = new RandomStream((ulong)thread);
            AssertHolds(dataset, Enumerable.Range(0, 500).Select(_ => random.Next(500)));
        });
    }

    [Fact]
    public void A_temporary_file_is_gone_when_the_data_set_is_disposed()
    {
        using var builder = new ImageDatasetBuilder(_shape, 0, _folder.Path);
        builder.Add(Image(0, _shape), 0);
        IImageDataset dataset = builder.Build();
        builder.Dispose();
        AssertHolds(dataset, [0]);

        dataset.Dispose();

        Assert.Empty(_folder.FileNames);
        Assert.Throws<ObjectDisposedException>(() => dataset.Read(0, new byte[6], out _));
    }

    [Fact]
    public void A_temporary_file_is_gone_when_the_builder_is_given_up()
    {
        using (var builder = new ImageDatasetBuilder(_shape, 0, _folder.Path))
        {
            builder.Add(Image(0, _shape), 0);
        }

        Assert.Empty(_folder.FileNames);
    }

    [SmallDiskFact]
    public void A_disk_too_small_for_the_images_is_reported_and_left_as_it_was()
    {
        using var disk = new SmallDisk();
        var shape = new ImageShape(100, 100, 3);
        using var builder = new ImageDatasetBuilder(shape, 0, disk.Path);

        Assert.Throws<IOException>(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                builder.Add(Image(i, shape), 0);
            }
            builder.Build();
        });

        Assert.Throws<InvalidOperationException>(() => builder.Add(Image(0, shape), 0));
        Assert.Throws<InvalidOperationException>(builder.Build);
        // All of its room is free again.
        File.WriteAllBytes(disk["f"], new byte[SmallDisk.Capacity]);
        Assert.Equal(["f"], disk.FileNames);
    }

    [Fact]
    public void An_empty_data_set_is_refused()
    {
        using var builder = new ImageDatasetBuilder(_shape);

        Assert.Contains("empty", Assert.Throws<InvalidOperationException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void A_label_out_of_range_is_refused_by_number(int label)
    {
        using var builder = new ImageDatasetBuilder(_shape) { ClassCount = 3 };
        builder.Add(Image(0, _shape), 2);

        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(Image(1, _shape), label));

        Assert.Contains($"image 1: expected a label from 0 to 2, found {label}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_can_be_none_is_refused_even_if_the_number_of_classes_is_not_known()
    {
        using var builder = new ImageDatasetBuilder(_shape);

        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(Image(0, _shape), int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(Image(0, _shape), -1));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public void An_image_of_another_size_is_refused_by_number(int length)
    {
        using var builder = new ImageDatasetBuilder(_shape);

        var thrown = Assert.Throws<ArgumentException>(() => builder.Add(new byte[length], 0));

        Assert.Contains($"image 0: expected 6 bytes (2×3×1 height × width × channels), found {length}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_names_say_how_many_classes_there_are()
    {
        using var builder = new ImageDatasetBuilder(_shape) { ClassNames = ["a", "b", "c"] };
        builder.Add(Image(0, _shape), 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Add(Image(1, _shape), 3));
        using IImageDataset dataset = builder.Build();

        Assert.Equal(3, dataset.ClassCount);
        Assert.Equal(["a", "b", "c"], dataset.ClassNames);
    }

    [Fact]
    public void Names_for_another_number_of_classes_are_refused()
    {
        using var builder = new ImageDatasetBuilder(_shape) { ClassNames = ["a", "b"], ClassCount = 3 };
        builder.Add(Image(0, _shape), 0);

        Assert.Contains("names of 3 classes, found 2", Assert.Throws<InvalidOperationException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_builds_once()
    {
        using var builder = new ImageDatasetBuilder(_shape);
        builder.Add(Image(0, _shape), 0);
        using IImageDataset dataset = builder.Build();

        Assert.Throws<InvalidOperationException>(builder.Build);
        Assert.Throws<InvalidOperationException>(() => builder.Add(Image(0, _shape), 0));
    }

    [Fact]
    public void Reading_what_is_not_there_is_refused()
    {
        using var builder = new ImageDatasetBuilder(_shape);
        builder.Add(Image(0, _shape), 0);
        using IImageDataset dataset = builder.Build();

        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Read(1, new byte[6], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Read(-1, new byte[6], out _));
        Assert.Throws<ArgumentException>(() => dataset.Read(0, new byte[5], out _));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(50_000, 50_000, 1)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void A_shape_that_no_image_has_is_refused(int height, int width, int channels) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageShape(height, width, channels));

    private static byte[] Image(int index, ImageShape shape)
    {
        byte[] pixels = new byte[shape.ValueCount];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(index * 31 + i * 7 + i / 251);
        }
        return pixels;
    }

    private static void AssertHolds(IImageDataset dataset, IEnumerable<int> indices)
    {
        byte[] pixels = new byte[dataset.Shape.ValueCount];
        foreach (int index in indices)
        {
            dataset.Read(index, pixels, out int label);
            Assert.Equal(index % 7, label);
            Assert.True(pixels.AsSpan().SequenceEqual(Image(index, dataset.Shape)), $"image {index} differs");
        }
    }
}
