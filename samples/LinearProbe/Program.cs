using CausalFusion.Data;
using CausalFusion.ML;
using CausalFusion.Samples;
using CausalFusion.Samples.LinearProbe;
using Microsoft.ML;
using Microsoft.ML.Data;

// Classifies Fashion-MNIST by a linear classifier on the features of a network that was trained to draw it.
//   dotnet run -c Release --project samples/LinearProbe [-- --model FILE --data FOLDER --train N --test N --layer N]
return SampleProgram.Run(() =>
{
    var arguments = new Arguments(args, "--model", "--data", "--train", "--test", "--layer");
    string folder = arguments.Text("--data") ?? FashionMnist.Find();
    using IImageDataset trainImages = FashionMnist.Load(folder, train: true), testImages = FashionMnist.Load(folder, train: false);

    var ml = new MLContext(seed: 1);
    IDataView train = ml.Data.LoadFromEnumerable(Garment.Read(trainImages, arguments.Number("--train", 10_000, 1)));
    IDataView test = ml.Data.LoadFromEnumerable(Garment.Read(testImages, arguments.Number("--test", 2_000, 1)));

    string network = arguments.Text("--model") ?? Pretrained.FashionMnist;
    int layer = arguments.Number("--layer", 0, 1);
    var probe =
        ml.Transforms.Conversion.MapValueToKey("Label", keyData: ml.Data.LoadFromEnumerable(FashionMnist.ClassNames.Select(name => new { name })))
        .Append(ml.Transforms.FeaturizeImages(
            "Features", "Image", network, new ImageFeaturizationOptions { Layer = layer == 0 ? null : layer }))
        .AppendCacheCheckpoint(ml) // or every iteration of the trainer would run the network again
        .Append(ml.Transforms.NormalizeMinMax("Features"))
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new() { L1Regularization = 0, L2Regularization = 1e-2f, MaximumNumberOfIterations = 150 }));
    using var model = probe.Fit(train);

    MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(test));
    Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
    Console.WriteLine($"Accuracy: {metrics.MicroAccuracy:p1} of {testImages.Count:N0} test images, or as many as were asked for");
    return 0;
});
