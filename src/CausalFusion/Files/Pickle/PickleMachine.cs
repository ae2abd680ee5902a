using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CausalFusion.Files.Pickle;

/// <summary>
/// Executes the part of Python's pickle language that <c>torch.save</c> writes: it can make numbers, texts, bytes, lists, tuples, sets and
/// dictionaries, and asks <see cref="IPickleObjects"/> about everything else. The pickle may be hostile.
/// </summary>
/// <remarks>
/// A pickle gives null, bool, long, <see cref="BigInteger"/>, double, string, byte[], <c>object?[]</c> (a tuple), <c>List&lt;object?&gt;</c>,
/// <see cref="PickleDictionary"/>, <see cref="PickleObject"/>, or what the objects gave. Values may be shared and lists may contain themselves. Each
/// byte costs a bounded time and a bounded memory.
/// </remarks>
internal sealed class PickleMachine
{
    /// <summary>The longest pickle that is executed, in bytes; a checkpoint with thousands of tensors has less than one hundredth.</summary>
    public const int MaxLength = 64_000_000;

    /// <summary>How many values may be pushed, and kept in the memo.</summary>
    public const int MaxValues = 4_000_000;

    private readonly byte[] _pickle;
    private readonly string _source;
    private readonly IPickleObjects _objects;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private readonly Stack<int> _marks = [];
    private int _position, _pushed;

    private PickleMachine(byte[] pickle, string source, IPickleObjects objects)
    {
        _pickle = pickle;
        _source = source;
        _objects = objects;
    }

    /// <summary>Executes a pickle.</summary>
    /// <param name="pickle">Its bytes, at most <see cref="MaxLength"/>.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="objects">What its references to Python mean.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or has what torch.save does not write; the message names what.</exception>
    public static object? Load(byte[] pickle, string source, IPickleObjects objects) => new PickleMachine(pickle, source, objects).Run();

    private object? Run()
    {
        while (true)
        {
            var opcode = (PickleOpcode)Take(1)[0];
            if (opcode == PickleOpcode.Stop)
            {
                object? result = Pop();
                return _stack.Count == 0 && _position == _pickle.Length ? result : throw Refuse("expected one value, found more");
            }
            Execute(opcode);
        }
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: RequireProtocol(Take(1)[0]); break;
            case PickleOpcode.Frame: Take(sizeof(ulong)); break;
            case PickleOpcode.Mark: _marks.Push(_stack.Count); Count(); break;

            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case PickleOpcode.BinInt1: Push((long)Take(1)[0]); break;
            case PickleOpcode.BinInt2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case PickleOpcode.Long1: PushInteger(new BigInteger(Take(Take(1)[0]))); break;
            case PickleOpcode.Long4: PushInteger(new BigInteger(TakeCounted(4))); break;
            case PickleOpcode.Int: PushDecimal(Line()); break;
            case PickleOpcode.Long: PushDecimal(Line().TrimEnd('L')); break;
            case PickleOpcode.BinFloat: Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case PickleOpcode.BinUnicode: Push(Text(TakeCounted(4))); break;
            case PickleOpcode.ShortBinUnicode: Push(Text(TakeCounted(1))); break;
            case PickleOpcode.BinUnicode8: Push(Text(TakeCounted(8))); break;
            case PickleOpcode.BinString: Push(TextOrBytes(TakeCounted(4))); break;
            case PickleOpcode.ShortBinString: Push(TextOrBytes(TakeCounted(1))); break;
            case PickleOpcode.BinBytes: Push(TakeCounted(4).ToArray()); break;
            case PickleOpcode.ShortBinBytes: Push(TakeCounted(1).ToArray()); break;
            case PickleOpcode.BinBytes8:
            case PickleOpcode.ByteArray8: Push(TakeCounted(8).ToArray()); break;

            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple1: Push(PopMany(1)); break;
            case PickleOpcode.Tuple2: Push(PopMany(2)); break;
            case PickleOpcode.Tuple3: Push(PopMany(3)); break;
            case PickleOpcode.Tuple: Push(PopToMark()); break;
            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.Append: Append(PopMany(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDictionary()); break;
            case PickleOpcode.SetItem: SetItems(PopMany(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            case PickleOpcode.EmptySet: Push(new PickleObject(null)); break;
            case PickleOpcode.AddItems: AddItems(); break;
            case PickleOpcode.FrozenSet:
                PopToMark();
                Push(new PickleObject(null));
                break;

            case PickleOpcode.Pop: Discard(); break;
            case PickleOpcode.PopMark: PopToMark(); break;
            case PickleOpcode.BinPut: Memoize(Take(1)[0]); break;
            case PickleOpcode.LongBinPut: Memoize(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case PickleOpcode.Memoize: Memoize(_memo.Count); break;
            case PickleOpcode.BinGet: Push(Remembered(Take(1)[0])); break;
            case PickleOpcode.LongBinGet: Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;

            case PickleOpcode.Global: Push(_objects.FindGlobal(Line(), Line())); break;
            case PickleOpcode.StackGlobal: PushStackGlobal(); break;
            case PickleOpcode.BinPersId: Push(_objects.FindPersistent(Pop())); break;
            case PickleOpcode.Reduce:
            case PickleOpcode.NewObj:
                object?[] arguments = Pop() as object?[] ?? throw Refuse("expected a tuple of arguments, found something else");
                Push(_objects.Call(Pop(), arguments));
                break;
            case PickleOpcode.NewObjEx:
                Pop(); // named arguments: whatever has them is not called
                object?[] positional = Pop() as object?[] ?? throw Refuse("expected a tuple of arguments, found something else");
                Push(_objects.Call(Pop(), positional));
                break;
            case PickleOpcode.Build:
                object? state = Pop();
                _objects.SetState(Top(), state);
                break;
            default:
                throw Refuse(Enum.IsDefined(opcode)
                    ? $"expected only what torch.save writes, found the opcode {opcode.ToString().ToUpperInvariant()}"
                    : $"expected an opcode, found the byte 0x{(byte)opcode:X2}");
        }
    }

    private void RequireProtocol(int protocol)
    {
        if (protocol is < 1 or > 5)
        {
            throw Refuse($"expected pickle protocol 1 to 5, found {protocol}");
        }
    }

    private void PushStackGlobal()
    {
        if (PopMany(2) is not [string module, string name])
        {
            throw Refuse("expected the names of a global, found something else");
        }
        Push(_objects.FindGlobal(module, name));
    }

    private void Append(object?[] items)
    {
        switch (Top())
        {
            case List<object?> list: list.AddRange(items); break;
            case PickleObject: break; // a list of a kind of its own, which has no names for what is in it
            default: throw Refuse("expected a list to append to, found something else");
        }
    }

    private void AddItems()
    {
        PopToMark();
        if (Top() is not PickleObject)
        {
            throw Refuse("expected a set to add to, found something else");
        }
    }

    /// <summary>As Python has it: the last mark, if nothing lies on it.</summary>
    private void Discard()
    {
        if (_marks.Count > 0 && _marks.Peek() == _stack.Count)
        {
            _marks.Pop();
        }
        else
        {
            Pop();
        }
    }

    private void SetItems(object?[] items)
    {
        PickleDictionary? dictionary = Top() switch
        {
            PickleDictionary plain => plain,
            PickleObject other => other.AsDictionary(),
            _ => null,
        };
        if (dictionary is null || items.Length % 2 != 0)
        {
            throw Refuse("expected a dictionary and pairs of keys and values, found something else");
        }
        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Items.Add((items[i], items[i + 1]));
        }
    }

    private void Memoize(long index)
    {
        if (index >= MaxValues)
        {
            throw Refuse($"expected at most {MaxValues} remembered values, found number {index}");
        }
        _memo[index] = Top();
    }

    private object? Remembered(long index) => _memo.TryGetValue(index, out object? value)
        ? value
        : throw Refuse($"expected a value that was remembered, found number {index}, which is not among {_memo.Count}");

    private void Push(object? value)
    {
        Count();
        _stack.Add(value);
    }

    private void PushInteger(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            Push((long)value);
        }
        else
        {
            Push(value);
        }
    }

    private void PushDecimal(string digits)
    {
        switch (digits)
        {
            case "00": Push(false); break;
            case "01": Push(true); break;
            default:
                PushInteger(BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
                    ? value
                    : throw Refuse("expected a whole number, found something else"));
                break;
        }
    }

    private void Count()
    {
        if (++_pushed > MaxValues)
        {
            throw Refuse($"expected at most {MaxValues} values, found more");
        }
    }

    /// <summary>Where the stack ends for whoever may not reach below the last mark.</summary>
    private int Floor => _marks.Count > 0 ? _marks.Peek() : 0;

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Refuse("expected a value, found none");

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count) =>
        _stack.Count - Floor >= count ? PopFrom(_stack.Count - count) : throw Refuse($"expected {count} values, found fewer");

    private object?[] PopToMark() => _marks.TryPop(out int mark) ? PopFrom(mark) : throw Refuse("expected a mark, found none");

    private object?[] PopFrom(int start)
    {
        object?[] items = _stack.GetRange(start, _stack.Count - start).ToArray();
        _stack.RemoveRange(start, items.Length);
        return items;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _pickle.Length - _position)
        {
            throw Refuse($"expected {count} bytes more, found its end");
        }
        ReadOnlySpan<byte> bytes = _pickle.AsSpan(_position, (int)count);
        _position += (int)count;
        return bytes;
    }

    private ReadOnlySpan<byte> TakeCounted(int prefix) => Take(prefix switch
    {
        1 => Take(1)[0],
        4 => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
        _ => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)), long.MaxValue),
    });

    private string Line()
    {
        const int MaxName = 1000;
        int length = _pickle.AsSpan(_position, Math.Min(MaxName, _pickle.Length - _position)).IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Refuse($"expected a name of at most {MaxName} bytes, found a longer one");
        }
        string line = Text(Take(length));
        Take(1);
        return line;
    }

    private string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.Decode(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"'{_source}': byte {_position} of its pickle: expected UTF-8, found something else.", exception);
        }
    }

    /// <summary>A string of Python 2, which was text or bytes.</summary>
    private static object TextOrBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.Decode(bytes);
        }
        catch (DecoderFallbackException)
        {
            return bytes.ToArray();
        }
    }

    private InvalidDataException Refuse(string problem) => new($"'{_source}': byte {_position} of its pickle: {problem}.");
}
