namespace TorchSharp;

/// <summary>What the options of Adam and AdamW hold beside the learning rate; null takes the optimizer's default.</summary>
internal readonly record struct AdamSettings(double? Beta1, double? Beta2, double? Eps, double? WeightDecay, bool? Amsgrad, bool? Maximize)
{
    public (double, double) Betas => (Beta1.Value, Beta2.Value);

    /// <summary>These settings, if an optimizer can start from them.</summary>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    public AdamSettings Checked(double lr)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
        if (Eps < 0) throw new ArgumentException($"Invalid ε: {Eps}");
        if (Beta1 is not (>= 0 and < 1)) throw new ArgumentException($"Invalid beta1: {Beta1}");
        if (Beta2 is not (>= 0 and < 1)) throw new ArgumentException($"Invalid beta2: {Beta2}");
        if (WeightDecay < 0) throw new ArgumentException($"Invalid weight_decay: {WeightDecay}");
        return this;
    }

    public AdamSettings Or(AdamSettings defaults) => new(Beta1 ?? defaults.Beta1, Beta2 ?? defaults.Beta2, Eps ?? defaults.Eps,
        WeightDecay ?? defaults.WeightDecay, Amsgrad ?? defaults.Amsgrad, Maximize ?? defaults.Maximize);

    public void Write(BinaryWriter writer)
    {
        writer.Write(Beta1.Value);
        writer.Write(Beta2.Value);
        writer.Write(Eps.Value);
        writer.Write(WeightDecay.Value);
        writer.Write(Amsgrad.Value);
        writer.Write(Maximize.Value);
    }

    public static AdamSettings Read(BinaryReader reader) => new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
        reader.ReadDouble(), reader.ReadBoolean(), reader.ReadBoolean());
}
