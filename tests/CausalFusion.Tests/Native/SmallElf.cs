using System.Text;

namespace CausalFusion.Tests.Native;

/// <summary>
/// A shared library of some hundred bytes: it asks <see cref="Library"/> for two versions and uses one, and defines two of its own.
/// </summary>
internal static class SmallElf
{
    public const string Library = "libother.so.1";
    public const string Used = "OTHER_1.2";
    public const string Unused = "OTHER_1.10";

    public static string[] Defined { get; } = ["SMALL_1", "SMALL_2"];

    private const int HeaderSize = 64;
    private const int SectionSize = 64;

    /// <summary>The file's bytes: the header, the sections' headers, and the sections.</summary>
    public static byte[] Make()
    {
        var names = new Names();
        byte[] needs = Bytes(writer =>
        {
            Write(writer, (ushort)1, (ushort)2, names[Library], 16u, 0u);                   // Verneed: version, count, file, first, next
            Write(writer, 0u, (ushort)0, (ushort)2, names[Used], 16u);                      // Vernaux: hash, flags, index, name, next
            Write(writer, 0u, (ushort)0, (ushort)3, names[Unused], 0u);
        });
        byte[] definitions = Bytes(writer =>
        {
            Write(writer, (ushort)1, (ushort)0, (ushort)4, (ushort)1, 0u, 20u, 28u);        // Verdef: version, flags, index, count, hash, first, next
            Write(writer, names[Defined[0]], 0u);                                           // Verdaux: name, next
            Write(writer, (ushort)1, (ushort)0, (ushort)5, (ushort)1, 0u, 20u, 0u);
            Write(writer, names[Defined[1]], 0u);
        });
        byte[] versions = Bytes(writer => Write(writer, (ushort)0, (ushort)2, (ushort)1));  // of the symbols: none, 1 and 2
        byte[] relocations = Bytes(writer => Write(writer, 0UL, 8UL, 0UL, 8UL, (1UL << 32) | 6, 0UL));

        (uint Kind, uint Link, byte[] Bytes)[] sections =
        [
            (0, 0, []), (3, 0, names.Bytes), (0x6ffffffe, 1, needs), (0x6ffffffd, 1, definitions), (0x6fffffff, 0, versions), (4, 0, relocations),
        ];
        return Bytes(writer =>
        {
            writer.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]);
            writer.Write(new byte[0x28 - 8]);
            Write(writer, (ulong)HeaderSize, new byte[10], (ushort)SectionSize, (ushort)sections.Length, (ushort)1);
            long at = HeaderSize + (sections.Length * SectionSize);
            foreach ((uint kind, uint link, byte[] bytes) in sections)
            {
                Write(writer, 0u, kind, 0UL, 0UL, (ulong)at, (ulong)bytes.Length, link, new byte[SectionSize - 44]);
                at += bytes.Length;
            }
            Array.ForEach(sections, section => writer.Write(section.Bytes));
        });
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, params object[] values)
    {
        foreach (object value in values)
        {
            switch (value)
            {
                case ushort number:
                    writer.Write(number);
                    break;
                case uint number:
                    writer.Write(number);
                    break;
                case ulong number:
                    writer.Write(number);
                    break;
                default:
                    writer.Write((byte[])value);
                    break;
            }
        }
    }

    /// <summary>A table of names, each ended by a zero.</summary>
    private sealed class Names
    {
        private readonly List<byte> _bytes = [0];

        public byte[] Bytes => [.. _bytes];

        /// <summary>Adds a name, and says where it stands.</summary>
        public uint this[string name]
        {
            get
            {
                int at = _bytes.Count;
                _bytes.AddRange([.. Encoding.ASCII.GetBytes(name), 0]);
                return (uint)at;
            }
        }
    }
}
