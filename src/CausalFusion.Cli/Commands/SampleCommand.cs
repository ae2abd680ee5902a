using System.CommandLine;
using CausalFusion.Generation;

namespace CausalFusion.Cli.Commands;

/// <summary><c>sample</c>: draws images of classes.</summary>
internal sealed class SampleCommand : Command
{
    private readonly GenerationFlow _flow = new();

    private readonly Option<string> _classes = new("--classes")
    {
        Description = "The classes, separated by commas: numbers, names if the model has them, or none for no class.",
        HelpName = "LIST",
        Required = true,
    };

    public SampleCommand() : base("sample", "Draw images. The same seed, class and options give the same image, whatever else is drawn.")
    {
        Options.Add(_classes);
        _flow.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken) =>
        _flow.Run(parsed, "sampling", _classes.Name, parsed.GetRequiredValue(_classes), [], (session, progress) => new GeneratedBatch(
        new ImageGenerator(session.Network).Generate(
            session.Requests, session.Options, progress, onArStep: null, session.Noise, cancellationToken), session.Network.Config.Tokens));
}
