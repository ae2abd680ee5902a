using CausalFusion.Conditions;
using CausalFusion.Models;
using CausalFusion.Settings;

namespace CausalFusion.Generation;

/// <summary>What can be asked of a network.</summary>
internal static class ConditionCheck
{
    /// <summary>Checks a condition against a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="condition">What an image is to be of.</param>
    /// <param name="where">What the condition is part of, for the message.</param>
    /// <param name="parameter">The parameter that it came in.</param>
    /// <exception cref="ArgumentException">The network knows no such class, or reads no text, or not this one.</exception>
    public static void Require(ImageModel model, Condition condition, Func<string> where, string parameter) =>
        Require(model.Config, () => model.Texts, condition, where, parameter);

    /// <summary>Checks a condition against a network that may not be loaded yet.</summary>
    /// <param name="config">The network.</param>
    /// <param name="texts">Gives its texts as tokens.</param>
    /// <param name="condition">What an image is to be of.</param>
    /// <param name="where">What the condition is part of, for the message.</param>
    /// <param name="parameter">The parameter that it came in; null for none.</param>
    /// <exception cref="ArgumentException">The network knows no such class, or reads no text, or not this one.</exception>
    public static void Require(ImageModelConfig config, Func<TextCodec> texts, Condition condition, Func<string> where, string? parameter)
    {
        if (condition.Class is { } label && (uint)label >= (uint)config.Classes)
        {
            throw new ArgumentException(
                config.Text is null
                    ? $"The class of {where()} must lie in 0…{config.Classes - 1}; found {label}."
                    : $"{where()}: expected a prompt, as the network reads text, found class {label}.",
                parameter);
        }
        if (condition.Text is not { } text)
        {
            return;
        }
        if (config.Text is null)
        {
            throw new ArgumentException(
                $"{where()}: expected a class from 0 to {config.Classes - 1}, as the network reads no text, found {condition}.", parameter);
        }
        try
        {
            _ = texts().OfPrompt(text);
        }
        catch (ArgumentException exception)
        {
            throw At(where(), exception, parameter);
        }
    }

    /// <summary>The same said of a text, with where it was.</summary>
    /// <param name="where">What the text is part of.</param>
    /// <param name="exception">What is said of it.</param>
    /// <param name="parameter">The parameter that it came in.</param>
    public static ArgumentException At(string where, ArgumentException exception, string? parameter) =>
        new($"{where}: {exception.WithoutParameter()}", parameter, exception);
}
