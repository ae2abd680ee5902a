using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Randomness;

namespace CausalFusion.Cli.Data;

/// <summary>Examples whose files may turn out to be unreadable: that is told from a failure to write what is made of them.</summary>
internal class InputExamples(ITrainingDataset examples) : ITrainingDataset
{
    public int Count => examples.Count;

    public ImageShape Shape => examples.Shape;

    public int ClassCount => examples.ClassCount;

    public IReadOnlyList<string>? ClassNames => examples.ClassNames;

    public bool HasCaptions => examples.HasCaptions;

    /// <exception cref="InputException">The example can't be read.</exception>
    public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
    {
        try
        {
            examples.Read(index, mirror, random, values, out condition);
        }
        catch (Exception exception) when (InputException.IsOf(exception))
        {
            throw new InputException(exception);
        }
    }

    /// <exception cref="InputException">An example can't be read.</exception>
    public string Fingerprint()
    {
        try
        {
            return examples.Fingerprint();
        }
        catch (Exception exception) when (InputException.IsOf(exception))
        {
            throw new InputException(exception);
        }
    }

    /// <summary>The examples stay their owner's.</summary>
    public void Dispose()
    {
    }
}
