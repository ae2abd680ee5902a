// F# Interactive runs this when it has loaded the package CausalFusion: what the assembly does at its start, such as to help TorchSharp find its native
// library, must be done before TorchSharp is used, which may be before a type of ours is.
System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(typeof<CausalFusion.Generation.ImageGenerator>.Module.ModuleHandle)
