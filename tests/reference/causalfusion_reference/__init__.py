"""CausalFusion in plain PyTorch: what the C# code is compared with. Sources: FACTS.md and the paper."""
