using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>What each component leaves behind when it is disposed: nothing.</summary>
[Collection(nameof(RunsAlone))]
public class ConformanceMemoryTests
{
    public static TheoryData<string> Names { get; } = new(Components.All.Keys);

    [Theory, MemberData(nameof(Names))]
    public void Disposing_it_alone_or_its_chain_frees_its_native_memory(string name)
    {
        long before = LiveTensors.CountHeld();
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(TestPictures.Make(6)), data = ml.Data.LoadFromEnumerable(ConformanceRow.Make(6));
        using (TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(ml).Fit(train))
        {
            long withModel = LiveTensors.CountHeld();
            ITransformer alone = Components.All[name].Make(ml, model).Fit(data);
            var chain = Components.All[name].Make(ml, model).Append(ml.Transforms.CopyColumns("After", Component.Output)).Fit(data);
            Assert.Equal(6, Component.Values(alone.Transform(data)).Count);
            Assert.Equal(6, Component.Values(chain.Transform(data), "After").Count);
            using (var stream = new MemoryStream())
            {
                ml.Model.Save(chain, data.Schema, stream);
                using var loaded = (IDisposable)ml.Model.Load(stream, out _);
                Assert.Equal(6, Component.Values(((ITransformer)loaded).Transform(data)).Count);
            }
            ((IDisposable)alone).Dispose();
            chain.Dispose();
            Assert.Equal(withModel, LiveTensors.CountHeld());
        }
        Assert.Equal(before, LiveTensors.CountHeld());
    }
}
