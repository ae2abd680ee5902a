namespace CausalFusion.Evaluation;

/// <summary>An image's caption and its references.</summary>
/// <param name="Caption">The caption.</param>
/// <param name="References">At least one reference, each with a word.</param>
internal sealed record CaptionedImage(NumberedText Caption, NumberedText[] References);
