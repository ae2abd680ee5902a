using CausalFusion.Images;

namespace CausalFusion.Data;

/// <summary>The image files of a folder that has a folder for each class, as ImageNet is laid out, and what else lies there.</summary>
/// <remarks>
/// Classes are numbered in the ordinal order of their folders' names, images within a class in that of theirs: the order doesn't depend on the
/// machine. Files directly in a class's folder count. Hidden files and folders (also those whose names begin with a dot), and what Windows and macOS
/// put beside images, are not looked at; whatever else is left out is counted (<see cref="LeftOut"/>). Memory is the names of the files.
/// </remarks>
public sealed class ImageFolder
{
    private static readonly string[] _clutter = ["Thumbs.db", "ehthumbs.db", "desktop.ini"];

    private readonly string[] _classNames, _files;
    private readonly int[] _labels;

    private ImageFolder(string path, string[] classNames, string[] files, int[] labels, IReadOnlyList<LeftOutFiles> leftOut)
    {
        Path = path;
        _classNames = classNames;
        _files = files;
        _labels = labels;
        LeftOut = leftOut;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The names of the classes' folders, in the order of the labels.</summary>
    public IReadOnlyList<string> ClassNames => _classNames;

    /// <summary>The number of images.</summary>
    public int Count => _files.Length;

    /// <summary>The files that are no images by their ending, and those that lie elsewhere than in a class's folder; none hidden.</summary>
    public IReadOnlyList<LeftOutFiles> LeftOut { get; }

    /// <summary>The images that were left out because they can't be decoded.</summary>
    public IReadOnlyList<BadImage> BadImages { get; private init; } = [];

    /// <summary>Lists a folder's images; none is opened.</summary>
    /// <param name="path">The folder of the classes' folders.</param>
    /// <param name="options">Which files are images; the defaults where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder, it has no class folders, or one of them has no images.</exception>
    public static ImageFolder List(string path, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageFolderOptions();
        if (!Directory.Exists(path))
        {
            throw new DatasetNotFoundException($"There is no folder '{path}'.");
        }
        var leftOut = new LeftOutCount();
        var root = new DirectoryInfo(path);
        string[] classNames = [.. Visible(root.EnumerateDirectories())];
        if (classNames.Length == 0)
        {
            throw new DatasetNotFoundException($"'{path}': expected a folder for each class, found no folders.");
        }
        foreach (string name in Visible(root.EnumerateFiles()))
        {
            leftOut.Add("outside the classes' folders", name);
        }
        var files = new List<string>();
        var labels = new List<int>();
        for (int label = 0; label < classNames.Length; label++)
        {
            var folder = new DirectoryInfo(System.IO.Path.Combine(path, classNames[label]));
            string[] names = [.. Visible(folder.EnumerateFiles())], images = [.. names.Where(options.IsImage)], others = [.. names.Except(images)];
            foreach (string name in others)
            {
                leftOut.Add(EndingOf(name), System.IO.Path.Combine(classNames[label], name));
            }
            foreach (string inner in Visible(folder.EnumerateDirectories()))
            {
                AddFilesIn(new DirectoryInfo(System.IO.Path.Combine(folder.FullName, inner)), System.IO.Path.Combine(classNames[label], inner));
            }
            if (images.Length == 0)
            {
                string found = others.Length == 0 ? "none" : $"{others.Length} other files, such as '{others[0]}'";
                throw new DatasetNotFoundException(
                    $"'{System.IO.Path.Combine(path, classNames[label])}': expected images ({string.Join(", ", options.Extensions)}), "
                    + $"found {found}.");
            }
            files.AddRange(images);
            labels.AddRange(Enumerable.Repeat(label, images.Length));
        }
        return new ImageFolder(path, classNames, [.. files], [.. labels], leftOut.Files);

        void AddFilesIn(DirectoryInfo folder, string relative)
        {
            foreach (string name in Visible(folder.EnumerateFiles()))
            {
                leftOut.Add("in folders within a class's", System.IO.Path.Combine(relative, name));
            }
            if (folder.LinkTarget is null)
            {
                foreach (string inner in Visible(folder.EnumerateDirectories()))
                {
                    AddFilesIn(new DirectoryInfo(System.IO.Path.Combine(folder.FullName, inner)), System.IO.Path.Combine(relative, inner));
                }
            }
        }
    }

    /// <summary>Lists a folder's images and does with those that are no good what the options say.</summary>
    /// <param name="path">The folder of the classes' folders.</param>
    /// <param name="decoder">What decodes them.</param>
    /// <param name="options">Which files are images, and what becomes of bad ones; the defaults where null.</param>
    /// <exception cref="DatasetNotFoundException">There is no such folder, it has no class folders, or one of them has no images.</exception>
    /// <exception cref="InvalidDataException">No image of a class can be decoded.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    internal static ImageFolder List(string path, IImageDecoder decoder, ImageFolderOptions? options)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ImageFolder folder = List(path, options);
        return options?.OnBadImage == BadImageAction.Skip
            ? folder.Without(ImageFolderCheck.Run(folder, decoder, ImageCheckDepth.Pixels).BadImages)
            : folder;
    }

    /// <summary>The file of an image.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    public string PathOf(int index) => System.IO.Path.Combine(Path, _classNames[LabelOf(index)], _files[index]);

    /// <summary>The class of an image.</summary>
    /// <param name="index">The image's number, from 0 to <see cref="Count"/> − 1.</param>
    public int LabelOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _labels[index];
    }

    /// <summary>The same folder without some of its images.</summary>
    /// <param name="images">The images to leave out, as a check found them.</param>
    /// <exception cref="InvalidDataException">A class would have no images.</exception>
    public ImageFolder Without(IReadOnlyList<BadImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        HashSet<string> paths = [.. images.Select(image => image.Path)];
        int[] kept = [.. Enumerable.Range(0, Count).Where(i => !paths.Contains(PathOf(i)))];
        int[] labels = [.. kept.Select(i => _labels[i])];
        foreach (int empty in Enumerable.Range(0, _classNames.Length).Except(labels))
        {
            string folder = System.IO.Path.Combine(Path, _classNames[empty]);
            throw new InvalidDataException(
                $"'{folder}': expected images that can be read, found none: "
                + images.First(image => System.IO.Path.GetDirectoryName(image.Path) == folder).Reason);
        }
        return new ImageFolder(Path, _classNames, [.. kept.Select(i => _files[i])], labels, LeftOut) { BadImages = [.. BadImages, .. images] };
    }

    /// <summary>What is left out, for a message; null where nothing is.</summary>
    public string? DescribeLeftOut() => LeftOut.Count == 0
        ? null
        : $"'{Path}': left out {string.Join(", ", LeftOut.Select(files => $"{files.Count} {files.Kind} ('{files.Example}')"))}.";

    /// <summary>The images that can't be decoded and are left out, for a message: how many, and the first of them; null where none is.</summary>
    /// <param name="most">How many are named.</param>
    public string? DescribeBadImages(int most = 3) => BadImages.Count == 0 ? null : BadImage.Describe(BadImages, Count + BadImages.Count, most);

    private static string EndingOf(string name) => System.IO.Path.GetExtension(name) is { Length: > 1 } ending
        ? ending.ToLowerInvariant()
        : "without an ending";

    private static IEnumerable<string> Visible(IEnumerable<FileSystemInfo> entries) => entries
        .Where(entry => !entry.Name.StartsWith('.') && (entry.Attributes & FileAttributes.Hidden) == 0)
        .Select(entry => entry.Name)
        .Where(name => !_clutter.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    private sealed class LeftOutCount
    {
        private readonly Dictionary<string, LeftOutFiles> _files = [];

        public IReadOnlyList<LeftOutFiles> Files => [.. _files.Values];

        public void Add(string kind, string file) => _files[kind] = _files.TryGetValue(kind, out LeftOutFiles? found)
            ? found with { Count = found.Count + 1 }
            : new LeftOutFiles(kind, 1, file);
    }
}
