using System.CommandLine;
using CausalFusion.Generation;

namespace CausalFusion.Cli.Commands;

/// <summary><c>sample</c>: draws images of classes or prompts.</summary>
internal sealed class SampleCommand : Command
{
    private readonly GenerationFlow _flow = new(new Option<string?>("--classes")
    {
        Description = "The classes, separated by commas: numbers, names if the model has them, or none for no class.",
        HelpName = "LIST",
    });

    public SampleCommand() : base(
        "sample", "Draw images of classes or prompts. The same seed, class or prompt and options give the same image, whatever else is drawn.")
    {
        _flow.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken) =>
        _flow.Run(parsed, "sampling", [], (session, progress) => new GeneratedBatch(
        new ImageGenerator(session.Network).Generate(
            session.Requests, session.Options, progress, onArStep: null, session.Noise, cancellationToken: cancellationToken),
        session.Network.Config.Tokens));
}
