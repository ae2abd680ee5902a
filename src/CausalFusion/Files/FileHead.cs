using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CausalFusion.Files;

/// <summary>The first bytes of a file, which tell what it is: a file of tensors, or what somebody may have taken for one.</summary>
internal sealed partial class FileHead
{
    private const int Length = 1024, TarMagic = 257, PrefixLength = sizeof(ulong);

    private static readonly (byte[] Magic, string What)[] _formats =
    [
        ([0x1F, 0x8B], "a gzip archive; unpack it and name the file in it"),
        ([0xFD, .. "7zXZ"u8], "an xz archive; unpack it and name the file in it"),
        ([.. "BZh"u8], "a bzip2 archive; unpack it and name the file in it"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive; unpack it and name the file in it"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7-Zip archive; unpack it and name the file in it"),
        ([.. "Rar!"u8], "a RAR archive; unpack it and name the file in it"),
        ([0x89, .. "HDF"u8], "an HDF5 file, such as Keras writes; save the weights as safetensors"),
        ([.. "GGUF"u8], "a GGUF file, quantized for llama.cpp and its kin; take the model's safetensors file"),
        ([0x93, .. "NUMPY"u8], "an array of NumPy; save the weights as safetensors"),
        ([0x7F, .. "ELF"u8], "a program or a library"),
        ([.. "MZ"u8], "a program or a library"),
        ([.. "%PDF"u8], "a PDF document"),
        ([0x89, .. "PNG"u8], "an image (PNG)"),
        ([0xFF, 0xD8, 0xFF], "an image (JPEG)"),
        ([.. "GIF8"u8], "an image (GIF)"),
        ([.. "RIFF"u8], "an image, a sound or a film (RIFF)"),
    ];

    private readonly byte[] _head;
    private readonly long _fileLength;

    private FileHead(byte[] head, long fileLength)
    {
        (_head, _fileLength) = (head, fileLength);
        Format = FormatOf();
    }

    /// <summary>The formats that are read.</summary>
    public enum FileFormat
    {
        /// <summary>None of them.</summary>
        Other,

        /// <summary>A header's length, then a JSON object.</summary>
        Safetensors,

        /// <summary>A zip archive, or the pickle of PyTorch's older files, about which the reader knows what to say.</summary>
        PyTorch,

        /// <summary>A JSON object that says which tensor is in which file.</summary>
        Index,
    }

    public FileFormat Format { get; }

    /// <summary>Reads the first bytes of a file.</summary>
    public static FileHead Read(FileStream stream)
    {
        byte[] head = new byte[Length];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return new FileHead(head[..length], stream.Length);
    }

    /// <summary>What a file is that is none of those that are read, and what to do about it.</summary>
    /// <param name="stream">The file, for what does not stand at its beginning.</param>
    public string Describe(FileStream stream)
    {
        if (_head.Length == 0)
        {
            return "an empty file";
        }
        if (_formats.FirstOrDefault(format => _head.AsSpan().StartsWith(format.Magic)).What is { } what)
        {
            return what;
        }
        if (_head.Length > TarMagic + 5 && _head.AsSpan(TarMagic, 5).SequenceEqual("ustar"u8))
        {
            return "a tar archive; unpack it and name the file in it";
        }
        // ONNX: protocol buffers whose first field is a small version, the next the producer's name.
        if (_head is [0x08, < 0x20, 0x12, ..] or [0x08, < 0x20, 0x3A, ..])
        {
            return "a network in ONNX, which holds no weights under the names of its modules; take the file that it was made from";
        }
        return TextOf(_head) is { } text ? DescribeText(text) : DescribeBytes(stream);
    }

    /// <summary>What a zip archive is that PyTorch did not write, by the names of its files.</summary>
    public static string DescribeZip(IReadOnlyCollection<string> names)
    {
        if (names.Any(name => name.EndsWith("Model.key", StringComparison.Ordinal) || name.EndsWith("LoaderSignature", StringComparison.Ordinal)
            || name.StartsWith("TransformerChain", StringComparison.Ordinal) || name.EndsWith("TrainingInfo/Version.txt", StringComparison.Ordinal)))
        {
            return "a model zip of ML.NET, a whole pipeline; mlContext.Model.Load loads it";
        }
        if (names.FirstOrDefault(IsModel) is { } inside)
        {
            return $"a zip archive with {SafetensorsHeader.Quote(inside)} in it; unpack it and name that file";
        }
        return names switch
        {
            _ when names.Count > 0 && names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)) =>
                "arrays of NumPy (npz); save the weights as safetensors",
            _ when names.Contains("model.weights.h5") => "a model of Keras; save the weights as safetensors",
            _ when names.Contains("[Content_Types].xml") => "a document of an office program, or a package",
            { Count: 0 } => "an empty zip archive",
            _ => $"a zip archive of other files: {string.Join(", ", names.Take(3).Select(SafetensorsHeader.Quote))}"
                + (names.Count > 3 ? $" and {names.Count - 3} more" : ""),
        };

        static bool IsModel(string name) => Path.GetExtension(name).ToLowerInvariant() is ".safetensors" or ".pt" or ".pth" or ".ckpt" or ".bin";
    }

    private FileFormat FormatOf()
    {
        if (_head.Length >= PrefixLength)
        {
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(_head);
            ReadOnlySpan<byte> header = _head.AsSpan(PrefixLength).TrimStart(" \t\r\n"u8);
            // What is no text there is a length, if only a damaged one.
            bool isLength = headerLength <= SafetensorsHeader.MaxLength || TextOf(_head.AsSpan(0, PrefixLength)) is null;
            if (header.StartsWith("{"u8) && isLength)
            {
                return FileFormat.Safetensors;
            }
        }
        return _head switch
        {
            [(byte)'P', (byte)'K', ..] or [0x80, ..] => FileFormat.PyTorch,
            _ when TextOf(_head)?.TrimStart().StartsWith('{') == true && _fileLength <= ShardedReader.MaxIndexLength => FileFormat.Index,
            _ => FileFormat.Other,
        };
    }

    private static string DescribeText(string text)
    {
        string start = text.TrimStart();
        if (start.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            string size = LfsSize().Match(text) is { Success: true } match && long.TryParse(match.Groups[1].ValueSpan, out long bytes)
                ? string.Create(CultureInfo.InvariantCulture, $" of {bytes:N0} bytes")
                : "";
            return $"a git-lfs pointer, a note in the place of the file{size}; fetch the file itself with 'git lfs pull', or download it";
        }
        if (Html().IsMatch(start))
        {
            return "an HTML page, such as a site shows in the place of a file; download the file itself";
        }
        return (start.StartsWith('{') || start.StartsWith('[') ? "a JSON text" : start.StartsWith('<') ? "an XML text" : "a text")
            + $" that begins with {SafetensorsHeader.Quote(text.Trim())}";
    }

    private string DescribeBytes(FileStream stream)
    {
        string start = string.Join(' ', _head.Take(PrefixLength).Select(value => value.ToString("X2", CultureInfo.InvariantCulture)));
        bool isBlank = _head.All(value => value == 0);
        return isBlank
            ? $"{stream.Length} bytes that begin with zeros, as a download leaves that was cut short"
            : $"{stream.Length} bytes of something else, which begin with {start}";
    }

    /// <summary>The text that bytes begin with, as far as they are whole; null if they are no text.</summary>
    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
        if (bytes.IsEmpty || bytes.IndexOfAnyInRange<byte>(0, 8) >= 0)
        {
            return null;
        }
        // The last letter may be cut off.
        for (int cut = 0; cut < Math.Min(4, bytes.Length); cut++)
        {
            try
            {
                return StrictUtf8.Decode(bytes[..^cut]);
            }
            catch (DecoderFallbackException)
            {
            }
        }
        return null;
    }

    [GeneratedRegex(@"^size (\d+)", RegexOptions.Multiline)]
    private static partial Regex LfsSize();

    [GeneratedRegex(@"^(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Html();
}
