"""CausalFusion in plain PyTorch: what the C# code is compared with. Sources: the paper (arXiv 2412.12095) and its published code."""
