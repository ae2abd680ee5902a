using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that remembers the order of insertion and can also be indexed by position.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey Key, TValue Value)> _list = [];
    private readonly Dictionary<TKey, TValue> _dict = [];

    public TValue this[TKey key]
    {
        get => _dict[key];
        set
        {
            _dict[key] = value;
            var index = IndexOfKey(key);
            if (index < 0) _list.Add((key, value));
            else _list[index] = (key, value);
        }
    }

    public (TKey, TValue) this[int index]
    {
        get => _list[index];
        set
        {
            var old = _list[index].Key;
            if (!EqualityComparer<TKey>.Default.Equals(old, value.Item1))
            {
                if (_dict.ContainsKey(value.Item1)) throw Duplicate(value.Item1);
                _dict.Remove(old);
            }
            _list[index] = value;
            _dict[value.Item1] = value.Item2;
        }
    }

    public int Count => _list.Count;
    public bool IsReadOnly => false;
    public ICollection<TKey> Keys => _list.ConvertAll(item => item.Key);
    public ICollection<TValue> Values => _list.ConvertAll(item => item.Value);

    public IEnumerable<TKey> keys() => Keys;
    public IEnumerable<TValue> values() => Values;
    public IEnumerator<(TKey, TValue)> items() => GetEnumerator();

    public void Add((TKey, TValue) item) => Insert(_list.Count, item);
    public void Add(TKey key, TValue value) => Insert(_list.Count, (key, value));
    public void Add(KeyValuePair<TKey, TValue> item) => Insert(_list.Count, (item.Key, item.Value));

    public void Insert(int index, (TKey, TValue) item)
    {
        if (!_dict.TryAdd(item.Item1, item.Item2)) throw Duplicate(item.Item1);
        _list.Insert(index, item);
    }

    internal bool TryAdd(TKey key, TValue value)
    {
        if (!_dict.TryAdd(key, value)) return false;
        _list.Add((key, value));
        return true;
    }

    public bool Remove(TKey key)
    {
        if (!_dict.Remove(key)) return false;
        _list.RemoveAt(IndexOfKey(key));
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);
    public bool Remove(KeyValuePair<TKey, TValue> item) => Contains(item) && Remove(item.Key);

    public void RemoveAt(int index)
    {
        _dict.Remove(_list[index].Key);
        _list.RemoveAt(index);
    }

    public void Clear()
    {
        _list.Clear();
        _dict.Clear();
    }

    public void clear() => Clear();

    public bool ContainsKey(TKey key) => _dict.ContainsKey(key);
    public bool Contains((TKey, TValue) item) => _list.Contains(item);
    public bool Contains(KeyValuePair<TKey, TValue> item) => _list.Contains((item.Key, item.Value));
    public int IndexOf((TKey, TValue) item) => _list.IndexOf(item);
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _dict.TryGetValue(key, out value);
    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _list.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex)
    {
        foreach (var (key, value) in _list) array[arrayIndex++] = new(key, value);
    }

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _list.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() =>
        _list.Select(item => KeyValuePair.Create(item.Key, item.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOfKey(TKey key) => _list.FindIndex(item => EqualityComparer<TKey>.Default.Equals(item.Key, key));

    private static ArgumentException Duplicate(TKey key) => new($"The key '{key}' is already in the dictionary.");
}
