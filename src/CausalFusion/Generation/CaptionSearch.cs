using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>Writes the captions of a batch, whose beginnings have one length.</summary>
/// <param name="writer">The network at work on them.</param>
/// <param name="options">How tokens are chosen.</param>
/// <param name="chooser">What chooses them.</param>
/// <param name="endOfText">The token that ends a text.</param>
/// <param name="most">The most tokens that may be written behind the beginnings, without the end.</param>
/// <param name="cancellationToken">Checked before every token.</param>
internal sealed class CaptionSearch(
    CaptionWriter writer, CaptionOptions options, TokenChooser chooser, int endOfText, int most, CancellationToken cancellationToken)
{
    /// <summary>Writes one caption for each text of the writer, token by token.</summary>
    /// <param name="requests">What the texts are, for their seeds.</param>
    public CaptionDraft[] WriteStepwise(IReadOnlyList<CaptionRequest> requests)
    {
        var drafts = new CaptionDraft[requests.Count];
        Array.Fill(drafts, CaptionDraft.Empty);
        RandomStream[] random = [.. requests.Select(TokenChooser.StreamOf)];
        int[] rows = [.. Enumerable.Range(0, requests.Count)]; // the caption of each of the writer's texts
        bool[] ended = new bool[requests.Count];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (int Token, double LogProbability)[] chosen = chooser.Choose(writer.Logits, [.. rows.Select(row => random[row])]);
            foreach ((int i, int row) in rows.Index())
            {
                if (ended[row])
                {
                    continue;
                }
                (int token, double logProbability) = chosen[i];
                bool isFull = drafts[row].Tokens.Count == most;
                ended[row] = token == endOfText || isFull;
                drafts[row] = token == endOfText ? drafts[row].Ended(logProbability) : isFull ? drafts[row] : drafts[row].With(token, logProbability);
            }
            int[] left = [.. rows.Index().Where(pair => !ended[pair.Item]).Select(pair => pair.Index)];
            if (left.Length == 0)
            {
                return drafts;
            }
            // Copying the cache pays where half of the texts have ended.
            if (left.Length <= rows.Length / 2)
            {
                writer.Select(left);
                rows = [.. left.Select(i => rows[i])];
                chosen = [.. left.Select(i => chosen[i])];
            }
            writer.Append([.. chosen.Select(choice => choice.Token)]);
        }
    }

    /// <summary>Writes for each text of the writer several captions side by side, and gives the one of the highest score.</summary>
    /// <param name="texts">Number of texts.</param>
    public CaptionDraft[] WriteByBeams(int texts)
    {
        Beam[] beams = [.. Enumerable.Range(0, texts).Select(text => new Beam(text, options, endOfText, most) { Rows = [text] })];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Beam[] searching = [.. beams.Where(beam => !beam.IsDone)];
            (int Token, double LogProbability)[][] candidates = Candidates();
            var rows = new List<int>();
            var tokens = new List<int>();
            foreach (Beam beam in searching)
            {
                foreach ((int row, int token) in beam.Advance(row => candidates[row]))
                {
                    rows.Add(row);
                    tokens.Add(token);
                }
                beam.Rows = [.. Enumerable.Range(rows.Count - beam.Drafts.Count, beam.Drafts.Count)];
            }
            if (rows.Count == 0)
            {
                return [.. beams.Select(beam => beam.Best())];
            }
            writer.Select([.. rows]);
            writer.Append([.. tokens]);
        }
    }

    /// <summary>The likeliest tokens behind each of the writer's texts: twice as many as there are beams, as each may end one.</summary>
    private (int Token, double LogProbability)[][] Candidates()
    {
        using var scope = NewDisposeScope();
        Tensor probabilities = chooser.LogProbabilities(writer.Logits);
        int count = (int)Math.Min(2L * options.Beams, probabilities.shape[1]);
        (Tensor values, Tensor indices) = probabilities.topk(count, 1);
        float[] found = values.cpu().data<float>().ToArray();
        long[] tokens = indices.cpu().data<long>().ToArray();
        return [.. Enumerable.Range(0, (int)probabilities.shape[0])
            .Select(row => Enumerable.Range(row * count, count).Select(i => ((int)tokens[i], (double)found[i])).ToArray())];
    }
}
