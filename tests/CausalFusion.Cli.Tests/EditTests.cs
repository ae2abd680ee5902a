using System.Text.Json;
using CausalFusion.Cli.Images;
using CausalFusion.Images;

namespace CausalFusion.Cli.Tests;

public sealed class EditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model, _image;
    private readonly byte[] _pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(4 * i))];

    public EditTests()
    {
        (_model, _image) = (_folder["model"], _folder["image.png"]);
        GoldenModel.Save(_model);
        ImageFiles.SavePng(_image, _pixels, new ImageShape(8, 8, 1));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("center", 2, 2, 4, 4)]
    [InlineData("top", 0, 0, 4, 8)]
    [InlineData("right", 0, 4, 8, 4)]
    [InlineData("rectangle:1,0,2,3", 2, 0, 4, 6)]
    public async Task What_is_not_masked_stays_as_it_is(string mask, int row, int column, int height, int width)
    {
        JsonElement result = (await CliRun.InProcess(
            "edit", "--model", _model, "--image", _image, "--mask", mask, "--class", "dog,dog", "--ar-steps", "2", "--steps", "4", "--guidance", "2",
            "--out", _folder["out"], "--json")).Json();

        Assert.Equal(2, result.GetProperty("files").GetArrayLength());
        foreach (JsonElement file in result.GetProperty("files").EnumerateArray())
        {
            byte[] edited = SampleTests.Pixels(file.GetString()!);
            int changed = 0;
            for (int i = 0; i < edited.Length; i++)
            {
                bool masked = i / 8 >= row && i / 8 < row + height && i % 8 >= column && i % 8 < column + width;
                Assert.True(masked || edited[i] == _pixels[i], $"pixel {i}");
                changed += edited[i] != _pixels[i] ? 1 : 0;
            }
            Assert.InRange(changed, height * width / 2, height * width);
        }
    }

    [Fact]
    public async Task An_image_marks_what_is_drawn_anew()
    {
        byte[] mask = new byte[64];
        mask[63] = 255;
        ImageFiles.SavePng(_folder["mask.png"], mask, new ImageShape(8, 8, 1));

        JsonElement result = (await CliRun.InProcess(
            "edit", "--model", _model, "--image", _image, "--mask", _folder["mask.png"], "--class", "none", "--steps", "3", "--out", _folder["out"],
            "--json")).Json();

        byte[] edited = SampleTests.Pixels(result.GetProperty("files")[0].GetString()!);
        Assert.All(Enumerable.Range(0, 64).Where(i => i / 8 < 6 || i % 8 < 6), i => Assert.Equal(_pixels[i], edited[i]));
        Assert.NotEqual(_pixels, edited);
    }

    [Theory]
    [InlineData(24, 16)]
    [InlineData(8, 8)]
    public async Task A_mask_has_the_size_of_the_image_or_of_the_model(int width, int height)
    {
        // The middle 16×16 of the image are drawn on, of which the mask marks the bottom right 4×4.
        ImageFiles.SavePng(_folder["wide.png"], new byte[24 * 16], new ImageShape(16, 24, 1));
        byte[] mask = new byte[width * height];
        (int edge, int size) = width == 24 ? (20, 4) : (8, 2);
        for (int i = 0; i < size * size; i++)
        {
            mask[((height - size + (i / size)) * width) + edge - size + (i % size)] = 255;
        }
        ImageFiles.SavePng(_folder["mask.png"], mask, new ImageShape(height, width, 1));

        JsonElement result = (await CliRun.InProcess(
            "edit", "--model", _model, "--image", _folder["wide.png"], "--mask", _folder["mask.png"], "--class", "none", "--steps", "3", "--out",
            _folder["out"], "--json")).Json();

        byte[] edited = SampleTests.Pixels(result.GetProperty("files")[0].GetString()!);
        Assert.All(Enumerable.Range(0, 64).Where(i => i / 8 < 6 || i % 8 < 6), i => Assert.Equal(0, edited[i]));
        Assert.Contains(edited, pixel => pixel != 0);
    }

    [Fact]
    public async Task Bad_masks_and_images_are_refused_by_name()
    {
        File.WriteAllText(_folder["text.png"], "no image");
        string[] options = ["edit", "--model", _model, "--class", "bee", "--steps", "1", "--out", _folder["out"]];

        (await CliRun.InProcess([.. options, "--image", _image, "--mask", "middle"])).AssertFailed(ExitCode.Usage, "--mask", "'middle'");
        (await CliRun.InProcess([.. options, "--image", _image, "--mask", "rect:0,0,5,1"])).AssertFailed(ExitCode.Usage, "4×4 tokens");
        (await CliRun.InProcess(
            [.. options, "--image", _folder["absent.png"], "--mask", "top"])).AssertFailed(ExitCode.BadInput, _folder["absent.png"]);
        (await CliRun.InProcess(
            [.. options, "--image", _folder["text.png"], "--mask", "top"])).AssertFailed(ExitCode.BadInput, _folder["text.png"], "expected an image");
        (await CliRun.InProcess([.. options, "--image", _image])).AssertFailed(ExitCode.Usage, "--mask");

        ImageFiles.SavePng(_folder["mask.png"], new byte[64], new ImageShape(8, 8, 1));
        (await CliRun.InProcess([.. options, "--image", _image, "--mask", _folder["mask.png"]])).AssertFailed(
            ExitCode.BadInput, _folder["mask.png"], "expected a mask with light pixels");

        ImageFiles.SavePng(_folder["mask.png"], new byte[72], new ImageShape(8, 9, 1));
        (await CliRun.InProcess([.. options, "--image", _image, "--mask", _folder["mask.png"]])).AssertFailed(
            ExitCode.BadInput, _folder["mask.png"], "expected a mask of the image's size, 8×8, or the model's, 8×8; found 9×8");
    }
}
