using System.Globalization;

namespace CausalFusion.Samples.Demo;

/// <summary>What the command line says.</summary>
internal sealed record DemoOptions
{
    public required string Output { get; init; }

    /// <summary>The folder of the four IDX files; where null, it is looked for.</summary>
    public string? Data { get; init; }

    /// <summary>What the first picture is to show.</summary>
    public string Prompt { get; init; } = "red apple";

    /// <summary>
    /// The folder of the npm package of emoji, whose held-out ones the shipped network is measured on; where it isn't there, it is not.
    /// </summary>
    public string Emoji { get; init; } = Path.Combine("artifacts", "cache", "npm", "emoji-datasource-google");

    public int Steps { get; init; } = 3800;

    public ulong Seed { get; init; } = 7;

    public static DemoOptions Parse(string[] args)
    {
        var options = new DemoOptions { Output = Path.Combine("artifacts", "demo") };
        for (int i = 0; i < args.Length; i += 2)
        {
            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            options = args[i] switch
            {
                "--out" => options with { Output = value },
                "--prompt" => options with { Prompt = value },
                "--emoji" => options with { Emoji = value },
                "--data" => options with { Data = value },
                "--steps" => options with { Steps = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                _ => throw new ArgumentException(
                    $"Unknown option {args[i]}; there are --prompt TEXT, --out DIR, --data DIR, --emoji DIR, --steps N, --seed N."),
            };
        }
        return options;
    }
}
