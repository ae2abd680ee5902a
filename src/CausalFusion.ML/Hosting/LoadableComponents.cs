using System.Runtime.CompilerServices;
using CausalFusion.ML;
using CausalFusion.ML.Hosting;
using Microsoft.ML;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]

// What ML.NET looks for in the assembly that a component of a model file names, to load it.
[assembly: LoadableClass(
    typeof(ImageGenerationTransformer), null, typeof(SignatureLoadModel), ModelFormat.GeneratorLoader, ModelFormat.GeneratorLoader)]
[assembly: LoadableClass(
    typeof(ImageEditingTransformer), null, typeof(SignatureLoadModel), ModelFormat.EditorLoader, ModelFormat.EditorLoader)]
[assembly: LoadableClass(
    typeof(ImageFeaturizationTransformer), null, typeof(SignatureLoadModel), ModelFormat.FeaturizerLoader, ModelFormat.FeaturizerLoader)]
[assembly: LoadableClass(
    typeof(ImageCaptioningTransformer), null, typeof(SignatureLoadModel), ModelFormat.CaptionerLoader, ModelFormat.CaptionerLoader)]
