using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.Randomness;
using CausalFusion.Samples.Shapes;

namespace CausalFusion.Samples.Tests.Shapes;

public sealed class SceneReaderTests
{
    [Theory]
    [InlineData(32, 0.0)]
    [InlineData(32, 1.0)]
    [InlineData(48, 0.5)]
    [InlineData(64, 1.0)]
    public void Of_clean_images_at_least_995_in_1000_are_read_as_what_they_show(int size, double pairs)
    {
        const int Count = 400;
        var random = new RandomStream(5, (ulong)size);
        int right = 0;
        var wrong = new List<string>();
        for (int i = 0; i < Count; i++)
        {
            (SceneDescription shown, SceneReading reading) = Read(random, size, pairs, 0);
            if (SceneMatch.Of(shown, reading.Description).All)
            {
                right++;
            }
            else
            {
                wrong.Add($"{SceneCaption.Of(shown)}: {Said(reading)}");
            }
        }
        Assert.True(right >= Count * 0.995, $"{right} of {Count}: {string.Join("\n", wrong.Take(10))}");
    }

    [Theory]
    [InlineData(10, 0.99)]
    [InlineData(25, 0.95)]
    [InlineData(50, 0.60)]
    public void Noise_makes_it_see_less_and_not_other_things(double deviation, double least)
    {
        const int Count = 300;
        var random = new RandomStream(6);
        int right = 0, other = 0;
        for (int i = 0; i < Count; i++)
        {
            (SceneDescription shown, SceneReading reading) = Read(random, 32, 0.5, deviation);
            SceneMatch match = reading.Match(shown);
            right += match.ColorAndKind ? 1 : 0;
            other += reading.Description is { } seen && !SceneMatch.Of(shown, seen).ColorAndKind ? 1 : 0;
        }
        Assert.True(right >= Count * least, $"{right} of {Count} right");
        Assert.True(other <= Count * 0.1, $"{other} of {Count} seen as something else");
    }

    [Fact]
    public void In_nothing_but_noise_and_in_white_nothing_is_seen()
    {
        var random = new RandomStream(7);
        for (int i = 0; i < 50; i++)
        {
            byte[] pixels = new byte[32 * 32 * 3];
            foreach (ref byte value in pixels.AsSpan())
            {
                value = (byte)random.Next(256);
            }
            Assert.Null(SceneReader.Read(new DecodedImage(new ImageShape(32, 32, 3), pixels)).Description);
            Array.Fill(pixels, (byte)random.Next(256));
            Assert.Null(SceneReader.Read(new DecodedImage(new ImageShape(32, 32, 3), pixels)).Description);
        }
        byte[] white = new byte[32 * 32 * 3];
        Array.Fill(white, byte.MaxValue);
        Assert.Empty(SceneReader.Read(new DecodedImage(new ImageShape(32, 32, 3), white)).Shapes);
    }

    [Fact]
    public void The_same_scene_is_the_same_image_and_a_picture_of_scenes_can_be_looked_at()
    {
        const int Size = 32, Columns = 8, Rows = 6, Gap = 2;
        var random = new RandomStream(8);
        int width = (Columns * (Size + Gap)) + Gap, height = (Rows * (Size + Gap)) + Gap;
        byte[] picture = new byte[width * height * 3];
        Array.Fill(picture, (byte)128);
        for (int i = 0; i < Columns * Rows; i++)
        {
            ShapeScene scene = ShapeScene.Place(SceneSampler.Next(random, 0.5, heldOut: false), random);
            DecodedImage image = ShapeRenderer.Render(scene, Size);
            Assert.Equal(image.Pixels, ShapeRenderer.Render(scene, Size).Pixels);
            for (int row = 0; row < Size; row++)
            {
                image.Pixels.AsSpan(row * Size * 3, Size * 3).CopyTo(
                    picture.AsSpan(((((Gap + (i / Columns * (Size + Gap)) + row) * width) + Gap + (i % Columns * (Size + Gap))) * 3)));
            }
        }
        string folder = Path.Combine(Repository.Root, "artifacts", "tests");
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "shapes.png"), stream => stream.Write(PngEncoding.Encode(picture, new ImageShape(height, width, 3))));
    }

    [Fact]
    public void A_pair_matches_whichever_shape_it_begins_with_and_what_is_wrong_is_told()
    {
        Assert.True(SceneCaption.TryParse("a small red circle above a large blue square", out SceneDescription? shown));
        Assert.True(SceneCaption.TryParse("A large blue square below  a small red circle.", out SceneDescription? same));
        Assert.True(shown.SaysTheSameAs(same));
        Assert.True(SceneMatch.Of(shown, same).All);
        Assert.True(SceneCaption.TryParse("a small red circle above a large green square", out SceneDescription? other));
        Assert.Equal(new SceneMatch(true, false, true, true, true), SceneMatch.Of(shown, other));
        Assert.Equal(new SceneMatch(false, false, false, false, false), SceneMatch.Of(shown, null));

        SceneReading reading = SceneReader.Read(ShapeRenderer.Render(ShapeScene.Place(shown, new RandomStream(1)), 32));
        Assert.True(reading.Match(same).All);
        Assert.Equal(new SceneMatch(true, false, true, true, true), reading.Match(other));
    }

    private static (SceneDescription Shown, SceneReading Reading) Read(RandomStream random, int size, double pairs, double deviation)
    {
        SceneDescription wanted = SceneSampler.Next(random, pairs, heldOut: random.Next(2) == 0);
        ShapeScene scene = ShapeScene.Place(wanted, random);
        DecodedImage image = ShapeRenderer.Render(scene, size);
        float[] noise = new float[image.Pixels.Length];
        random.FillNormal(noise);
        for (int i = 0; deviation > 0 && i < noise.Length; i++)
        {
            image.Pixels[i] = (byte)Math.Clamp(image.Pixels[i] + (deviation * noise[i]), 0, 255);
        }
        return (scene.Description, SceneReader.Read(image));
    }

    private static string Said(SceneReading reading) => reading.Description is { } description ? SceneCaption.Of(description)
        : string.Join(", ", reading.Shapes.Select(shape => shape.ToString()));
}
