using System.Globalization;

namespace CausalFusion.Samples.Demo.Text;

/// <summary>What the command line says.</summary>
internal sealed record TextDemoOptions
{
    public string Output { get; init; } = Path.Combine("artifacts", "demo-text");

    public int Steps { get; init; } = 3600;

    public ulong Seed { get; init; } = 7;

    public static TextDemoOptions Parse(string[] args)
    {
        var options = new TextDemoOptions();
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--out" => options with { Output = value },
                "--steps" => options with { Steps = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException($"Unknown option {args[i]}; there are --text, and with it --out DIR, --steps N, --seed N."),
            };
        }
        return options;
    }
}
