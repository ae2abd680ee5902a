using System.CommandLine;
using System.CommandLine.Parsing;
using CausalFusion.Benchmarks.Growth;
using CausalFusion.Benchmarks.Kernels;
using CausalFusion.Benchmarks.Profile;
using CausalFusion.Benchmarks.Quality;
using CausalFusion.Benchmarks.Rows;
using CausalFusion.Benchmarks.Targets;
using CausalFusion.Data;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Samples.Demo.Emoji;
using CausalFusion.TestKit;
using CausalFusion.Training;
using Microsoft.ML;
using TorchSharp;

namespace CausalFusion.Benchmarks;

/// <summary>The benchmark's command line.</summary>
internal sealed class BenchmarkCommand
{
    private const int UsageError = 2;

    private readonly Option<int> _repeats = AtLeastOne("--repeats", "Measurements of each side, or of each case.", 5);
    private readonly Option<int> _threads = AtLeastOne("--threads", "Threads of each side.", Environment.ProcessorCount);
    private readonly Option<int> _accumulation = AtLeastOne("--accumulation", "Passes that the batch is cut into.", 1);
    private readonly Option<bool> _recompute = new("--recompute") { Description = "Compute each block again in the backward pass." };
    private readonly Option<bool> _bfloat16 = new("--bfloat16") { Description = "Compute in bfloat16." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };
    private readonly Option<bool> _profile = new("--profile") { Description = "The time of a training step and of a sampling step by part." };
    private readonly Option<bool> _growth =
        new("--growth") { Description = "How the time of a step grows with tokens, AR steps, batch and threads: a table, JSON and SVG pictures." };

    private readonly Option<bool> _kernels = new("--kernels") { Description = "Micro benchmarks of the kernels (BenchmarkDotNet)." };

    private readonly Option<string?> _rows =
        new("--rows") { Description = "The rows to measure, separated by commas; all where not given.", HelpName = "NAME,NAME" };

    private readonly Option<string?> _pairs = new("--pairs")
    {
        Description = "What is predicted and what its error is measured in, such as clean:velocity,noise; all nine where not given.",
        HelpName = "PAIR,PAIR",
    };

    private readonly Option<int> _trainingSteps = AtLeastOne("--steps", "Steps of each training.", 3000);
    private readonly Option<int> _samples = AtLeastOne("--samples", "Images that are generated for each pair.", 2000);
    private readonly Option<double> _guidance = new("--guidance")
    {
        Description = "The guidance scale that they are generated with.", HelpName = "X", DefaultValueFactory = _ => 1.5,
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "The seed of weights and training.", HelpName = "N", DefaultValueFactory = _ => 7,
    };

    private readonly Option<string> _model = new("--model")
    {
        Description = $"The network: a file, or a pretrained one ({string.Join(", ", Pretrained.All)}).", HelpName = "FILE",
        DefaultValueFactory = _ => Pretrained.FashionMnist.Name,
    };

    private readonly Option<int> _judged = AtLeastOne("--images", "Images that are generated.", 10_000);
    private readonly Option<int?> _diffusionSteps = new("--diffusion-steps") { Description = "Other than the network's own.", HelpName = "N" };
    private readonly Option<int?> _arSteps = new("--ar-steps") { Description = "Other than the network's own.", HelpName = "N" };
    private readonly Option<string?> _emoji = new("--emoji")
    {
        Description = "The folder of the npm package emoji-datasource-google, whose held-out emoji a network of text is judged by.", HelpName = "DIR",
    };

    private readonly Option<string?> _log =
        new("--log") { Description = "The .csv log of its training, to draw the losses from.", HelpName = "FILE" };

    private readonly Option<double?> _scale = new("--guidance") { Description = "Other than the network's own.", HelpName = "X" };

    private readonly Option<string> _output = new("--output")
    {
        Description = "The file of the rows; what else is written goes into its folder.",
        HelpName = "FILE",
        DefaultValueFactory = _ => Path.Combine(Repository.Root, "artifacts", "bench", "results.json"),
    };

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit code.</returns>
    public int Run(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"bench: {string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.')))}. Try --help.");
            return UsageError;
        }
        return parsed.Invoke();
    }

    private RootCommand Root()
    {
        var step = new Command("step", "What one way to train takes in time and memory, in this process.")
        {
            _accumulation, _recompute, _bfloat16, _json, _repeats, _threads,
        };
        step.SetAction(RunStep);
        var copies = new Command("copies", "What clean tokens cost when noised copies share them.") { _repeats, _threads };
        copies.SetAction(parsed =>
        {
            torch.set_num_threads(parsed.GetValue(_threads));
            NoisedCopiesBenchmark.Run(parsed.GetValue(_repeats));
        });
        var targets = new Command("targets", "Trains on Fashion-MNIST for each pair of what is predicted and what its error is measured in.")
        {
            _pairs, _trainingSteps, _samples, _guidance, _seed, _threads, _output,
        };
        targets.SetAction(RunTargets);
        var quality = new Command(
            "quality", "How good the images of a trained network are: of Fashion-MNIST, or of emoji that it was not trained on.")
        {
            _model, _emoji, _judged, _arSteps, _diffusionSteps, _scale, _log, _threads, _output,
        };
        quality.SetAction(RunQuality);
        var root = new RootCommand("Times our work against the PyTorch reference doing the same, in turn, with as many threads.")
        {
            _rows, _repeats, _threads, _output, _profile, _growth, _kernels, step, copies, targets, quality,
        };
        root.Validators.Add(RefuseSeveral);
        root.SetAction(RunRoot);
        return root;
    }

    private int RunTargets(ParseResult parsed)
    {
        string[] names = parsed.GetValue(_pairs)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var pairs = new List<TargetPair>();
        foreach (string name in names)
        {
            if (!TargetPair.TryParse(name, out TargetPair? pair))
            {
                Console.Error.WriteLine($"bench: --pairs: there is no pair '{name}'; there are {string.Join(", ", TargetPair.All)}.");
                return UsageError;
            }
            pairs.Add(pair);
        }
        int samples = parsed.GetValue(_samples);
        if (!AreGarments(_samples.Name, samples))
        {
            return UsageError;
        }
        torch.set_num_threads(parsed.GetValue(_threads));
        string folder = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(parsed.GetRequiredValue(_output)))!, "targets");
        TargetComparison.Run(new TargetSettings(
            pairs.Count > 0 ? pairs : TargetPair.All, parsed.GetValue(_trainingSteps), samples, parsed.GetValue(_guidance), parsed.GetValue(_seed),
            folder));
        return 0;
    }

    private int RunQuality(ParseResult parsed)
    {
        string model = parsed.GetRequiredValue(_model);
        bool isKnown = Pretrained.TryFind(model, out PretrainedNetwork? known);
        if (!isKnown && !File.Exists(model))
        {
            Console.Error.WriteLine(
                $"bench: --model: there is no file '{model}', nor a pretrained network; there are {string.Join(", ", Pretrained.All)}.");
            return UsageError;
        }
        torch.set_num_threads(parsed.GetValue(_threads));
        string? emoji = parsed.GetValue(_emoji);
        if (emoji is not null && !File.Exists(Path.Combine(emoji, "emoji.json")))
        {
            Console.Error.WriteLine(
                $"bench: --emoji: expected emoji.json in '{emoji}', found none; ./build.sh npm -- emoji-datasource-google fetches it.");
            return UsageError;
        }
        if (emoji is null && !AreGarments(_judged.Name, parsed.GetValue(_judged)))
        {
            return UsageError;
        }
        GenerationOptions usual = (known ?? (emoji is null ? Pretrained.FashionMnist : Pretrained.Emoji)).Generation;
        string folder = Path.GetDirectoryName(Path.GetFullPath(parsed.GetRequiredValue(_output)))!, name = Path.GetFileNameWithoutExtension(model);
        string figures = Path.Combine(folder, $"quality-{name}.json");
        if (parsed.GetValue(_log) is { } log)
        {
            Directory.CreateDirectory(folder);
            LossCurve.Save(log, Path.ChangeExtension(figures, ".loss.svg"));
        }
        bool isJudged = QualityRun.Run(new QualitySettings(
            name, known?.Path ?? model, parsed.GetValue(_judged),
            usual with
            {
                ArSteps = parsed.GetValue(_arSteps) ?? usual.ArSteps,
                DiffusionSteps = parsed.GetValue(_diffusionSteps) ?? usual.DiffusionSteps,
                GuidanceScale = parsed.GetValue(_scale) ?? usual.GuidanceScale,
            },
            emoji, figures));
        if (!isJudged)
        {
            Console.Error.WriteLine(
                $"bench: --model: expected a network of Fashion-MNIST's images, or with --emoji one of text and {EmojiRow.Shape} images; "
                + $"found '{model}'.");
        }
        return isJudged ? 0 : UsageError;
    }

    /// <summary>Whether so many garments can be compared: as many of each class, and enough for their neighbors.</summary>
    private static bool AreGarments(string option, int images)
    {
        int classes = FashionMnist.ClassNames.Count;
        bool fits = images % classes == 0 && images >= 10 * classes;
        if (!fits)
        {
            Console.Error.WriteLine($"bench: {option} must be a multiple of the {classes} classes, at least {10 * classes}; found {images}.");
        }
        return fits;
    }

    private void RunStep(ParseResult parsed)
    {
        torch.set_num_threads(parsed.GetValue(_threads));
        var options = new TrainingOptions
        {
            BatchSize = BenchmarkNetworks.BatchSize,
            AccumulationSteps = parsed.GetValue(_accumulation),
            GradientCheckpointing = parsed.GetValue(_recompute),
            Precision = parsed.GetValue(_bfloat16) ? ComputePrecision.BFloat16 : ComputePrecision.Full,
            Split = ArSplitPolicy.Equal(TrainingModeBenchmark.ArSteps),
        };
        TrainingModeBenchmark.Run(parsed.GetValue(_repeats), options, parsed.GetValue(_json));
    }

    private int RunRoot(ParseResult parsed)
    {
        torch.set_num_threads(parsed.GetValue(_threads));
        int repeats = parsed.GetValue(_repeats);
        string output = parsed.GetRequiredValue(_output), folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (parsed.GetValue(_kernels))
        {
            return KernelBenchmarks.Run(folder);
        }
        if (parsed.GetValue(_profile) || parsed.GetValue(_growth))
        {
            BenchmarkEnvironment.Now().Print();
            if (parsed.GetValue(_profile))
            {
                StepProfile.Run(repeats, folder);
            }
            else
            {
                GrowthBenchmark.Run(repeats, folder);
            }
            return 0;
        }
        return Compare(parsed.GetValue(_rows), repeats, output);
    }

    private static int Compare(string? wanted, int repeats, string output)
    {
        BenchmarkEnvironment alone = BenchmarkEnvironment.Now();
        using var reference = new ReferenceProcess(BenchmarkNetworks.Splits);
        IReadOnlyList<ComparisonRow> rows = RowTable.All(reference, alone.Threads);
        string[] known = [.. rows.Select(row => row.Name)];
        string[] names = wanted?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? known;
        if (names.Length == 0 || names.Except(known).Any())
        {
            string found = names.Length == 0 ? "no row is named" : $"there is no row '{names.Except(known).First()}'";
            Console.Error.WriteLine($"bench: --rows: {found}; there are {string.Join(", ", known)}.");
            return UsageError;
        }
        reference.Ask($"threads {alone.Threads}");
        BenchmarkEnvironment environment = alone with { Reference = reference.Ask("about").GetProperty("about").GetString() };
        environment.Print();
        string splits = string.Join(", ", BenchmarkNetworks.Splits.Select(split => split.Steps));
        Console.WriteLine($"{repeats} repeats; AR steps of the training splits: {splits}");

        var comparison = new Comparison(repeats);
        var results = new List<RowResult>();
        foreach (ComparisonRow row in rows)
        {
            using (row)
            {
                if (names.Contains(row.Name))
                {
                    results.Add(comparison.Run(row));
                }
            }
        }
        ResultTable.Print(results);
        ResultTable.Save(output, results, environment);
        return 0;
    }

    private void RefuseSeveral(CommandResult result)
    {
        Option[] ways = [_profile, _growth, _kernels, _rows];
        string[] given = [.. ways.Where(way => result.GetResult(way) is { Implicit: false }).Select(way => way.Name)];
        if (given.Length > 1)
        {
            result.AddError($"{string.Join(" and ", given)} cannot be given together");
        }
    }

    private static Option<int> AtLeastOne(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int value) && value < 1)
            {
                result.AddError($"{name} must be at least 1; found {value}");
            }
        });
        return option;
    }
}
