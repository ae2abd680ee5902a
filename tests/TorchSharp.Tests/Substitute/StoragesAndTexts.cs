using static TorchSharp.torch;

namespace TorchSharp.Tests.Substitute;

/// <summary>Forms that the package may give otherwise.</summary>
public class StoragesAndTexts
{
    [Fact]
    public void A_view_shares_the_storage_of_what_it_views()
    {
        using var scope = NewDisposeScope();
        var whole = arange(6);
        var storage = whole.reshape(2, 3)[1].storage<long>();
        Assert.Equal((6, 48ul, 8), (storage.Count, storage.nbytes(), storage.element_size()));
        storage[5] = 50;
        Assert.Equal([0, 1, 2, 3, 4, 50], whole.data<long>().ToArray());
    }

    [Fact]
    public void Text_tells_shape_type_and_device()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
        Assert.Equal("[[1, 2], [3, 4]]", tensor(new[,] { { 1, 2 }, { 3, 4 } }).npstr());
    }
}
