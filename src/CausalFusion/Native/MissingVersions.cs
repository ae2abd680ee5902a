namespace CausalFusion.Native;

/// <summary>What a library asks of the system's libraries that they do not define.</summary>
internal static class MissingVersions
{
    /// <summary>Marks the missing versions weak that the library never uses.</summary>
    /// <param name="name">The library's name, for messages.</param>
    /// <param name="image">The library.</param>
    /// <param name="defined">
    /// The versions that the system's library of a name defines; none where that cannot be found out, and then none counts as missing.
    /// </param>
    /// <returns>Whether a version was missing.</returns>
    /// <exception cref="DllNotFoundException">A missing version is used. The message says which, what the system has, and what to do.</exception>
    public static bool MakeWeak(string name, ElfImage image, Func<string, IReadOnlySet<string>> defined)
    {
        bool IsMissing(ElfVersionNeed need) => defined(need.Library) is { Count: > 0 } versions && !versions.Contains(need.Version);
        ElfVersionNeed[] missing = [.. image.Needs.Where(IsMissing)];
        ElfVersionNeed[] used = [.. missing.Where(image.Uses)];
        if (used.Length > 0)
        {
            throw new DllNotFoundException(
                $"{name} needs {string.Join(" and ", used.Select(need => $"{need.Version} of {need.Library}"))}; this system has "
                + $"{string.Join(" and ", used.Select(need => need.Library).Distinct().Select(library => Describe(library, defined(library))))}. "
                + "Run on a newer system: Debian 12, Ubuntu 22.04, RHEL 10 or later.");
        }
        Array.ForEach(missing, image.MakeWeak);
        return missing.Length > 0;
    }

    // The newest of each kind of version, such as GLIBCXX and CXXABI.
    private static string Describe(string library, IReadOnlySet<string> defined)
    {
        IEnumerable<string> newest = defined
            .Select(version => (Name: version, Split: version.LastIndexOf('_')))
            .Where(version => version.Split > 0 && Version.TryParse(version.Name[(version.Split + 1)..], out _))
            .GroupBy(version => version.Name[..version.Split], StringComparer.Ordinal)
            .Select(kind => kind.MaxBy(version => Version.Parse(version.Name[(version.Split + 1)..])).Name)
            .Order(StringComparer.Ordinal);
        return $"{library} up to {string.Join(", ", newest)}";
    }
}
