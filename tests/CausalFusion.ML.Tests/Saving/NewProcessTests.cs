using CausalFusion.ML.Tests.Conformance;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Saving;

/// <summary>What was saved gives in a new process, from a file and from a stream, what it gave before, bit for bit.</summary>
public class NewProcessTests(NewProcessTests.Loaded loaded) : IClassFixture<NewProcessTests.Loaded>
{
    public static TheoryData<string> Names { get; } = new(Components.All.Keys);

    [Fact]
    public void A_trained_pipeline_draws_the_same_images() => AssertSame(Loaded.Trained, fewestValues: 5);

    [Theory, MemberData(nameof(Names))]
    public void A_component_alone_gives_the_same_values(string name) => AssertSame(name, Components.All[name].FewestValues);

    [Theory, MemberData(nameof(Names))]
    public void A_component_between_ML_NETs_own_gives_the_same_values_and_scores(string name) => AssertSame(Loaded.InChain(name), fewestValues: 5);

    private void AssertSame(string name, int fewestValues)
    {
        (string[] expected, string[] fromFile, string[] fromStream) = loaded.Results[name];
        Assert.InRange(expected.Distinct().Count(), fewestValues, expected.Length);
        Assert.Equal(expected, fromFile);
        Assert.Equal(expected, fromStream);
    }

    /// <summary>Every component, saved by this process and loaded by a new one.</summary>
    public sealed class Loaded : IDisposable
    {
        public const string Trained = "trained";

        private readonly TemporaryFolder _folder = new();

        public Loaded()
        {
            using var trained = new Trained();
            MLContext ml = trained.Context;
            IDataView rows = ml.Data.LoadFromEnumerable(Example.Make(12));
            Save(Trained, trained.Model);
            foreach ((string name, Component component) in Components.All)
            {
                using var alone = (IDisposable)component.Make(ml, trained.Model).Fit(rows);
                Save(name, (ITransformer)alone);
                using var chain = ml.Transforms.Conversion.MapValueToKey("Label")
                    .Append(component.WithFeatures(ml, trained.Model, rows))
                    .AppendCacheCheckpoint(ml)
                    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
                    .Fit(rows);
                Save(InChain(name), chain);
            }

            string[] lines = LoadingProcess.Run([.. Results.Keys.Select(File)]);

            Assert.Equal(2 * Results.Count, lines.Length);
            foreach ((int i, string name) in Results.Keys.ToArray().Index())
            {
                Results[name] = Results[name] with { FromFile = lines[2 * i].Split(' '), FromStream = lines[(2 * i) + 1].Split(' ') };
            }

            void Save(string name, ITransformer transformer)
            {
                ml.Model.Save(transformer, rows.Schema, File(name));
                Results.Add(name, new Result([.. LoadingProcess.Results(ml, transformer)], [], []));
            }

            string File(string name) => _folder[name + ".zip"];
        }

        /// <summary>The hashes of what each gave here, and in the new process.</summary>
        internal Dictionary<string, Result> Results { get; } = [];

        public static string InChain(string name) => name + " in a chain";

        public void Dispose() => _folder.Dispose();

        internal sealed record Result(string[] Expected, string[] FromFile, string[] FromStream);
    }
}
