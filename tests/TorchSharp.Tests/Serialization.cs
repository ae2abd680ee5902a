using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Serialization
{
    [Fact]
    public void Tensors_survive_a_stream_whatever_their_type_and_layout()
    {
        using var scope = NewDisposeScope();
        Tensor[] saved = [randn(3, 5), arange(6).reshape(2, 3), ones(2, 2, dtype: @bool), randn(4, 2, dtype: float64).t(), tensor(2.5f), zeros(0, 3)];
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            foreach (var tensor in saved) tensor.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        foreach (var tensor in saved)
        {
            var loaded = Tensor.Load(reader);
            Assert.Equal(tensor.dtype, loaded.dtype);
            Assert.Equal(tensor.shape, loaded.shape);
            Assert.Equal(tensor.contiguous().bytes.ToArray(), loaded.bytes.ToArray());
        }
    }

    [Fact]
    public void Loading_into_a_tensor_of_another_shape_names_both_shapes()
    {
        using var scope = NewDisposeScope();
        var stream = new MemoryStream();
        ones(2, 3).Save(stream);
        stream.Position = 0;
        var target = ones(3, 2);
        var error = Assert.Throws<ArgumentException>(() => target.Load(new BinaryReader(stream)));
        Assert.Contains("shape", error.Message);
    }

    [Fact]
    public void Files_of_libtorchs_own_format_are_read_back()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        try
        {
            var tensor = randn(4, 3);
            save(tensor, path);
            Assert.Equal(tensor.data<float>().ToArray(), load(path).data<float>().ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Raw_bytes_go_through_streams()
    {
        using var scope = NewDisposeScope();
        var stream = new MemoryStream();
        arange(7).WriteBytesToStream(stream);
        Assert.Equal(56, stream.Length);
        stream.Position = 0;
        var read = zeros(7, int64);
        read.ReadBytesFromStream(stream);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], read.data<long>().ToArray());
    }
}
