using CausalFusion.Data;
using CausalFusion.Images;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Data;

[Collection(nameof(RunsAlone))]
public sealed class BatchOwnershipTests
{
    private static readonly ImageShape _shape = new(2, 2, 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_loader_leaves_no_tensors_behind(bool inScope)
    {
        using IImageDataset dataset = Dataset();
        long before = LiveTensors.CountHeld();
        using (var loader = new ImageBatchLoader(dataset, new BatchSampler(10, 5, seed: 1)))
        {
            for (int step = 0; step < 20; step++)
            {
                using IDisposable? scope = inScope ? NewDisposeScope() : null;
                using ImageBatch batch = loader.Next();
            }
            // Only the images of the batch ahead.
            Assert.Equal(before + 1, LiveTensors.Count);
        }

        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void Converting_a_tensor_leaves_no_tensors_behind()
    {
        using Tensor images = PixelConversion.ToTensor(new byte[8], _shape);
        long before = LiveTensors.CountHeld();

        PixelConversion.ToPixels(images);

        Assert.Equal(before, LiveTensors.Count);
    }

    private static IImageDataset Dataset()
    {
        using var builder = new ImageDatasetBuilder(_shape);
        for (int i = 0; i < 10; i++)
        {
            builder.Add(new byte[_shape.ValueCount], 0);
        }
        return builder.Build();
    }
}
