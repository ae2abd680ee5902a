using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>Makes the names of a vector's slots.</summary>
internal static class SlotNames
{
    /// <summary>An annotation with the names, which are made when they are asked for.</summary>
    /// <param name="count">The number of slots.</param>
    /// <param name="name">Names one.</param>
    public static DataViewSchema.Annotations Of(int count, Func<int, string> name)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, count), (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, count);
            for (int i = 0; i < count; i++)
            {
                editor.Values[i] = name(i).AsMemory();
            }
            value = editor.Commit();
        });
        return builder.ToAnnotations();
    }
}
