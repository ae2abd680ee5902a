using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Files;

/// <summary>A row with a member of every type that a file can hold.</summary>
internal sealed class AllTypesRow
{
    [LoadColumn(0)]
    public sbyte I1 { get; set; }

    [LoadColumn(1)]
    public byte U1 { get; set; }

    [LoadColumn(2)]
    public short I2 { get; set; }

    [LoadColumn(3)]
    public ushort U2 { get; set; }

    [LoadColumn(4)]
    public int I4 { get; set; }

    [LoadColumn(5)]
    public uint U4 { get; set; }

    [LoadColumn(6)]
    public long I8 { get; set; }

    [LoadColumn(7)]
    public ulong U8 { get; set; }

    [LoadColumn(8)]
    public float R4 { get; set; }

    [LoadColumn(9)]
    public double R8 { get; set; }

    [LoadColumn(10)]
    public bool Flag { get; set; }

    [LoadColumn(11)]
    public string Text { get; set; } = "";

    [LoadColumn(12)]
    public TimeSpan Span { get; set; }

    [LoadColumn(13)]
    public DateTime Time { get; set; }

    [LoadColumn(14)]
    [KeyType(5)]
    public uint Key { get; set; }

    [LoadColumn(15, 17)]
    [VectorType(3)]
    public float[] Vector { get; set; } = new float[3];

    [LoadColumn(18, 19)]
    [VectorType(2)]
    public string[] Words { get; set; } = ["", ""];

    public static AllTypesRow[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new AllTypesRow
        {
            I1 = (sbyte)random.Next(-100, 100),
            U1 = (byte)random.Next(256),
            I2 = (short)random.Next(-30000, 30000),
            U2 = (ushort)random.Next(65536),
            I4 = random.Next(int.MinValue, int.MaxValue),
            U4 = (uint)random.NextInt64(uint.MaxValue),
            I8 = random.NextInt64(long.MinValue + 1, long.MaxValue),
            U8 = (ulong)random.NextInt64() * 2,
            R4 = i == 0 ? float.NaN : (random.NextSingle() - 0.5f) * 1e6f,
            R8 = (random.NextDouble() - 0.5) * 1e-6,
            Flag = random.Next(2) == 1,
            Text = new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => " \"\t:,aé|7"[random.Next(9)])]),
            Span = new TimeSpan(random.NextInt64(1L << 50)),
            Time = new DateTime(random.NextInt64(1L << 60), DateTimeKind.Utc),
            // Beyond the count it is missing.
            Key = (uint)random.Next(6),
            Vector = i % 3 == 0 ? [0, 0, random.NextSingle()] : [random.NextSingle(), -1, 3],
            Words = [$"w{i}", ""],
        })];
    }
}
