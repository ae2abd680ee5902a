using CausalFusion.ML;
using CausalFusion.Samples.Tests.Browsing;

namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>The sliders of a sheet, as someone moves them. Needs a Chromium.</summary>
public sealed class SliderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task They_choose_the_image_of_a_row_and_a_column_and_say_which()
    {
        var grid = new ImageGrid(2, 3, 1, 1, 1) { RowLabels = ["5", "<10>"], ColumnLabels = ["1", "2"] };
        for (int i = 0; i < 5; i++)
        {
            grid.Set(i / 3, i % 3, [(byte)(i * 50)]);
        }
        File.WriteAllText(
            _folder["page.html"], $"<!doctype html><meta charset=utf-8><body>{grid.ToSliderHtml("diffusion \"steps\"", "AR steps")}<p id=end>");
        await using Browser browser = await Browser.StartAsync(400, 400);
        await browser.OpenAsync(new Uri(_folder["page.html"]).AbsoluteUri);
        await browser.UntilAsync("document.getElementById('end') && document.images[0].complete");

        Assert.Equal((0, "5", "1"), await ShownAsync(0, 0));
        Assert.Equal((50, "5", "2"), await ShownAsync(0, 1));
        Assert.Equal((100, "5", "3"), await ShownAsync(0, 2));
        Assert.Equal((200, "<10>", "2"), await ShownAsync(1, 1));
        Assert.Equal((236, "<10>", "3"), await ShownAsync(1, 2)); // nothing was put there
        Assert.Empty(browser.Errors);

        async Task<(int Gray, string Row, string Column)> ShownAsync(int row, int column)
        {
            await browser.EvaluateAsync(
                $"[[{row}, 0], [{column}, 1]].forEach(([value, i]) => "
                + $"{{ const slider = document.querySelectorAll('input')[i]; slider.value = value; slider.dispatchEvent(new Event('input')); }})");
            await browser.EvaluateAsync("document.images[0].decode()");
            int gray = (await browser.EvaluateAsync(
                "(() => { const context = document.createElement('canvas').getContext('2d'); context.drawImage(document.images[0], 0, 0); return "
                + "context.getImageData(0, 0, 1, 1).data[0]; })()"))!.GetValue<int>();
            string[] texts = [.. (await browser.EvaluateAsync(
                "[...document.querySelectorAll('output')].map(output => output.value)"))!.AsArray().Select(text => text!.GetValue<string>())];
            return (gray, texts[0], texts[1]);
        }
    }
}
