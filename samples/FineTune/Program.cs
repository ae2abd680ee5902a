using CausalFusion.Samples;
using CausalFusion.Samples.FineTune;
using Microsoft.ML;

// Fine-tunes a network on a folder of one's own, which has a folder of images for each class.
//   dotnet run -c Release --project samples/FineTune -- --data FOLDER [--model FILE --out FILE --steps N --batch N --rate X --seed N]
return SampleProgram.Run(() =>
{
    var arguments = new Arguments(args, "--data", "--model", "--out", "--steps", "--batch", "--rate", "--seed");
    var run = new FineTuneRun
    {
        Data = arguments.Required("--data"),
        ModelFile = arguments.Text("--model") ?? Pretrained.FashionMnist,
        Output = arguments.Text("--out") ?? "fine-tuned.safetensors",
        Steps = arguments.Number("--steps", 1_000, 1),
        BatchSize = arguments.Number("--batch", 32, 1),
        LearningRate = arguments.Number("--rate", 3e-4, double.Epsilon),
        Seed = arguments.Number("--seed", 1UL, 0UL),
    };
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, key) =>
    {
        key.Cancel = true;
        stop.Cancel();
    };
    return run.Run(stop.Token);
});
