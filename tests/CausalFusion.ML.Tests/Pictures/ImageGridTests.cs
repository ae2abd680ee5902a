using CausalFusion.ML.Pictures;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Pictures;

public class ImageGridTests
{
    private static readonly Rgb _red = new(255, 0, 0), _green = new(0, 255, 0);

    [Fact]
    public void Each_image_is_where_it_was_put_with_every_pixel_a_square()
    {
        var grid = new ImageGrid(rows: 2, columns: 3, imageWidth: 2, imageHeight: 1, channels: 3) { Scale = 3, Padding = 5, TextScale = 1 };
        grid.Set(1, 2, [255, 0, 0, 0, 255, 0]);
        var canvas = grid.Render();

        const int Margin = 4, CellWidth = 6, CellHeight = 3;
        int left = Margin + 2 * (CellWidth + 5), top = Margin + CellHeight + 5;
        Assert.Equal((Margin + 3 * CellWidth + 2 * 5 + Margin, Margin + 2 * CellHeight + 5 + Margin), (canvas.Width, canvas.Height));
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                bool inRow = y >= top && y < top + CellHeight;
                Assert.Equal(inRow && x >= left && x < left + 3, canvas[x, y] == _red);
                Assert.Equal(inRow && x >= left + 3 && x < left + 6, canvas[x, y] == _green);
            }
        }
    }

    [Fact]
    public void A_gray_byte_becomes_three_equal_ones()
    {
        var grid = new ImageGrid(1, 1, 1, 1, channels: 1) { Scale = 1, TextScale = 1 };
        grid.Set(0, 0, [77]);
        Assert.Equal(new Rgb(77, 77, 77), grid.Render()[4, 4]);
    }

    [Fact]
    public void Labels_and_title_make_room_for_themselves_and_leave_ink()
    {
        var bare = new ImageGrid(2, 2, 28, 28, 1).Render();
        var labeled = new ImageGrid(2, 2, 28, 28, 1) { Title = "A title", RowLabels = ["bag", "coat"], ColumnLabels = ["1", "2"] }.Render();
        Assert.True(labeled.Width > bare.Width && labeled.Height > bare.Height);
        Assert.DoesNotContain(Rgb.Ink, Pixels(bare));
        Assert.Contains(Rgb.Ink, Pixels(labeled));
    }

    [Fact]
    public void A_title_that_is_wider_than_the_images_is_not_cut()
    {
        const string Title = "A title much wider than one small image";
        var canvas = new ImageGrid(1, 1, 2, 2, 1) { Title = Title, TextScale = 2 }.Render();
        Assert.True(canvas.Width >= BitmapFont.Measure(Title, 3));
    }

    [Fact]
    public void A_column_label_stays_within_its_column()
    {
        var canvas = new ImageGrid(1, 2, 10, 10, 1) { Scale = 2, TextScale = 1, ColumnLabels = ["MMMMMMMMMMMM"] }.Render();
        int right = Enumerable.Range(0, canvas.Width).Last(x => Enumerable.Range(0, canvas.Height).Any(y => canvas[x, y] == Rgb.Ink));
        Assert.InRange(right, 0, 4 + 20 - 1);
    }

    [Fact]
    public void An_image_of_another_size_is_refused_with_both_sizes()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageGrid(1, 1, 28, 28, 3).Set(0, 0, new byte[784]));
        Assert.Contains("2352", error.Message, StringComparison.Ordinal);
        Assert.Contains("784", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_outside_the_grid_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("column", () => new ImageGrid(1, 1, 1, 1, 1).Set(0, 1, [0]));

    [Fact]
    public void A_saved_sheet_reads_back_as_it_was_drawn()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var grid = new ImageGrid(1, 1, 2, 1, 3) { Title = "T" };
            grid.Set(0, 0, [1, 2, 3, 250, 251, 252]);
            var canvas = grid.Render();
            string path = Path.Combine(folder, "new", "sheet.png");
            grid.Save(path);

            using var image = MLImage.CreateFromFile(path);
            Assert.Equal((canvas.Width, canvas.Height), (image.Width, image.Height));
            bool bgra = image.PixelFormat == MLPixelFormat.Bgra32;
            var pixels = image.Pixels.ToArray().Chunk(4).Select(p => bgra ? new Rgb(p[2], p[1], p[0]) : new Rgb(p[0], p[1], p[2]));
            Assert.Equal(Pixels(canvas), pixels);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Rgb> Pixels(PixelCanvas canvas) =>
        Enumerable.Range(0, canvas.Height).SelectMany(y => Enumerable.Range(0, canvas.Width).Select(x => canvas[x, y]));
}
