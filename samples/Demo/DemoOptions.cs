namespace CausalFusion.Samples.Demo;

/// <summary>What the command line says.</summary>
internal sealed record DemoOptions
{
    public required string Output { get; init; }

    /// <summary>The folder of the four IDX files; where null, it is looked for.</summary>
    public string? Data { get; init; }

    /// <summary>What the first picture is to show.</summary>
    public required string Prompt { get; init; }

    /// <summary>
    /// The folder of the npm package of emoji, whose held-out ones the shipped network is measured on; where it isn't there, it is not.
    /// </summary>
    public required string Emoji { get; init; }

    public required int Steps { get; init; }

    public required ulong Seed { get; init; }

    /// <exception cref="ArgumentException">The command line is not as it should be.</exception>
    public static DemoOptions Parse(string[] args)
    {
        var arguments = new Arguments(args, "--prompt", "--out", "--data", "--emoji", "--steps", "--seed");
        string prompt = arguments.Text("--prompt") ?? "red apple";
        return string.IsNullOrWhiteSpace(prompt)
            ? throw new ArgumentException("--prompt: expected a text, found an empty one.")
            : new DemoOptions
            {
                Output = arguments.Text("--out") ?? Path.Combine("artifacts", "demo"),
                Data = arguments.Text("--data"),
                Prompt = prompt,
                Emoji = arguments.Text("--emoji") ?? Path.Combine("artifacts", "cache", "npm", "emoji-datasource-google"),
                Steps = arguments.Number("--steps", 3800, 1),
                Seed = arguments.Number("--seed", 7UL, 0UL),
            };
    }
}
