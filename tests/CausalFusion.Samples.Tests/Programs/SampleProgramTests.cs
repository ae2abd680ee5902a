using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Models;
using Microsoft.ML.Data;

namespace CausalFusion.Samples.Tests.Programs;

public sealed class SampleProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public SampleProgramTests() => _model = TinyModel.Save(_folder["tiny.safetensors"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Quickstart_draws_a_sheet()
    {
        var (code, output, error) = await SampleProcess.RunAsync("Quickstart", _folder.Path, _model, "sheet.png");

        Assert.True(code == 0, error);
        Assert.Contains("sheet.png: 16 images", output, StringComparison.Ordinal);
        using MLImage sheet = MLImage.CreateFromFile(_folder["sheet.png"]);
        Assert.InRange(sheet.Width, 4 * 28, 4000);
    }

    [Fact]
    public async Task Text_to_image_draws_prompts_and_says_what_it_drew()
    {
        string model = TinyModel.SaveWithText(_folder["text.safetensors"]);
        var (code, output, error) = await SampleProcess.RunAsync("TextToImage", _folder.Path, model, "prompts.png", "a red circle", "a blue square");

        Assert.True(code == 0, error);
        Assert.Contains("prompts.png: 8 images", output, StringComparison.Ordinal);
        Assert.Equal(4, output.Split('\n').Count(line => line.StartsWith("a blue square", StringComparison.Ordinal)));
        using MLImage sheet = MLImage.CreateFromFile(_folder["prompts.png"]);
        Assert.InRange(sheet.Width, 4 * 32, 4000);
    }

    [Fact]
    public async Task Linear_probe_prints_a_confusion_table_and_an_accuracy()
    {
        var (code, output, error) = await SampleProcess.RunAsync("LinearProbe", _folder.Path, "--model", _model, "--train", "300", "--test", "100");

        Assert.True(code == 0, error);
        Assert.Contains("Ankle boot", output, StringComparison.Ordinal);
        string accuracy = output[(output.IndexOf("Accuracy: ", StringComparison.Ordinal) + 10)..].Split('%')[0];
        Assert.InRange(double.Parse(accuracy, System.Globalization.CultureInfo.InvariantCulture), 20, 100);
    }

    [Theory]
    [InlineData("bottom")]
    [InlineData("rectangle:0,0,3,2")]
    public async Task Editing_draws_a_part_anew_as_several_classes(string mask)
    {
        var (code, output, error) = await SampleProcess.RunAsync("Editing", _folder.Path, "--model", _model, "--mask", mask, "--class", "Bag");

        Assert.True(code == 0, error);
        Assert.Contains("of 49 tokens drawn anew, as Bag, T-shirt/top, Trouser", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["edited.png"]));
    }

    [Fact]
    public async Task Editing_takes_an_image_of_any_size_and_color()
    {
        SaveImage(_folder["photo.png"], 40, 31, 3, i => i);

        var (code, _, error) = await SampleProcess.RunAsync("Editing", _folder.Path, "--model", _model, "--image", "photo.png", "--out", "out.png");

        Assert.True(code == 0, error);
        Assert.True(File.Exists(_folder["out.png"]));
    }

    [Fact]
    public async Task Fine_tuning_makes_a_network_of_the_folders_classes()
    {
        MakePhotos();

        var (code, output, error) = await SampleProcess.RunAsync(
            "FineTune", _folder.Path, "--data", "photos", "--model", _model, "--out", "mine.safetensors", "--steps", "4", "--batch", "2");

        Assert.True(code == 0, error);
        Assert.Contains("6 images in 2 classes: Bag, hat", output, StringComparison.Ordinal);
        Assert.Contains("step      4/4", output, StringComparison.Ordinal);
        Assert.Equal(["Bag", "hat"], ModelInfo.Of(ModelBundle.Peek(_folder["mine.safetensors"]).Entries, "it").ClassNames);
        using CausalFusionModel model = CausalFusionModel.Load(_folder["mine.safetensors"]);
        Assert.Equal(2, model.Config.Classes);
        Assert.Equal(["mine.png", "mine.safetensors", "photos", "tiny.safetensors"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Fine_tuning_that_was_interrupted_goes_on_to_the_same_network()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Ctrl+C cannot be sent there; that a training resumes is the library's, and tested with it.
        }
        MakePhotos();
        string[] command = ["--data", "photos", "--model", _model, "--batch", "2", "--steps", "300"];
        Assert.Equal(0, (await SampleProcess.RunAsync("FineTune", _folder.Path, [.. command, "--out", "whole.safetensors"])).ExitCode);

        var stopped = await SampleProcess.InterruptAsync("FineTune", _folder.Path, "6 images", [.. command, "--out", "parts.safetensors"]);
        bool hasCheckpoint = File.Exists(_folder["parts.safetensors.checkpoint"]);
        var resumed = await SampleProcess.RunAsync("FineTune", _folder.Path, [.. command, "--out", "parts.safetensors"]);

        Assert.True(stopped.ExitCode == 3, stopped.Error);
        Assert.Contains("Stopped. The same command goes on from parts.safetensors.checkpoint.", stopped.Output, StringComparison.Ordinal);
        Assert.True(hasCheckpoint);
        Assert.Contains("Going on from parts.safetensors.checkpoint", resumed.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder["whole.safetensors"]), File.ReadAllBytes(_folder["parts.safetensors"]));
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_told_and_nothing_written()
    {
        MakePhotos();
        File.WriteAllText(_folder["mine.safetensors.checkpoint"], "no checkpoint");

        var (code, _, error) = await SampleProcess.RunAsync(
            "FineTune", _folder.Path, "--data", "photos", "--model", _model, "--out", "mine.safetensors", "--steps", "4", "--batch", "2");

        Assert.Equal(2, code);
        Assert.Contains("mine.safetensors.checkpoint", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["mine.safetensors"]));
    }

    [Theory]
    [InlineData("LinearProbe", "--color red", "--color: expected one of --model")]
    [InlineData("LinearProbe", "--train", "--train: expected one value, found none")]
    [InlineData("LinearProbe", "--train 0", "--train: expected a number of at least 1, found '0'")]
    [InlineData("LinearProbe", "--data nowhere", "nowhere")]
    [InlineData("FineTune", "--steps 3", "--data: expected a value")]
    [InlineData("FineTune", "--data nowhere", "nowhere")]
    [InlineData("Editing", "--model nowhere.safetensors", "nowhere.safetensors")]
    [InlineData("Editing", "--class Hat", "--class: expected one of 'T-shirt/top'")]
    [InlineData("Editing", "--mask hole", "found 'hole'")]
    public async Task What_cannot_be_done_is_told_in_a_line(string sample, string command, string expected)
    {
        string[] arguments = command.Contains("--model", StringComparison.Ordinal) ? [] : ["--model", _model];

        var (code, _, error) = await SampleProcess.RunAsync(sample, _folder.Path, [.. arguments, .. command.Split(' ')]);

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private void MakePhotos()
    {
        foreach (string name in new[] { "hat", "Bag" })
        {
            Directory.CreateDirectory(Path.Combine(_folder["photos"], name));
            for (int i = 0; i < 3; i++)
            {
                SaveImage(Path.Combine(_folder["photos"], name, $"{i}.png"), 30 + i, 33, 3, p => p * (i + 1));
            }
        }
    }

    private static void SaveImage(string path, int height, int width, int channels, Func<int, int> value)
    {
        var shape = new ImageShape(height, width, channels);
        using MLImage image = ImageConversion.ToImage([.. Enumerable.Range(0, shape.ValueCount).Select(i => (byte)value(i))], shape);
        File.WriteAllBytes(path, image.ToPng());
    }
}
