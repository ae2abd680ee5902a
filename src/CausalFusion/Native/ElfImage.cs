using System.Buffers.Binary;
using System.Text;

namespace CausalFusion.Native;

/// <summary>The symbol versions that a shared library of 64-bit Linux (ELF) defines, and those that it asks of others.</summary>
/// <remarks>The layout is that of the Linux Standard Base, core, "Symbol Versioning", in little-endian files.</remarks>
internal sealed class ElfImage
{
    private const uint Nothing = 0;
    private const uint RelocationsWithAddend = 4;
    private const uint OnlyInMemory = 8;
    private const uint Relocations = 9;
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint SymbolVersions = 0x6fffffff;
    private const ushort Weak = 2; // VER_FLG_WEAK
    private const ushort VersionMask = 0x7fff;
    private const int SectionHeaderSize = 64;

    /// <summary>ELF, 64 bits, little-endian.</summary>
    private static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    private readonly byte[] _bytes;
    private readonly List<Section> _sections = [];

    /// <param name="bytes">The whole file.</param>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file.</exception>
    public ElfImage(byte[] bytes)
    {
        _bytes = bytes;
        if (bytes.Length < SectionHeaderSize || !bytes.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw new InvalidDataException("This is no shared library of 64-bit Linux.");
        }
        long headers = (long)UInt64(0x28);
        int size = UInt16(0x3a), count = UInt16(0x3c);
        for (int i = 0; i < count; i++)
        {
            long at = headers + ((long)i * size);
            var section = new Section(UInt32(at + 4), (long)UInt64(at + 24), (long)UInt64(at + 32), (int)UInt32(at + 40));
            bool fits = section.Offset >= 0 && section.Size >= 0 && section.Offset <= bytes.Length - section.Size;
            if (!fits && section.Kind is not (Nothing or OnlyInMemory))
            {
                throw Damaged();
            }
            _sections.Add(section);
        }
    }

    /// <summary>The bytes of the file, as <see cref="MakeWeak"/> left them.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The versions that the library defines, such as <c>GLIBCXX_3.4.30</c>.</summary>
    public IReadOnlySet<string> Defined
    {
        get
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (Section section in _sections.Where(section => section.Kind == VersionDefinitions))
            {
                long at = section.Offset;
                for (uint next = 1; next != 0; at += next)
                {
                    names.Add(Name(section, UInt32(at + UInt32(at + 12))));
                    next = UInt32(at + 16);
                }
            }
            return names;
        }
    }

    /// <summary>The versions that the library asks of others, weak ones left out.</summary>
    public IReadOnlyList<ElfVersionNeed> Needs
    {
        get
        {
            var needs = new List<ElfVersionNeed>();
            foreach (Section section in _sections.Where(section => section.Kind == VersionNeeds))
            {
                long at = section.Offset;
                for (uint next = 1; next != 0; at += next)
                {
                    string library = Name(section, UInt32(at + 4));
                    long entry = at + UInt32(at + 8);
                    for (uint step = 1; step != 0; entry += step)
                    {
                        if ((UInt16(entry + 4) & Weak) == 0)
                        {
                            var index = (ushort)(UInt16(entry + 6) & VersionMask);
                            needs.Add(new ElfVersionNeed(library, Name(section, UInt32(entry + 8)), index, entry + 4));
                        }
                        step = UInt32(entry + 12);
                    }
                    next = UInt32(at + 12);
                }
            }
            return needs;
        }
    }

    /// <summary>Whether the library refers to a symbol of this version: whether a relocation, which puts an address somewhere, does.</summary>
    public bool Uses(ElfVersionNeed need)
    {
        Section[] versions = [.. _sections.Where(section => section.Kind == SymbolVersions)];
        Section[] relocations = [.. _sections.Where(section => section.Kind is Relocations or RelocationsWithAddend)];
        // Without these tables nothing is known of the symbols.
        if (versions.Length != 1 || relocations.Length == 0)
        {
            return true;
        }
        return relocations.SelectMany(Symbols).Any(symbol => (UInt16(versions[0].Offset + (2L * symbol)) & VersionMask) == need.Index);
    }

    private IEnumerable<uint> Symbols(Section relocations)
    {
        int size = relocations.Kind == RelocationsWithAddend ? 24 : 16;
        for (long at = relocations.Offset, end = at + relocations.Size; at + size <= end; at += size)
        {
            // The first symbol is none: what is relative to the library itself.
            if ((uint)(UInt64(at + 8) >> 32) is var symbol and not 0)
            {
                yield return symbol;
            }
        }
    }

    /// <summary>Lets the loader take the library where this version is missing.</summary>
    /// <exception cref="InvalidOperationException">The library refers to a symbol of this version.</exception>
    public void MakeWeak(ElfVersionNeed need)
    {
        if (Uses(need))
        {
            throw new InvalidOperationException($"The library refers to a symbol of {need.Version}, so the version cannot be missing.");
        }
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan((int)need.FlagsOffset, 2), (ushort)(UInt16(need.FlagsOffset) | Weak));
    }

    private string Name(Section section, uint offset)
    {
        if ((uint)section.Link >= (uint)_sections.Count)
        {
            throw Damaged();
        }
        long start = _sections[section.Link].Offset + offset;
        ReadOnlySpan<byte> rest = start >= 0 && start < _bytes.Length ? _bytes.AsSpan((int)start) : throw Damaged();
        int length = rest.IndexOf((byte)0);
        return length < 0 ? throw Damaged() : Encoding.UTF8.GetString(rest[..length]);
    }

    private ushort UInt16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, 2));

    private uint UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));

    private ulong UInt64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(At(at, 8));

    private ReadOnlySpan<byte> At(long at, int length) => at >= 0 && at <= _bytes.Length - length ? _bytes.AsSpan((int)at, length) : throw Damaged();

    private static InvalidDataException Damaged() => new("The shared library is cut short or damaged.");

    private readonly record struct Section(uint Kind, long Offset, long Size, int Link);
}
