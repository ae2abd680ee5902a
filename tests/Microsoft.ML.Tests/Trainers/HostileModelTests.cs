using System.IO.Compression;

namespace Microsoft.ML.Tests.Trainers;

public sealed class HostileModelTests
{
    /// <summary>Where a component's own bytes begin in its stream.</summary>
    private const int HeaderSize = 0x100;

    private readonly byte[] _saved = Save();

    [SubstituteFact("The layout of a model's bytes is the substitute's own.")]
    public void A_model_that_claims_more_weights_than_there_are_is_refused_without_allocating_them()
    {
        foreach (int field in new[] { HeaderSize, HeaderSize + sizeof(int) })
        {
            foreach (int claim in new[] { int.MaxValue, 100_000_000, 0, -1 })
            {
                byte[] damaged = Damage(bytes => BitConverter.TryWriteBytes(bytes.AsSpan(field), claim));
                long before = GC.GetAllocatedBytesForCurrentThread();
                var error = Assert.ThrowsAny<Exception>(() => Load(damaged));
                Assert.IsType<FormatException>(error.GetBaseException());
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
            }
        }
    }

    [Fact]
    public void A_model_cut_anywhere_is_refused()
    {
        int length = 0;
        Damage(bytes => length = bytes.Length);
        for (int cut = 0; cut < length; cut += 37)
            Assert.ThrowsAny<Exception>(() => Load(Damage(_ => { }, keep: cut)));
    }

    private static byte[] Save()
    {
        var ml = new MLContext(seed: 1);
        IDataView data = ml.Data.LoadFromEnumerable(GoldenProblem.Load().Examples());
        using var file = new MemoryStream();
        ml.Model.Save(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data), data.Schema, file);
        return file.ToArray();
    }

    private static void Load(byte[] file)
    {
        using var stream = new MemoryStream(file);
        new MLContext().Model.Load(stream, out _);
    }

    /// <summary>A saved model of which the stream that holds the weights has been changed.</summary>
    private byte[] Damage(Action<byte[]> change, int keep = int.MaxValue)
    {
        using var file = new MemoryStream();
        file.Write(_saved);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.Single(e => e.FullName.Replace('\\', '/').EndsWith("/Model/Model.key", StringComparison.Ordinal));
            using Stream stream = entry.Open();
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            change(bytes);
            stream.SetLength(0);
            stream.Write(bytes, 0, Math.Min(keep, bytes.Length));
        }
        return file.ToArray();
    }
}
