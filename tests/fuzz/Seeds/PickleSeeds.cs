using System.Buffers.Binary;
using System.Text;

namespace CausalFusion.Fuzz.Seeds;

/// <summary>Pickles as PyTorch's <c>torch.save</c> writes them, opcode by opcode.</summary>
internal static class PickleSeeds
{
    private static readonly byte[] _protocol = [0x80, 4], _stop = [(byte)'.'];

    /// <summary>A checkpoint of a training, with values of all kinds beside the weights.</summary>
    public static byte[] Training() => Joined(TrainingOpcodes());

    /// <summary>Containers that are shared.</summary>
    public static byte[] Shared() => Joined(SharedOpcodes());

    /// <summary>A pickle whose opcodes come in another order, twice, or not at all.</summary>
    public static byte[] Shuffled(byte[] pickle, Random random)
    {
        List<byte[]> opcodes = pickle.AsSpan().SequenceEqual(Shared()) ? SharedOpcodes() : TrainingOpcodes(), others = TrainingOpcodes();
        for (int left = 1 + random.Next(6); left > 0; left--)
        {
            int at = random.Next(opcodes.Count);
            switch (random.Next(4))
            {
                case 0: opcodes.RemoveAt(at); break;
                case 1: opcodes.Insert(at, others[random.Next(others.Count)]); break;
                case 2: opcodes.InsertRange(at, Enumerable.Repeat(opcodes[at], random.Next(1, 200))); break;
                default: opcodes[at] = [(byte)random.Next(256)]; break;
            }
            opcodes = opcodes.Count == 0 ? [[(byte)'N']] : opcodes;
        }
        return Joined(opcodes);
    }

    /// <summary>The archive around a pickle, with one storage of six numbers.</summary>
    public static byte[] Archive(byte[] pickle) =>
        ZipSeeds.Of([("a/data.pkl", pickle), ("a/data/0", new byte[24]), ("a/version", "3\n"u8.ToArray())]);

    private static byte[] Joined(List<byte[]> opcodes) => [.. _protocol, .. opcodes.SelectMany(opcode => opcode), .. _stop];

    private static List<byte[]> TrainingOpcodes() =>
    [
        Op("}"), Op("("),
        Text("model"), Op("}"), Put(0), Op("("), Text("first"), .. Tensor(), Text("second"), .. Tensor(), Op("u"),
        Text("ema"), Get(0),
        Text("set"), [0x8F], Op("("), Int(1), Int(2), [0x90],
        Text("frozen"), Op("("), Int(3), [0x91],
        Text("counter"), .. Global("collections", "Counter"), Op("}"), Int(1), Int(2), Op("s"), [0x85], Op("R"),
        Text("settings"), .. Global("other.library", "Settings"), Op(")"), [0x81], Op("}"), Text("lr"), [(byte)'G', 0x3F, 0xE0, 0, 0, 0, 0, 0, 0],
        Op("s"), Op("b"),
        Text("more"), .. Global("other", "More"), Op(")"), Op("}"), [0x92],
        Text("number"), .. Global("numpy.core.multiarray", "scalar"), .. Global("numpy", "dtype"), Text("f8"), [0x85], Op("R"), [(byte)'C', 2, 1, 2],
        [0x86], Op("R"),
        Text("long"), [0x8B, 3, 0, 0, 0, 1, 2, 3], Text("bytes"), [0x8E, 1, 0, 0, 0, 0, 0, 0, 0, 7], Text("array"), [0x96, 1, 0, 0, 0, 0, 0, 0, 0, 7],
        Text("flags"), [0x88], [0x89], [0x86], Text("none"), Op("N"), Text("list"), Op("]"), Op("("), Int(1), Text("x"), Op("e"),
        Text("parameter"), .. Global("torch._utils", "_rebuild_parameter"), .. Tensor(), [0x88], .. OrderedDict(), [0x87], Op("R"),
        Op("u"),
    ];

    private static List<byte[]> SharedOpcodes() =>
    [
        Op("]"), Op("("),
        Op("]"), Put(1), .. Tensor(), Op("a"),
        Op("]"), Put(2), Op("("), Get(1), Get(1), Get(1), Op("e"),
        Op("}"), Put(3), Text("x"), Get(2), Op("s"), Text("y"), Get(2), Op("s"), Text("self"), Get(3), Op("s"),
        Op("e"),
    ];

    private static List<byte[]> Tensor() =>
    [
        .. Global("torch._utils", "_rebuild_tensor_v2"), Op("("), Op("("), Text("storage"), .. Global("torch", "FloatStorage"), Text("0"),
        Text("cpu"), Int(6), Op("t"), Op("Q"), Int(0), Int(2), Int(3), [0x86], Int(3), Int(1), [0x86], [0x89], .. OrderedDict(), Op("t"), Op("R"),
    ];

    private static List<byte[]> OrderedDict() => [.. Global("collections", "OrderedDict"), Op(")"), Op("R")];

    private static List<byte[]> Global(string module, string name) => [Text(module), Text(name), [0x93], [0x94]];

    private static byte[] Op(string opcode) => Encoding.Latin1.GetBytes(opcode);

    private static byte[] Text(string text) => [0x8C, (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Int(int value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return [(byte)'J', .. bytes];
    }

    // Beyond those that MEMOIZE numbers.
    private static byte[] Put(byte index) => [(byte)'q', (byte)(index + 200)];

    private static byte[] Get(byte index) => [(byte)'h', (byte)(index + 200)];
}
