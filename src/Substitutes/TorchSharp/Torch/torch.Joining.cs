using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Ops.cat.Call(ListOf(tensors), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Ops.stack.Call(ListOf(tensors), dim);

    public static Tensor hstack(params Tensor[] tensors) => Ops.hstack.Call(Arg.List(tensors));

    public static Tensor hstack(IList<Tensor> tensors) => Ops.hstack.Call(ListOf(tensors));

    public static Tensor hstack(IEnumerable<Tensor> tensors) => Ops.hstack.Call(ListOf(tensors));

    public static Tensor vstack(IList<Tensor> tensors) => Ops.vstack.Call(ListOf(tensors));

    public static Tensor dstack(params Tensor[] tensors) => Ops.dstack.Call(Arg.List(tensors));

    public static Tensor dstack(IList<Tensor> tensors) => Ops.dstack.Call(ListOf(tensors));

    public static Tensor dstack(IEnumerable<Tensor> tensors) => Ops.dstack.Call(ListOf(tensors));

    public static Tensor row_stack(params Tensor[] tensors) => Ops.row_stack.Call(Arg.List(tensors));

    public static Tensor row_stack(IList<Tensor> tensors) => Ops.row_stack.Call(ListOf(tensors));

    public static Tensor column_stack(params Tensor[] tensors) => Ops.column_stack.Call(Arg.List(tensors));

    public static Tensor column_stack(IList<Tensor> tensors) => Ops.column_stack.Call(ListOf(tensors));

    public static Tensor block_diag(params Tensor[] tensors) => Tensor.block_diag(tensors);

    public static Tensor cartesian_prod(params Tensor[] tensors) => Ops.cartesian_prod.Call(Arg.List(tensors));

    public static Tensor cartesian_prod(IList<Tensor> tensors) => Ops.cartesian_prod.Call(ListOf(tensors));

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Ops.broadcast_tensors.CallList(Arg.List(tensors));

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Ops.meshgrid_indexing.CallList(ListOf(tensors), indexing == "xy" ? Arg.Text("xy"u8) : Arg.Text("ij"u8));

    public static IEnumerable<Tensor> atleast_1d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_1d());

    public static IEnumerable<Tensor> atleast_2d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_2d());

    public static IEnumerable<Tensor> atleast_3d(params Tensor[] input) => Array.ConvertAll(input, tensor => tensor.atleast_3d());

    /// <exception cref="ArgumentException">The shapes do not go together.</exception>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        var result = new long[shapes.Max(shape => shape.Length)];
        Array.Fill(result, 1);
        foreach (var shape in shapes)
        {
            var offset = result.Length - shape.Length;
            for (var i = 0; i < shape.Length; i++)
            {
                ref var size = ref result[offset + i];
                if (size != shape[i] && size != 1 && shape[i] != 1)
                    throw new ArgumentException($"Shapes cannot be broadcast: sizes {size} and {shape[i]} in dimension {offset + i}.");
                if (size == 1) size = shape[i];
            }
        }
        return new Size(result);
    }

    internal static Arg ListOf(IEnumerable<Tensor> tensors) => Arg.List(tensors as IReadOnlyList<Tensor> ?? [.. tensors]);
}
