using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Values
{
    [Fact]
    public void Accessors_follow_strides()
    {
        using var scope = NewDisposeScope();
        var t = arange(6).reshape(2, 3).t();
        var data = t.data<long>();
        Assert.Equal([0, 3, 1, 4, 2, 5], data.ToArray());
        Assert.Equal(4, data[1, 1]);
        Assert.Equal(3, data[1]);
        data[2, 0] = 20;
        Assert.Equal([0, 3, 1, 4, 20, 5], t.data<long>().ToArray());
        var array = (long[,])data.ToNDArray();
        Assert.Equal((3, 2, 20), (array.GetLength(0), array.GetLength(1), array[2, 0]));
        data.CopyFrom(new long[] { 7, 8 }, 0, 2);
        Assert.Equal([0, 3, 7, 8, 20, 5], t.data<long>().ToArray());
    }

    [Fact]
    public void Reading_as_another_type_is_refused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ones(2).data<double>());
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
        Assert.Throws<IndexOutOfRangeException>(() => ones(2).data<float>()[2]);
        Assert.Equal(1.5f, tensor(1.5f).item<float>());
        Assert.Equal(1.5, (double)tensor(1.5f));
    }

    [Fact]
    public void Arrays_of_every_rank_become_tensors_of_that_shape()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2, 2], tensor(new[,] { { 1, 2 }, { 3, 4 } }).shape);
        Assert.Equal([1, 2, 1], tensor(new[, ,] { { { 1.0 }, { 2.0 } } }).shape);
        Assert.Equal([2, 3], tensor(new List<float> { 1, 2, 3, 4, 5, 6 }, 2, 3).shape);
        Assert.Equal(float16, tensor(new float[] { 1 }, dtype: float16).dtype);
        Assert.Equal(ScalarType.Int32, tensor(3).dtype);
        Assert.Equal(ScalarType.Float64, tensor(3.0).dtype);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2 }, [3]));
    }

    [Fact]
    public void A_tensor_made_from_an_array_copies_it_and_one_over_it_shares_it()
    {
        using var scope = NewDisposeScope();
        var array = new float[] { 1, 2, 3 };
        var copied = tensor(array);
        var shared = from_array(array);
        var tail = frombuffer(array, float32, count: 2, offset: 1);
        array[1] = 20;
        Assert.Equal([1f, 2, 3], copied.data<float>().ToArray());
        Assert.Equal([1f, 20, 3], shared.data<float>().ToArray());
        Assert.Equal([20f, 3], tail.data<float>().ToArray());
    }

    [Fact]
    public void Assignment_through_an_index_changes_the_tensor()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, 4);
        x[1] = ones(4);
        x[TensorIndex.Colon, 3] = tensor(new float[] { 5, 6, 7 });
        x[x == 0] = tensor(-1f);
        Assert.Equal([-1f, -1, -1, 5, 1, 1, 1, 6, -1, -1, -1, 7], x.data<float>().ToArray());
        x.index_put_(9, TensorIndex.Single(0), TensorIndex.Slice(1, 3));
        Assert.Equal([-1f, 9, 9, 5], x[0].data<float>().ToArray());
    }

    [Fact]
    public void Devices_and_element_types_convert()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).to(CPU, disposeAfter: false);
        Assert.Equal(DeviceType.CPU, x.device_type);
        Assert.Equal(int64, x.to(int64).dtype);
        Assert.Equal(new Device("cuda:1"), new Device(DeviceType.CUDA, 1));
        Assert.False(cuda.is_available());
        Assert.Throws<ArgumentException>(() => new Device("toaster"));
    }
}
