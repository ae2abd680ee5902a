using System.IO.Compression;

namespace CausalFusion.Fuzz.Seeds;

/// <summary>Zip archives.</summary>
internal static class ZipSeeds
{
    /// <summary>An archive whose files are stored as they are.</summary>
    public static byte[] Of(IEnumerable<(string Name, byte[] Content)> entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A sound archive with the files of another, of which one is changed, left out or called otherwise.</summary>
    public static byte[] WithChangedEntry(byte[] archive, Random random)
    {
        List<(string Name, byte[] Content)> entries = [];
        using (var zip = new ZipArchive(new MemoryStream(archive)))
        {
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream stream = entry.Open();
                var content = new MemoryStream();
                stream.CopyTo(content);
                entries.Add((entry.FullName, content.ToArray()));
            }
        }
        int at = random.Next(entries.Count);
        (string name, byte[] old) = entries[at];
        switch (random.Next(12))
        {
            case 0: entries.RemoveAt(at); break;
            case 1: entries[at] = (name + "x", old); break;
            case 2: entries[at] = (name, entries[random.Next(entries.Count)].Content); break;
            case 3 or 4 or 5 when name.EndsWith(".safetensors", StringComparison.Ordinal):
                entries[at] = (name, TensorSeeds.WithHeader(old, header => Mutation.Of(header, [header], random)));
                break;
            default: entries[at] = (name, Mutation.Of(old, [old], random)); break;
        }
        return Of(entries);
    }
}
