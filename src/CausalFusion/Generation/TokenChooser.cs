using CausalFusion.Randomness;
using CausalFusion.Text;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>Which tokens come next: the probabilities of those that may, and the choice of one.</summary>
internal sealed class TokenChooser : IDisposable
{
    private const ulong Purpose = 0x63617074; // "capt"

    private readonly CaptionOptions _options;
    private readonly Tensor _mask;

    /// <param name="options">How tokens are chosen.</param>
    /// <param name="vocabulary">The tokens; of the special ones, that which ends a text can come alone.</param>
    /// <param name="device">Where the network is.</param>
    public TokenChooser(CaptionOptions options, Vocabulary vocabulary, Device device)
    {
        _options = options;
        float[] mask = new float[vocabulary.Size];
        mask.AsSpan(vocabulary.TokenCount).Fill(float.NegativeInfinity);
        mask[vocabulary.EndOfText] = 0;
        _mask = tensor(mask, device: device).DetachFromDisposeScope();
    }

    /// <summary>The stream that the tokens of a caption are drawn from.</summary>
    public static RandomStream StreamOf(CaptionRequest request) => new(request.Seed, Purpose);

    /// <summary>The logarithms of the probabilities of the tokens.</summary>
    /// <param name="logits">(N, V).</param>
    /// <returns>(N, V), in the caller's dispose scope.</returns>
    public Tensor LogProbabilities(Tensor logits)
    {
        using var scope = NewDisposeScope();
        return nn.functional.log_softmax(logits.Plus(_mask), 1).MoveToOuterDisposeScope();
    }

    /// <summary>Chooses a token for each text.</summary>
    /// <param name="logits">(N, V).</param>
    /// <param name="random">The streams that they are drawn from, N; not used where the likeliest is taken.</param>
    /// <returns>The tokens, and the logarithms of their probabilities.</returns>
    public (int Token, double LogProbability)[] Choose(Tensor logits, IReadOnlyList<RandomStream> random)
    {
        using var scope = NewDisposeScope();
        Tensor probabilities = LogProbabilities(logits);
        Tensor chosen = _options.Decoding == CaptionDecoding.Greedy ? probabilities.argmax(1) : Drawn(probabilities, random);
        long[] tokens = chosen.cpu().data<long>().ToArray();
        float[] found = probabilities.gather(1, chosen.unsqueeze(1)).cpu().data<float>().ToArray();
        return [.. tokens.Select((token, i) => ((int)token, (double)found[i]))];
    }

    /// <summary>Frees what it holds.</summary>
    public void Dispose() => _mask.Dispose();

    private Tensor Drawn(Tensor probabilities, IReadOnlyList<RandomStream> random)
    {
        int texts = (int)probabilities.shape[0], most = (int)Math.Min(_options.TopK ?? int.MaxValue, probabilities.shape[1]);
        (Tensor values, Tensor indices) = (probabilities / Kept(_options.Temperature)).topk(most, 1); // from the likeliest on
        float[] weights = values.softmax(1).cpu().data<float>().ToArray();
        long[] candidates = indices.cpu().data<long>().ToArray(), chosen = new long[texts];
        for (int i = 0; i < texts; i++)
        {
            chosen[i] = candidates[(i * most) + Place(weights.AsSpan(i * most, most), random[i].NextDouble())];
        }
        return tensor(chosen, device: probabilities.device);
    }

    /// <summary>The place of a number between 0 and 1 among falling probabilities, of which those count that come to <c>TopP</c>.</summary>
    private int Place(ReadOnlySpan<float> weights, double drawn)
    {
        double total = 0;
        int count = 0;
        while (count < weights.Length && (count == 0 || total < _options.TopP) && weights[count] > 0)
        {
            total += weights[count++];
        }
        double left = drawn * total;
        for (int place = 0; place < count - 1; place++)
        {
            left -= weights[place];
            if (left < 0)
            {
                return place;
            }
        }
        return count - 1;
    }
}
