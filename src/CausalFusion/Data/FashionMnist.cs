using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 60,000 + 10,000 gray photographs of clothes, 28×28 pixels, in 10 classes.</summary>
public static class FashionMnist
{
    /// <summary>The environment variable that names the folder of the four IDX files; if it is set, no other place is tried.</summary>
    public const string FolderVariable = "CAUSALFUSION_FASHION_MNIST";

    private const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private const string HowToGetIt =
        "On Debian, `apt-get install dataset-fashion-mnist` puts it where it is found. Elsewhere, put the four files train-images-idx3-ubyte, "
        + "train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte (as they are or .gz) into a folder and name it in "
        + FolderVariable + ".";

    /// <summary>The classes' names in the order of the labels.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>The size of its images.</summary>
    public static ImageShape Shape { get; } = new(28, 28, 1);

    /// <summary>Finds the folder of the data set: the one that <see cref="FolderVariable"/> names, else Debian's.</summary>
    /// <exception cref="DatasetNotFoundException">The files are not there; the message says how to get them.</exception>
    public static string Find() => Find(Environment.GetEnvironmentVariable(FolderVariable), DebianFolder);

    internal static string Find(string? named, string debianFolder)
    {
        string folder = string.IsNullOrEmpty(named) ? debianFolder : named;
        foreach (bool train in (ReadOnlySpan<bool>)[true, false])
        {
            FindFile(folder, train, "images-idx3-ubyte");
            FindFile(folder, train, "labels-idx1-ubyte");
        }
        return folder;
    }

    /// <summary>Reads one half of the data set.</summary>
    /// <param name="folder">The folder of the IDX files, such as <see cref="Find()"/> gives; they may be compressed (.gz).</param>
    /// <param name="train">Whether to read the 60,000 images for training, or the 10,000 for testing.</param>
    /// <param name="memoryLimitBytes">The most bytes of images to keep in memory; beyond, they go to a temporary file.</param>
    /// <exception cref="DatasetNotFoundException">A file is missing; the message says how to get it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the two don't belong together.</exception>
    public static IImageDataset Load(string folder, bool train, long memoryLimitBytes = ImageDatasetBuilder.DefaultMemoryLimit)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string imagesPath = FindFile(folder, train, "images-idx3-ubyte"), labelsPath = FindFile(folder, train, "labels-idx1-ubyte");
        using var images = new IdxFile(imagesPath);
        using var labels = new IdxFile(labelsPath);
        if (images.Dimensions is not [int count and > 0, 28, 28])
        {
            throw new InvalidDataException($"'{imagesPath}': expected images of 28 × 28, found dimensions {string.Join(" × ", images.Dimensions)}.");
        }
        if (labels.Dimensions is not [int labelCount] || labelCount != count)
        {
            throw new InvalidDataException(
                $"'{labelsPath}': expected {count} labels, one for each image, found dimensions {string.Join(" × ", labels.Dimensions)}.");
        }
        using var builder = new ImageDatasetBuilder(Shape, memoryLimitBytes) { ClassNames = ClassNames };
        byte[] pixels = new byte[Shape.ValueCount];
        Span<byte> label = stackalloc byte[1];
        for (int i = 0; i < count; i++)
        {
            images.Read(pixels);
            labels.Read(label);
            if (label[0] >= ClassNames.Count)
            {
                throw new InvalidDataException($"'{labelsPath}': label {i}: expected 0 to {ClassNames.Count - 1}, found {label[0]}.");
            }
            builder.Add(pixels, label[0]);
        }
        images.ExpectEnd();
        labels.ExpectEnd();
        return builder.Build();
    }

    private static string FindFile(string folder, bool train, string kind)
    {
        string name = $"{(train ? "train" : "t10k")}-{kind}";
        foreach (string candidate in (ReadOnlySpan<string>)[name + ".gz", name])
        {
            string path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw new DatasetNotFoundException($"Fashion-MNIST: expected '{name}' or '{name}.gz' in the folder '{folder}', found neither. {HowToGetIt}");
    }
}
