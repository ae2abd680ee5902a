namespace CausalFusion.Native;

/// <summary>A symbol version that a shared library asks of another.</summary>
/// <param name="Library">The other library, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The number by which symbols refer to it.</param>
/// <param name="FlagsOffset">Where its flags stand in the file, in bytes.</param>
internal readonly record struct ElfVersionNeed(string Library, string Version, ushort Index, long FlagsOffset);
