using System.Runtime.InteropServices;

namespace CausalFusion.Evaluation;

/// <summary>
/// Captions of images, each with references that people wrote, split into words: what CIDEr-D, BLEU and ROUGE-L are computed of. Memory grows with
/// the number of words.
/// </summary>
internal sealed class CaptionSet
{
    /// <summary>The most words that a caption or a reference may have.</summary>
    public const int MaxWords = 1000;

    /// <summary>The most references that an image may have.</summary>
    public const int MaxReferences = 1000;

    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<Extension, int> _ngrams = [];
    private readonly List<CaptionedImage> _images = [];

    /// <summary>The number of images.</summary>
    public int Count => _images.Count;

    /// <summary>The images, in the order in which they were added.</summary>
    internal IReadOnlyList<CaptionedImage> Images => _images;

    /// <summary>How many different n-grams there are: their numbers are less.</summary>
    internal int NGramCount => _ngrams.Count;

    /// <summary>Adds an image.</summary>
    /// <param name="caption">The words of its caption, at most <see cref="MaxWords"/>, perhaps none. They are compared as they are.</param>
    /// <param name="references">
    /// The words of each reference, at most <see cref="MaxWords"/>; references without words are left out, and one to <see cref="MaxReferences"/>
    /// must remain.
    /// </param>
    /// <exception cref="ArgumentException">There are too many words, too many references, or none with a word.</exception>
    public void Add(IReadOnlyList<string> caption, IEnumerable<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentNullException.ThrowIfNull(references);
        IReadOnlyList<string>[] kept = [.. references.Where(reference => reference.Count > 0).Take(MaxReferences + 1)];
        if (kept.Length is 0 or > MaxReferences)
        {
            throw new ArgumentException(
                $"expected 1 to {MaxReferences} references with a word, found {(kept.Length == 0 ? "none" : "more")}.", nameof(references));
        }
        RequireFewWords(caption, nameof(caption));
        foreach (IReadOnlyList<string> reference in kept)
        {
            RequireFewWords(reference, nameof(references));
        }
        _images.Add(new CaptionedImage(Number(caption), [.. kept.Select(Number)]));
    }

    private static void RequireFewWords(IReadOnlyList<string> text, string parameter)
    {
        if (text.Count > MaxWords)
        {
            throw new ArgumentException($"expected at most {MaxWords} words, found {text.Count}.", parameter);
        }
    }

    private NumberedText Number(IReadOnlyList<string> text)
    {
        int[] words = new int[text.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = NumberOf(_words, text[i]);
        }
        int[][] ngrams = new int[NumberedText.Orders][];
        int[] shorter = [];
        for (int order = 0; order < NumberedText.Orders; order++)
        {
            // An n-gram is a shorter one and the word after it.
            int[] numbers = new int[Math.Max(0, words.Length - order)];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = NumberOf(_ngrams, new Extension(order == 0 ? -1 : shorter[i], words[i + order]));
            }
            shorter = numbers;
            ngrams[order] = numbers;
        }
        return new NumberedText(words, ngrams);
    }

    private static int NumberOf<T>(Dictionary<T, int> numbers, T item) where T : notnull
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, item, out bool isKnown);
        if (!isKnown)
        {
            number = numbers.Count - 1;
        }
        return number;
    }

    // Numbers are given in turn, so that their own bits, unmixed, would fall together.
    private readonly record struct Extension(int Shorter, int Word)
    {
        public override int GetHashCode() => HashCode.Combine(Shorter, Word);
    }
}
