using CausalFusion.Data;
using CausalFusion.Images;

namespace CausalFusion.Tests.Data;

public sealed class FashionMnistTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_of_the_four_files_is_read_plain_or_compressed(bool compressed)
    {
        Write("train-images-idx3-ubyte", IdxBytes.Of([.. new byte[784], .. Enumerable.Repeat((byte)9, 784)], 2, 28, 28), compressed);
        Write("train-labels-idx1-ubyte", IdxBytes.Of([3, 9], 2), compressed);
        using IImageDataset dataset = FashionMnist.Load(_folder.Path, train: true);
        byte[] pixels = new byte[784];

        Assert.Equal((2, new ImageShape(28, 28, 1), 10), (dataset.Count, dataset.Shape, dataset.ClassCount));
        Assert.Equal("Ankle boot", dataset.ClassNames![9]);
        dataset.Read(0, pixels, out int label);
        Assert.Equal((3, 0), (label, pixels.Max()));
        dataset.Read(1, pixels, out label);
        Assert.Equal((9, 9), (label, pixels.Min()));
    }

    [Fact]
    public void A_missing_file_is_named_and_the_message_says_how_to_get_the_data()
    {
        var thrown = Assert.Throws<DatasetNotFoundException>(() => FashionMnist.Load(_folder.Path, train: false));

        Assert.Contains("t10k-images-idx3-ubyte", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install dataset-fashion-mnist", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("CAUSALFUSION_FASHION_MNIST", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_named_by_the_user_comes_before_the_systems_and_stands_alone()
    {
        string system = _folder["system"];
        Directory.CreateDirectory(system);
        foreach (string name in new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
        {
            File.WriteAllBytes(Path.Combine(system, name), []);
        }

        Assert.Equal(system, FashionMnist.Find(named: null, system));
        Assert.Equal(system, FashionMnist.Find(named: "", system));
        Assert.Contains(_folder["named"], Assert.Throws<DatasetNotFoundException>(() => FashionMnist.Find(_folder["named"], system)).Message,
            StringComparison.Ordinal);

        File.Delete(Path.Combine(system, "t10k-labels-idx1-ubyte"));
        Assert.Contains(
            "t10k-labels", Assert.Throws<DatasetNotFoundException>(() => FashionMnist.Find(null, system)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        Write("train-images-idx3-ubyte", IdxBytes.Of(new byte[64], 1, 8, 8), compressed: false);
        Write("train-labels-idx1-ubyte", IdxBytes.Of([0], 1), compressed: false);

        AssertRefused("expected images of 28 × 28, found dimensions 1 × 8 × 8");
    }

    [Fact]
    public void An_empty_file_of_images_is_refused()
    {
        Write("train-images-idx3-ubyte", IdxBytes.Of([], 0, 28, 28), compressed: false);
        Write("train-labels-idx1-ubyte", IdxBytes.Of([], 0), compressed: false);

        AssertRefused("found dimensions 0 × 28 × 28");
    }

    [Fact]
    public void Labels_that_do_not_belong_to_the_images_are_refused()
    {
        Write("train-images-idx3-ubyte", IdxBytes.Of(new byte[784], 1, 28, 28), compressed: false);
        Write("train-labels-idx1-ubyte", IdxBytes.Of([0, 1], 2), compressed: false);

        AssertRefused("expected 1 labels");
    }

    [Fact]
    public void A_label_out_of_range_is_refused_by_number()
    {
        Write("train-images-idx3-ubyte", IdxBytes.Of(new byte[1568], 2, 28, 28), compressed: false);
        Write("train-labels-idx1-ubyte", IdxBytes.Of([0, 10], 2), compressed: false);

        AssertRefused("label 1: expected 0 to 9, found 10");
    }

    [FashionMnistFact]
    public void The_real_data_set_has_70_000_images_of_ten_classes_in_equal_numbers()
    {
        string folder = FashionMnist.Find();
        foreach ((bool train, int count) in new[] { (true, 60_000), (false, 10_000) })
        {
            using IImageDataset dataset = FashionMnist.Load(folder, train);
            byte[] pixels = new byte[784];
            int[] perClass = new int[10];
            for (int i = 0; i < dataset.Count; i++)
            {
                dataset.Read(i, pixels, out int label);
                perClass[label]++;
                Assert.True(pixels.AsSpan().ContainsAnyExcept((byte)0));
            }
            Assert.Equal(count, dataset.Count);
            Assert.All(perClass, images => Assert.Equal(count / 10, images));
        }
    }

    private void AssertRefused(string problem) =>
        Assert.Contains(
            problem, Assert.Throws<InvalidDataException>(() => FashionMnist.Load(_folder.Path, train: true)).Message, StringComparison.Ordinal);

    private void Write(string name, byte[] file, bool compressed) =>
        File.WriteAllBytes(_folder[compressed ? name + ".gz" : name], compressed ? IdxBytes.Compressed(file) : file);
}
