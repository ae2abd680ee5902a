using System.CommandLine;
using System.Globalization;
using System.Text;
using CausalFusion.Checkpoints;
using CausalFusion.Cli.Images;
using CausalFusion.Conditions;
using CausalFusion.Files;
using CausalFusion.Models;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what images are to be of: classes, or prompts.</summary>
/// <param name="classes">The option that names classes.</param>
internal sealed class SubjectFlags(Option<string?> classes)
{
    /// <summary>The option of what guidance leads away from.</summary>
    public const string NegativeName = "--negative-prompt";

    private const string PromptName = "--prompt";
    private const int LongestFile = 1 << 24;

    private readonly Option<string[]> _prompt = new(PromptName)
    {
        Description = "What the image is to show, in words, for a network that reads text; given several times, several images.",
        HelpName = "TEXT",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _prompts = new("--prompts") { Description = "A text file with a prompt in each line.", HelpName = "FILE" };

    private readonly Option<string?> _negative = new(NegativeName)
    {
        Description = "What guidance leads away from, in words. Default: nothing in particular.",
        HelpName = "TEXT",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[classes, _prompt, _prompts, _negative])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Checks that classes or prompts are given.</summary>
    /// <returns>What is read, the option with the path.</returns>
    /// <exception cref="UsageException">They are not, or both are.</exception>
    public (string Option, string? Path) Check(ParseResult parsed)
    {
        bool haveClasses = parsed.GetValue(classes) is not null,
            havePrompts = parsed.GetValue(_prompt) is { Length: > 0 } || parsed.GetValue(_prompts) is not null;
        return haveClasses != havePrompts ? (_prompts.Name, parsed.GetValue(_prompts)) : throw new UsageException(
            $"expected {classes.Name} for a network that takes classes, or {_prompt.Name} or {_prompts.Name} for one that reads text; found "
            + $"{(haveClasses ? "both" : "none")}.");
    }

    /// <summary>What was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">The network's file.</param>
    /// <param name="config">The network.</param>
    /// <param name="tell">Is told what could be misunderstood.</param>
    /// <exception cref="UsageException">The network takes the other, a class is not there, or a prompt of the command line is no good.</exception>
    /// <exception cref="InvalidDataException">A prompt of the file is no good, or the network's file has no vocabulary.</exception>
    public Subjects Of(ParseResult parsed, ModelFile file, ImageModelConfig config, Action<string> tell)
    {
        if (config.Text is { } text)
        {
            return parsed.GetValue(classes) is { } unread
                ? throw new UsageException(
                    $"{classes.Name}: expected {PromptName}, as the network reads text and takes no classes; found '{unread}'.")
                : OfPrompts(parsed, new TextPrompts(file, text));
        }
        Option? useless = ((Option[])[_prompt, _prompts, _negative]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        if (useless is not null)
        {
            throw new UsageException($"{useless.Name}: expected {classes.Name}, as the network takes classes and reads no text; found a prompt.");
        }
        ClassNames names = NamesOf(file, config);
        try
        {
            return new Subjects(names.FindAll(parsed.GetValue(classes)!, tell), Condition.None, names);
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{classes.Name}: {exception.Message}");
        }
    }

    private Subjects OfPrompts(ParseResult parsed, TextPrompts prompts)
    {
        List<Condition> conditions = [.. (parsed.GetValue(_prompt) ?? []).Select(text => Given(_prompt.Name, text))];
        if (parsed.GetValue(_prompts) is { } path)
        {
            conditions.AddRange(LinesOf(path).Index().Select(line => prompts.Require(line.Item) is { } problem
                ? throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"'{path}', line {line.Index + 1}: {problem}"))
                : Condition.OfText(line.Item)));
        }
        return new Subjects(
            conditions, parsed.GetValue(_negative) is { } negative ? Given(NegativeName, negative) : Condition.None, Classes: null);

        Condition Given(string option, string text) =>
            prompts.Require(text) is { } problem ? throw new UsageException($"{option}: {problem}") : Condition.OfText(text);
    }

    private static string[] LinesOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > LongestFile)
        {
            throw new InvalidDataException($"'{path}': expected prompts of at most {LongestFile} bytes, found {file.Length}.");
        }
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        try
        {
            string text = StrictUtf8.Decode(bytes).TrimStart('\uFEFF').TrimEnd();
            return text.Length == 0
                ? throw new InvalidDataException($"'{path}': expected a prompt in each line, found none.")
                : [.. text.Split('\n').Select(line => line.Trim())];
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{path}': expected UTF-8: {exception.Message}", exception);
        }
    }

    private static ClassNames NamesOf(ModelFile file, ImageModelConfig config)
    {
        IReadOnlyList<string> names = ModelInfo.Of(file).ClassNames;
        try
        {
            return new ClassNames(config.Classes, names);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(
                $"'{file.Name}': entry '{ModelBundleInfo.ClassNamesEntry}': expected {config.Classes} names, found {names.Count}.", exception);
        }
    }
}
