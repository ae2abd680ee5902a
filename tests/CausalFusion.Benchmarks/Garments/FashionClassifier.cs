using CausalFusion.Data;
using CausalFusion.Evaluation;
using CausalFusion.Images;
using CausalFusion.Randomness;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Garments;

/// <summary>
/// A small convolutional network that is trained on the real images: what sees whether a generated one is of its class, and whose last hidden layer
/// is what distances are taken by. It is the same for all networks that are judged, and none of them has anything of it.
/// </summary>
internal sealed class FashionClassifier : nn.Module<Tensor, Tensor>
{
    private const int Features = 128, BatchSize = 128, Epochs = 4;

    private readonly Conv2d _first = nn.Conv2d(1, 16, 3, padding: 1), _second = nn.Conv2d(16, 32, 3, padding: 1);
    private readonly Linear _hidden = nn.Linear(32 * 7 * 7, Features), _classes = nn.Linear(Features, FashionMnist.ClassNames.Count);

    private FashionClassifier() : base(nameof(FashionClassifier)) => RegisterComponents();

    /// <summary>The classifier from its file, or trained and written there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="images">What it is trained on.</param>
    /// <param name="seed">The seed of its weights and of the order of the images.</param>
    public static FashionClassifier LoadOrTrain(string path, IImageDataset images, ulong seed)
    {
        torch.manual_seed((long)seed);
        var classifier = new FashionClassifier();
        if (File.Exists(path))
        {
            classifier.load(path);
        }
        else
        {
            classifier.Train(images, seed);
            string unfinished = path + ".new";
            classifier.save(unfinished);
            File.Move(unfinished, path, overwrite: true);
        }
        classifier.eval();
        return classifier;
    }

    /// <summary>The logits of the classes.</summary>
    /// <param name="input">Images in [−1, 1], (N, 1, 28, 28).</param>
    public override Tensor forward(Tensor input) => _classes.call(Hidden(input));

    /// <summary>What is seen of images.</summary>
    /// <param name="images">The images, each with its class.</param>
    public Judgment Judge(IEnumerable<(byte[] Pixels, int Label)> images)
    {
        var features = new FeatureSet(Features);
        var pixels = new FeatureSet(FashionMnist.Shape.ValueCount);
        int right = 0, count = 0;
        using var noGrad = no_grad();
        foreach ((byte[] Pixels, int Label)[] part in images.Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            Tensor hidden = Hidden(cat([.. part.Select(image => PixelConversion.ToTensor(image.Pixels, FashionMnist.Shape))]));
            long[] seen = _classes.call(hidden).argmax(1).data<long>().ToArray();
            float[] values = hidden.data<float>().ToArray();
            for (int i = 0; i < part.Length; i++)
            {
                features.Add(values.AsSpan(i * Features, Features));
                pixels.Add([.. part[i].Pixels.Select(pixel => pixel / 255f)]);
                right += seen[i] == part[i].Label ? 1 : 0;
                count++;
            }
        }
        return new Judgment(features, pixels, (double)right / count);
    }

    private void Train(IImageDataset images, ulong seed)
    {
        using var optimizer = optim.AdamW(parameters(), lr: 1e-3);
        int[] order = [.. Enumerable.Range(0, images.Count)];
        byte[] pixels = new byte[FashionMnist.Shape.ValueCount];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            new RandomStream(seed, (ulong)epoch).Shuffle<int>(order);
            foreach (int[] part in order.Chunk(BatchSize))
            {
                using var scope = NewDisposeScope();
                var labels = new long[part.Length];
                float[] values = new float[part.Length * pixels.Length];
                for (int i = 0; i < part.Length; i++)
                {
                    images.Read(part[i], pixels, out int label);
                    labels[i] = label;
                    PixelConversion.ToValues(pixels, FashionMnist.Shape, values.AsSpan(i * pixels.Length, pixels.Length));
                }
                Tensor batch = tensor(values, [part.Length, 1, FashionMnist.Shape.Height, FashionMnist.Shape.Width]);
                optimizer.zero_grad();
                nn.functional.cross_entropy(call(batch), tensor(labels)).backward();
                optimizer.step();
            }
        }
    }

    private Tensor Hidden(Tensor images)
    {
        Tensor x = nn.functional.max_pool2d(_first.call(images).relu(), 2);   // (N, 16, 14, 14)
        x = nn.functional.max_pool2d(_second.call(x).relu(), 2);              // (N, 32, 7, 7)
        return _hidden.call(x.flatten(1)).relu();                             // (N, F)
    }
}
