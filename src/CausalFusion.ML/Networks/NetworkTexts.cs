using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.ML.Networks;

/// <summary>The texts of a network that may not be loaded yet.</summary>
internal static class NetworkTexts
{
    /// <summary>Checks that it is known by which vocabulary a network reads and writes text.</summary>
    /// <param name="info">What is known of the network.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static Vocabulary RequireVocabulary(ModelInfo info) => info.Vocabulary ?? throw new ArgumentException(
        "Expected a network with the vocabulary that it was trained with, which reading and writing text needs; found none in its file.");

    /// <summary>Checks what an option asks a network for.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="condition">What it asks for.</param>
    /// <param name="config">The network.</param>
    /// <param name="info">What else is known of it.</param>
    /// <exception cref="ArgumentException">The network knows no such class, or reads no text, or not this one.</exception>
    public static void RequireOption(string option, Condition condition, ImageModelConfig config, ModelInfo info) => ConditionCheck.Require(
        config, () => new TextCodec(new BytePairTokenizer(RequireVocabulary(info)), config.Text!), condition, () => option, parameter: null);
}
