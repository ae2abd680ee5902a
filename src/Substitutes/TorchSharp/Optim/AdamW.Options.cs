namespace TorchSharp.Modules;

public partial class AdamW
{
    /// <summary>The options of a group; what is null takes the optimizer's default.</summary>
    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? weight_decay;
        public double? eps;
        public bool? amsgrad;
        public bool? maximize;

        internal AdamSettings Settings
        {
            get => new(beta1, beta2, eps, weight_decay, amsgrad, maximize);
            set => (beta1, beta2, eps, weight_decay, amsgrad, maximize) = value;
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            Settings.Write(writer);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            Settings = AdamSettings.Read(reader);
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            Settings = ((Options)source).Settings;
        }
    }
}
