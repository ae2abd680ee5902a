using System.Globalization;
using CausalFusion.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return new BenchmarkCommand().Run(args);
