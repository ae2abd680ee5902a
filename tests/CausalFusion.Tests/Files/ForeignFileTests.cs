using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using CausalFusion.Files;

namespace CausalFusion.Tests.Files;

/// <summary>Files that somebody took for a model, named as what they are.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 2698000000\n",
        "a git-lfs pointer, a note in the place of the file of 2,698,000,000 bytes; fetch the file itself with 'git lfs pull'")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "a git-lfs pointer, a note in the place of the file; fetch")]
    [InlineData("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "an HTML page")]
    [InlineData("\uFEFF\n <HTML lang=\"en\">", "an HTML page")]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "an XML text that begins with '<?xml")]
    [InlineData("{\"error\": \"Repository not found\"}", "a JSON text without 'weight_map' that begins with '{\"error\": \"Repository not found\"}'")]
    [InlineData("{\"error\": ", "a text that begins like JSON and is none")]
    [InlineData("[1, 2]", "a JSON text that begins with '[1, 2]'")]
    [InlineData("Invalid username or password.", "a text that begins with 'Invalid username or password.'")]
    [InlineData("Ungültiges Kennwort, größer als 猫", "a text that begins with 'Ungültiges")]
    public void A_text_is_named(string text, string named) => Refused(Encoding.UTF8.GetBytes(text), named);

    [Theory]
    [InlineData("GGUF\u0003", "a GGUF file")]
    [InlineData("\u0089HDF\r\n\u001a\n", "an HDF5 file")]
    [InlineData("\u0093NUMPY\u0001", "an array of NumPy")]
    [InlineData("\u0089PNG\r\n\u001a\n", "an image (PNG)")]
    [InlineData("BZh91AY", "a bzip2 archive")]
    [InlineData("\u00fd7zXZ\u0000", "an xz archive")]
    [InlineData("7z\u00bc\u00af'\u001c", "a 7-Zip archive")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("\u007fELF\u0002", "a program or a library")]
    [InlineData("\u0008\u0007\u0012\u0007pytorch", "a network in ONNX")]
    [InlineData("\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000", "begin with zeros, as a download leaves that was cut short")]
    [InlineData("\u0001\u0002\u0003\u0004\u0005", "5 bytes of something else, which begin with 01 02 03 04 05")]
    [InlineData("\u0080\u0004\u0095\u0010", "a pickle alone, which is a program of Python")]
    [InlineData("\u0080\u0002\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.", "PyTorch's older format (before 1.6)")]
    public void A_binary_file_is_named(string latin1, string named) => Refused(Encoding.Latin1.GetBytes(latin1), named);

    [Fact]
    public void An_archive_is_named()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write("weights"u8);
        }
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "model.safetensors") { DataStream = new MemoryStream(new byte[9]) });
        }

        Refused(packed.ToArray(), "a gzip archive; unpack it");
        Refused(tar.ToArray(), "a tar archive; unpack it");
        Refused(PyTorchBytes.Zip(("sd/model.safetensors", [1])), "a zip archive with 'sd/model.safetensors' in it; unpack it and name that file");
        Refused(PyTorchBytes.Zip(("TrainingInfo/Version.txt", [1]), ("TransformerChain/Model.key", [1])), "a model zip of ML.NET");
        Refused(PyTorchBytes.Zip(("arr_0.npy", [1])), "arrays of NumPy (npz)");
        Refused(PyTorchBytes.Zip(("a", [1]), ("b", [1]), ("c", [1]), ("d", [1])), "a zip archive of other files: 'a', 'b', 'c' and 1 more");
        Refused(PyTorchBytes.Zip(), "an empty zip archive");
    }

    [Fact]
    public void A_folder_is_named() => Assert.Contains(
        "found a folder; name the file in it", Assert.Throws<InvalidDataException>(() => TensorReader.Open(_folder.Path)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_safetensors_file_with_a_damaged_length_is_not_taken_for_something_else() => Refused(
        [0, 0, 0, 0, 0, 0, 0, 0x70, .. "{}      "u8], "expected a safetensors header of at most 8 bytes in a file of 16");

    private void Refused(byte[] content, string named)
    {
        string path = _folder["file.safetensors"];
        File.WriteAllBytes(path, content);

        string message = Assert.Throws<InvalidDataException>(() => TensorReader.Open(path)).Message;

        Assert.StartsWith($"'{path}': ", message, StringComparison.Ordinal);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }
}
