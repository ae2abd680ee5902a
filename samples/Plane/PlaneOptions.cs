namespace CausalFusion.Samples.Plane;

/// <summary>What the command line asks for.</summary>
/// <param name="Train">Whether to train a network, or else to draw with the one that is there.</param>
/// <param name="Model">The network's file.</param>
/// <param name="Output">The folder for pictures and the training's checkpoint.</param>
/// <param name="Steps">Training steps.</param>
internal sealed record PlaneOptions(bool Train, string Model, string Output, int Steps)
{
    /// <exception cref="ArgumentException">The command line is not as it should be.</exception>
    public static PlaneOptions Parse(string[] args)
    {
        bool train = args is ["train", ..];
        var arguments = new Arguments(train ? args[1..] : args, "--model", "--output", "--steps");
        return new PlaneOptions(
            train, arguments.Text("--model") ?? Path.Combine("samples", "models", "plane.safetensors"),
            arguments.Text("--output") ?? Path.Combine("artifacts", "plane"), arguments.Number("--steps", 4_500, 1));
    }
}
