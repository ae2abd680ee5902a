namespace CausalFusion.Samples.Demo.Text;

/// <summary>What the command line says.</summary>
internal sealed record TextDemoOptions(string Output, int Steps, ulong Seed)
{
    /// <exception cref="ArgumentException">The command line is not as it should be.</exception>
    public static TextDemoOptions Parse(string[] args)
    {
        var arguments = new Arguments(args, "--out", "--steps", "--seed");
        return new TextDemoOptions(
            arguments.Text("--out") ?? Path.Combine("artifacts", "demo-text"), arguments.Number("--steps", 3600, 1),
            arguments.Number("--seed", 7UL, 0UL));
    }
}
