using System.Globalization;

namespace CausalFusion.Samples.Plane;

/// <summary>What the command line asks for.</summary>
/// <param name="Train">Whether to train a network, or else to draw with the one that is there.</param>
/// <param name="Model">The network's file.</param>
/// <param name="Output">The folder for pictures and the training's checkpoint.</param>
/// <param name="Steps">Training steps.</param>
internal sealed record PlaneOptions(bool Train, string Model, string Output, int Steps)
{
    private const string Usage = """
        usage: dotnet run -c Release --project samples/Plane -- [train] [--model FILE] [--output FOLDER] [--steps N]

          train     train a network on Fashion-MNIST and save it; without it, draw with the network that is there
          --model   the network's file (default: samples/models/fashion-mnist.safetensors)
          --output  the folder for pictures and checkpoints (default: artifacts/plane)
          --steps   training steps (default: 4500, which the network there had)
        """;

    /// <exception cref="ArgumentException">The command line is not as the usage says.</exception>
    public static PlaneOptions Parse(string[] args)
    {
        var options =
            new PlaneOptions(false, Path.Combine("samples", "models", "fashion-mnist.safetensors"), Path.Combine("artifacts", "plane"), 4_500);
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "train" => options with { Train = true },
                "--model" => options with { Model = Value() },
                "--output" => options with { Output = Value() },
                "--steps" when int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out int steps) && steps > 0 =>
                    options with { Steps = steps },
                _ => throw new ArgumentException($"Not understood: {args[i]}\n{Usage}"),
            };

            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value.\n{Usage}");
        }
        return options;
    }
}
