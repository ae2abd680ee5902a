using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

[Collection(nameof(RunsAlone))]
public sealed unsafe class PackedProductTests
{
    private const int Most = 70;

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 2, 48 }, { 7, 20 }, { 15, 96 }, { 16, 16 }, { 33, 100 }, { 64, 33 }, { 96, 64 },
        { 192, 576 }, { 192, 47 }, { 768, 192 }, { 128, 128 }, { 300, 97 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_is_the_product_and_each_row_the_same_whatever_rows_are_beside_it(int inputs, int outputs)
    {
        using var scope = NewDisposeScope();
        Tensor x = Tiny.Normal(1, 1, Most, inputs), weight = Tiny.Normal(2, 1, outputs, inputs);
        using PackedMatrix packed = PackedMatrix.OfTransposed(weight);
        Tensor all = Product(0, Most);
        Approximately.Equal(x.to(ScalarType.Float64).mm(weight.to(ScalarType.Float64).t()).to(ScalarType.Float32), all, 2e-6, "the product");
        foreach (int rows in new[] { 1, 2, 7, 8, 9, 15, 16, 33, 69 })
        {
            foreach (int first in new[] { 0, Most - rows })
            {
                Assert.True(Product(first, rows).bytes.SequenceEqual(all.narrow(0, first, rows).bytes), $"{rows} rows from {first} on");
            }
        }
        foreach (int threads in new[] { 1, 3 })
        {
            Tensor shared = LibraryThreads.With(threads, () =>
            {
                Tensor result = Filled(Most);
                PackedProduct.Multiply(x, packed, result);
                return result;
            });
            Assert.True(shared.bytes.SequenceEqual(all.bytes), $"{threads} threads");
        }

        Tensor Product(int first, int rows)
        {
            // What lies behind the product must stay as it is.
            Tensor room = Filled(rows + 1);
            PackedProduct.Multiply(TensorPointer.Of(x) + ((nint)first * inputs), packed, TensorPointer.Of(room), rows);
            Assert.All(room[rows].data<float>().ToArray(), value => Assert.Equal(7, value));
            return room.narrow(0, 0, rows);
        }

        Tensor Filled(int rows) => full([rows, outputs], 7f);
    }

    [Theory]
    [InlineData(600, 300)]
    [InlineData(97, 10)]
    public void A_matrix_is_packed_the_same_on_any_number_of_threads_and_from_its_transpose_and_freed(int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        Tensor weight = Tiny.Normal(2, 1, outputs, inputs), transposed = weight.t().contiguous();
        Tensor room = full([PackedMatrix.SizeOf(inputs, outputs) + 1], 7f);
        long before = Tensor.TotalCount;
        float[][] values =
        [
            .. new[] { 1, 4 }.Select(threads => LibraryThreads.With(threads, () => Values(PackedMatrix.OfTransposed(weight)))),
            Values(PackedMatrix.Of(transposed)), Values(PackedMatrix.OfTransposed(weight, room.narrow(0, 0, room.numel() - 1))),
            Values(PackedMatrix.Of(transposed, room.narrow(0, 0, room.numel() - 1))),
        ];
        Assert.All(values, found => Assert.Equal(values[0], found));
        Assert.Equal(weight.data<float>()[inputs], values[0][1]);
        Assert.Equal(room.numel() - 1, values[0].Length);
        Assert.Equal(7, room.data<float>()[room.numel() - 1]);
        Assert.Equal(before, Tensor.TotalCount);

        static float[] Values(PackedMatrix packed)
        {
            using (packed)
            {
                return
                [
                    .. Enumerable.Range(0, packed.Panels).SelectMany(
                        panel => new ReadOnlySpan<float>(packed.Panel(panel), packed.WidthOf(panel) * packed.Depth).ToArray()),
                ];
            }
        }
    }
}
