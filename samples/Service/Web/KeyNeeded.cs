namespace CausalFusion.Samples.Service.Web;

/// <summary>Marks an address that asks for the key, where there is one.</summary>
internal sealed class KeyNeeded;
