using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using CausalFusion.Cli.Progress;
using Tensorboard;

namespace CausalFusion.Cli.Tests;

/// <summary>Long work can be followed, and what is interrupted is kept or told of.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string[] Train(params string[] options) =>
        ["train", .. TrainingFixture.Tiny, "--data", TrainingFixture.Images(_folder["data"]), "--image-size", "8", "--out",
            _folder["model.safetensors"], .. options];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_terminal_progress_is_told_in_lines_often_at_first_and_seldom_later()
    {
        var time = new ManualClock();
        using var error = new StringWriter();
        using var logs = new ProgressLogs(error);

        ProgressDisplay.Run(error, "training", logs, report =>
        {
            for (int second = 1; second <= 600; second++)
            {
                time.Seconds = second;
                report(new ProgressReport(second / 600d, $"step {second} of 600", TimeSpan.FromSeconds(600 - second), [second]));
            }
            return 0;
        }, time);

        string[] lines = error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("training: 0.8 %, step 5 of 600, 9 min 55 s left", lines[0]);
        Assert.Equal("training: 100.0 %, step 600 of 600, 0 s left", lines[^1]);
        Assert.InRange(lines.Length, 12, 30);
    }

    [Theory]
    [InlineData("log.csv")]
    [InlineData("log.jsonl")]
    public async Task Every_step_is_kept_in_the_log_and_a_resumed_training_goes_on_with_it(string name)
    {
        string checkpoint = _folder["run.safetensors"], log = _folder[name];
        await CliRun.InProcess(Train("--steps", "3", "--checkpoint", checkpoint, "--log", log));
        File.AppendAllText(log, "half a li"); // as a killed process leaves it
        await CliRun.InProcess(Train("--steps", "5", "--checkpoint", checkpoint, "--log", log));

        var rows = Rows(log);

        Assert.Equal([1, 2, 3, 4, 5], rows.Select(row => row["step"]));
        Assert.All(rows, row => Assert.InRange(row["loss"], 1e-6, 100));
        Assert.All(rows, row => Assert.True(row["gradient_norm"] > 0 && row["images_per_second"] > 0 && row["learning_rate"] > 0));
        Assert.Equal([2, 1, 0], rows[..3].Select(row => 3 - row["step"]));
        await CliRun.InProcess(Train("--steps", "2", "--log", log));
        Assert.Equal([1, 2], Rows(log).Select(row => row["step"]));
    }

    [Fact]
    public async Task A_file_that_is_no_log_is_not_replaced_by_one()
    {
        File.WriteAllText(_folder["table.csv"], "precious,data\n1,2\n");
        (await CliRun.InProcess(Train("--steps", "1", "--log", _folder["table.csv"])))
            .AssertFailed(ExitCode.BadOutput, "table.csv", "expected a log of this command or no file");
        (await CliRun.InProcess(Train("--steps", "1", "--log", _folder["log.txt"]))).AssertFailed(ExitCode.Usage, ".csv or .jsonl");
        Assert.Equal("precious,data\n1,2\n", File.ReadAllText(_folder["table.csv"]));
    }

    [Fact]
    public async Task Generating_and_encoding_are_logged_too()
    {
        await CliRun.InProcess(Train("--steps", "1"));
        CliRun run = await CliRun.InProcess(
            "sample", "--model", _folder["model.safetensors"], "--classes", "dark", "--steps", "4", "--count", "2", "--out", _folder["out"],
            "--log", _folder["sample.csv"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(2, Rows(_folder["sample.csv"])[^1]["images"]);
    }

    [Fact]
    public async Task TensorBoard_gets_the_loss_of_every_step()
    {
        CliRun run = await CliRun.InProcess(Train("--steps", "3", "--tensorboard", _folder["events"], "--log", _folder["log.csv"]));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));

        Event[] events = [.. Directory.EnumerateFiles(_folder["events"], "*", SearchOption.AllDirectories).SelectMany(Events)];
        var losses = events.Where(e => e.Summary is not null).SelectMany(e => e.Summary.Value.Select(value => (e.Step, value.Tag, value.SimpleValue)))
            .Where(value => value.Tag == "train/loss").ToArray();

        Assert.Equal([1L, 2, 3], losses.Select(loss => loss.Step));
        Assert.Equal(Rows(_folder["log.csv"]).Select(row => (float)row["loss"]), losses.Select(loss => loss.SimpleValue));
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_that_ends_the_training_leaves_a_checkpoint(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals");
        string checkpoint = _folder["run.safetensors"];
        using Process process = Start(Train("--steps", "1000000", "--checkpoint", checkpoint, "--checkpoint-interval", "1"));
        await Until(() => File.Exists(checkpoint), process);

        (int exitCode, string error) = await Signal(process, signal);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Contains($"'{checkpoint}' holds the training so far", error, StringComparison.Ordinal);
        Assert.Equal(["run.safetensors"], _folder.FileNames);
        JsonElement info = (await CliRun.InProcess("info", "--model", checkpoint, "--json")).Json();
        Assert.Equal("training-checkpoint", info.GetProperty("format").GetString());
    }

    [Fact]
    public async Task A_training_that_is_interrupted_without_a_checkpoint_says_what_would_have_kept_it()
    {
        using var canceled = new CancellationTokenSource(TimeSpan.FromMilliseconds(1500));
        (await CliRun.Cancellable(canceled.Token, Train("--steps", "1000000"))).AssertFailed(
            ExitCode.Canceled, "of 1000000; nothing of it was kept", "--checkpoint FILE");
    }

    [Fact]
    public async Task A_training_that_is_done_already_says_so()
    {
        await CliRun.InProcess(Train("--steps", "2", "--checkpoint", _folder["run.safetensors"]));
        CliRun again = await CliRun.InProcess(Train("--steps", "2", "--checkpoint", _folder["run.safetensors"]));
        Assert.Contains("2 steps on 6 images, all of them done before", again.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("loss", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ema-decay", "2", "--ema-decay must be in [0, 1)")]
    [InlineData("--label-dropout", "2", "--label-dropout must be in [0, 1]")]
    [InlineData("--checkpoint-interval", "0", "--checkpoint-interval must be at least 1")]
    [InlineData("--batches-ahead", "0", "--batches-ahead must be at least 1")]
    public async Task A_message_calls_options_as_the_command_line_does(string option, string value, string says) =>
        (await CliRun.InProcess(Train("--steps", "1", option, value))).AssertFailed(ExitCode.Usage, says);

    [Fact]
    public async Task A_path_in_a_message_stays_as_it_is()
    {
        string data = TrainingFixture.Images(_folder["Steps/Order"]), image = Path.Combine(data, "dark", "1.png");
        byte[] whole = File.ReadAllBytes(image);
        File.WriteAllBytes(image, whole[..^(whole.Length / 3)]);

        (await CliRun.InProcess([
            "train", .. TrainingFixture.Tiny, "--data", data, "--steps", "20", "--out", _folder["model.safetensors"]]))
            .AssertFailed(ExitCode.BadInput, $"'{image}'", "ends early");
    }

    [Fact]
    public async Task A_checkpoint_of_another_training_is_refused_in_the_command_lines_words()
    {
        await CliRun.InProcess(Train("--steps", "1", "--checkpoint", _folder["run.safetensors"]));
        (await CliRun.InProcess(Train("--steps", "2", "--checkpoint", _folder["run.safetensors"], "--seed", "9")))
            .AssertFailed(ExitCode.BadInput, "its seed is 0, expected 9", "begin anew (--fresh)");
    }

    private static Process Start(string[] args)
    {
        ProcessStartInfo start = ChildProcess.Dotnet([typeof(CommandLine).Assembly.Location, .. args]);
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }

    private static async Task Until(Func<bool> holds, Process process)
    {
        var started = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.False(process.HasExited, "the process has ended");
            Assert.True(started.Elapsed < TimeSpan.FromMinutes(2), "it took too long");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(int ExitCode, string Error)> Signal(Process process, string signal)
    {
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using (Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(
            TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return (process.ExitCode, await error);
    }

    private static Dictionary<string, double>[] Rows(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (!path.EndsWith(".csv", StringComparison.Ordinal))
        {
            return [.. lines.Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject().Where(
                property => property.Name != "time").ToDictionary(property => property.Name, property => property.Value.GetDouble()))];
        }
        string[] names = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => line.Split(',').Zip(names).Where(field => field.Second != "time").ToDictionary(
            field => field.Second, field => field.First.Length == 0 ? double.NaN : double.Parse(field.First, CultureInfo.InvariantCulture)))];
    }

    /// <summary>The records of an event file, whose checksums hold.</summary>
    private static IEnumerable<Event> Events(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            byte[] data = file[(at + 12)..(at + 12 + length)];
            Assert.Equal(Checksum(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            Assert.Equal(Checksum(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return Event.Parser.ParseFrom(data);
            at += length + 16;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
