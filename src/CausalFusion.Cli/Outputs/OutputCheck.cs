using CausalFusion.Files;

namespace CausalFusion.Cli.Outputs;

/// <summary>
/// What a command will write, looked at before its work begins: a name that can't be written, or that is another's, is found out then, not at the
/// end.
/// </summary>
internal sealed class OutputCheck
{
    private readonly Dictionary<string, string> _taken = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>Notes a file or folder that is read, which no output may replace.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">Its path; null for none.</param>
    public OutputCheck Reads(string option, string? path)
    {
        if (path is not null)
        {
            _taken.TryAdd(Resolved(path), option);
        }
        return this;
    }

    /// <summary>Checks a file that will be written.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">Its path; null for none.</param>
    /// <param name="endings">What its name may end in.</param>
    /// <exception cref="UsageException">The name ends in something else, or is that of another output or of an input.</exception>
    /// <exception cref="OutputException">The file can't be written.</exception>
    public OutputCheck Writes(string option, string? path, IReadOnlyList<string> endings)
    {
        if (path is null)
        {
            return this;
        }
        if (Directory.Exists(path))
        {
            throw new OutputException(path, new IOException($"{option}: expected the name of a file, found a folder."));
        }
        if (!endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            throw new UsageException($"{option}: expected a name that ends in {string.Join(" or ", endings)}, found '{path}'.");
        }
        Take(option, path);
        OutputException.Guard(path, () => WritableFile.Require(path));
        return this;
    }

    /// <summary>Notes one of many files that will be written into a folder that is checked already.</summary>
    /// <param name="option">The option that names the folder.</param>
    /// <param name="path">The file's path.</param>
    /// <exception cref="UsageException">Its name is that of another output or of an input.</exception>
    /// <exception cref="OutputException">There is a folder of that name.</exception>
    public void Replaces(string option, string path)
    {
        if (Directory.Exists(path))
        {
            throw new OutputException(path, new IOException($"{option}: there is a folder of this name."));
        }
        Take(option, path);
    }

    /// <summary>Checks a folder that files will be written into, and makes it if need be.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="OutputException">It can't be made, or no file can be made in it.</exception>
    public OutputCheck WritesInto(string option, string path)
    {
        Take(option, path);
        if (File.Exists(path))
        {
            throw new OutputException(path, new IOException($"{option}: expected the name of a folder, found a file."));
        }
        try
        {
            WritableFile.RequireWritableFolder(Directory.CreateDirectory(path).FullName);
        }
        catch (Exception exception) when (InputException.IsOf(exception))
        {
            throw new OutputException(path, new IOException($"{option}: no files can be made there: {exception.Message}", exception));
        }
        return this;
    }

    private void Take(string option, string path)
    {
        string resolved = Resolved(path);
        if (!_taken.TryAdd(resolved, option))
        {
            throw new UsageException($"{option}: expected another name than that of {_taken[resolved]}, found '{path}' for both.");
        }
    }

    private static string Resolved(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }
        string own = Path.Combine(Resolved(parent), Path.GetFileName(full));
        try
        {
            return File.ResolveLinkTarget(own, returnFinalTarget: true)?.FullName ?? own;
        }
        catch (IOException)
        {
            return own; // there is nothing yet, or a link that leads nowhere
        }
    }
}
