using System.Globalization;
using CausalFusion.Samples;
using CausalFusion.Samples.Demo;
using CausalFusion.Samples.Demo.Text;

// Draws a prompt with a network that is trained already, then learns Fashion-MNIST in an ML.NET pipeline, draws new images, and classifies real ones
// by the network's features.
//   dotnet run -c Release [-- --prompt TEXT --out DIR --data DIR --emoji DIR --steps N --seed N]
// With --text, learns text and images in one network: images by prompt, captions, edits by prompt.
//   dotnet run -c Release -- --text [--out DIR --steps N --seed N]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return SampleProgram.Run(() => args is [SecondProcess.Command, var pipeline, var seed]
    ? SecondProcess.Verify(pipeline, seed)
    : args.Contains("--text")
    ? new TextDemoRun(TextDemoOptions.Parse([.. args.Where(argument => argument != "--text")])).Run()
    : new DemoRun(DemoOptions.Parse(args)).Run());
