using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Samples;
using CausalFusion.Samples.Editing;
using Microsoft.ML;
using Microsoft.ML.Data;

// Draws a part of an image anew, as it is and under other classes.
//   dotnet run -c Release --project samples/Editing [-- --model FILE --image FILE --class NAME --mask MASK --seed N --out FILE]
const int Tries = 5;

return SampleProgram.Run(() =>
{
    var arguments = new Arguments(args, "--model", "--image", "--class", "--mask", "--seed", "--out");
    string modelFile = arguments.Text("--model") ?? Pretrained.FashionMnist;
    (ImageModelConfig config, IReadOnlyList<string> names) = Describe(modelFile);
    string own = arguments.Text("--class") is { } asked ? ClassOf(asked, names) : names[0];
    string mask = arguments.Text("--mask") ?? "bottom", output = arguments.Text("--out") ?? "edited.png";
    ulong seed = arguments.Number("--seed", 1UL, 0UL);
    GenerationOptions generation = Pretrained.FashionMnist.Generation with { GuidanceScale = 2 };
    EditMask tokens = EditMask.Parse(mask, config.Grid);

    var ml = new MLContext(seed: 1);
    // Without an image of one's own, one that the network draws.
    using MLImage original = arguments.Text("--image") is { } file ? Read(file, config) : Draw(ml, modelFile, own, seed, generation);

    string[] classes = [own, .. names.Where(name => name != own).Take(4)];
    IDataView pictures = ml.Data.LoadFromEnumerable(classes.SelectMany(name =>
        Enumerable.Range(0, Tries).Select(i => new Picture { Image = original, Label = name, Seed = seed + (ulong)i })));
    using var edit = ml.Transforms.EditImages(
        "EditedImage", "Image", modelFile, new() { Mask = mask, LabelColumnName = "Label", Generation = generation }).Fit(pictures);

    var grid = new ImageGrid(classes.Length, 2 + Tries, config.Shape.Height, config.Shape.Width, config.Channels)
    {
        RowLabels = classes,
        ColumnLabels = ["given", "kept", "drawn"],
    };
    byte[] kept = Kept(original, tokens, config);
    int place = 0;
    foreach (Edited row in ml.Data.CreateEnumerable<Edited>(edit.Transform(pictures), reuseRowObject: false))
    {
        using (row.EditedImage)
        {
            grid.Set(place / Tries, 0, original);
            grid.Set(place / Tries, 1, kept);
            grid.Set(place / Tries, 2 + place % Tries, row.EditedImage!);
            place++;
        }
    }
    grid.Save(output);
    Console.WriteLine($"{output}: {tokens.Count} of {config.Tokens} tokens drawn anew, as {string.Join(", ", classes)}");
    return 0;
});

static (ImageModelConfig Config, IReadOnlyList<string> Names) Describe(string modelFile)
{
    using ModelFile file = ModelFile.Open(modelFile);
    ImageModelConfig config = ModelFamilies.ConfigOf(file);
    IReadOnlyList<string> names = ModelInfo.Of(file).ClassNames;
    return names.Count == config.Classes
        ? (config, names)
        : throw new InvalidDataException($"'{modelFile}': expected the names of {config.Classes} classes, found {names.Count}.");
}

static string ClassOf(string asked, IReadOnlyList<string> names)
{
    try
    {
        return names[new ClassNames(names.Count, names).Find(asked, Console.WriteLine)];
    }
    catch (FormatException exception)
    {
        throw new ArgumentException($"--class: {exception.Message}", exception);
    }
}

// Gray where the network is, its shorter side resized to the network's, the middle cropped.
static MLImage Read(string path, ImageModelConfig config)
{
    DecodedImage image = CenterCrop.ToSize(ImageFile.Read(path, config.Channels), config.Shape.Height, config.Shape.Width);
    return ImageConversion.ToImage(image.Pixels, image.Shape);
}

static MLImage Draw(MLContext ml, string modelFile, string label, ulong seed, GenerationOptions generation)
{
    IDataView request = ml.Data.LoadFromEnumerable([new Picture { Label = label, Seed = seed }]);
    using var model = ml.Transforms.GenerateImages("EditedImage", "Label", modelFile, new() { Generation = generation }).Fit(request);
    return ml.Data.CreateEnumerable<Edited>(model.Transform(request), reuseRowObject: false).Single().EditedImage!;
}

// The image with mid-gray in the place of what is drawn anew.
static byte[] Kept(MLImage image, EditMask mask, ImageModelConfig config)
{
    byte[] pixels = image.ToPixels(config.Channels);
    for (int i = 0; i < pixels.Length; i++)
    {
        int pixel = i / config.Channels;
        if (mask[pixel / config.ImageSize / config.PatchSize, pixel % config.ImageSize / config.PatchSize])
        {
            pixels[i] = 128;
        }
    }
    return pixels;
}
