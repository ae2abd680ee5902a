using System.Runtime.InteropServices;

namespace CausalFusion.Fuzz.Targets;

/// <summary>Fails in every way, for tests of the campaign itself. It is in no campaign that does not name it.</summary>
internal sealed class SelfTestTarget : FuzzTarget
{
    private const int OneBlock = 1 << 26;

    private const int Ways = 5;

    private byte _next;

    public override string Name => "self-test";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => ["sound"u8.ToArray()];

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) => [(byte)(_next++ % Ways)];

    public override unsafe void Read(byte[] input, string folder)
    {
        switch (input[0])
        {
            case 0:
                Environment.FailFast("self-test: abort");
                break;
            case 1:
                Thread.Sleep(Timeout.Infinite);
                break;
            case 2:
                var blocks = new List<nint>();
                for (int i = 0; i < 24; i++)
                {
                    blocks.Add((nint)NativeMemory.Alloc(OneBlock));
                    new Span<byte>((void*)blocks[^1], OneBlock).Fill(1);
                }
                blocks.ForEach(block => NativeMemory.Free((void*)block));
                break;
            case 3:
                throw new NotSupportedException("self-test: undocumented");
            case 4:
                throw new InvalidDataException("self-test: documented");
        }
    }
}
