using System.Diagnostics;
using System.Runtime.InteropServices;
using CausalFusion.Families;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.TestKit;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>A model file into a network, against its bytes into memory; the file is in the system's cache.</summary>
internal sealed unsafe class ModelLoadRow : ComparisonRow
{
    private const int BlockSize = 4 << 20;

    private TemporaryFolder? _folder;
    private double _gigabytes;

    private string ModelFile => _folder!["model.safetensors"];

    /// <inheritdoc/>
    public override string? Note => $"a file of {_gigabytes:f2} GB";

    /// <inheritdoc/>
    public override void Prepare()
    {
        _folder = new TemporaryFolder();
        using (CausalFusionModel model = CausalFusionModel.ToBeFilled(CausalFusionPresets.SystemL(), device: null))
        {
            model.Save(ModelFile);
        }
        _gigabytes = new FileInfo(ModelFile).Length / 1e9;
        MeasureReference();
    }

    /// <inheritdoc/>
    public override double MeasureOurs()
    {
        long start = Stopwatch.GetTimestamp();
        using ImageModel model = ModelFamilies.Load(ModelFile);
        return _gigabytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public override double MeasureReference()
    {
        long start = Stopwatch.GetTimestamp();
        using FileStream file = new(ModelFile, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long length = file.Length;
        byte* memory = (byte*)NativeMemory.Alloc((nuint)length);
        try
        {
            for (long at = 0; at < length;)
            {
                int read = file.Read(new Span<byte>(memory + at, (int)Math.Min(BlockSize, length - at)));
                at += read > 0 ? read : throw new EndOfStreamException($"'{ModelFile}' ended at {at} of {length} bytes.");
            }
            return _gigabytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _folder?.Dispose();
}
