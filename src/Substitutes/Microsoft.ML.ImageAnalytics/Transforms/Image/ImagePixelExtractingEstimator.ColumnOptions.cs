namespace Microsoft.ML.Transforms.Image;

public sealed partial class ImagePixelExtractingEstimator
{
    /// <summary>How the images of one column become vectors: value = (colour − offset) × scale, or the colour itself as a byte.</summary>
    internal sealed class ColumnOptions
    {
        public readonly string Name;
        public readonly string InputColumnName;
        public readonly PixelLayout Layout;
        public readonly float OffsetImage;
        public readonly float ScaleImage;
        public readonly bool OutputAsFloatArray;

        public ColumnOptions(string name, string inputColumnName, ColorBits colorsToExtract, ColorsOrder orderOfExtraction,
            bool interleavePixelColors, float offsetImage, float scaleImage, bool outputAsFloatArray)
        {
            IExceptionContext none = null;
            none.CheckNonEmpty(name, nameof(name));
            none.CheckUserArg(float.IsFinite(offsetImage), nameof(offsetImage), $"The offset is {offsetImage}, and must be finite");
            none.CheckUserArg(float.IsFinite(scaleImage) && scaleImage != 0, nameof(scaleImage),
                $"The scale is {scaleImage}, and must be finite and not 0");
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Layout = new PixelLayout(colorsToExtract, orderOfExtraction, interleavePixelColors);
            OutputAsFloatArray = outputAsFloatArray;
            OffsetImage = outputAsFloatArray ? offsetImage : 0;
            ScaleImage = outputAsFloatArray ? scaleImage : 1;
        }

        public PrimitiveDataViewType ItemType => OutputAsFloatArray ? NumberDataViewType.Single : NumberDataViewType.Byte;

        public static ColumnOptions Load(IHost host, (string Output, string Input) pair, BinaryReader reader)
        {
            var colors = (ColorBits)reader.ReadByte();
            var order = (ColorsOrder)reader.ReadByte();
            bool asFloats = reader.ReadBoolean();
            float offset = reader.ReadSingle(), scale = reader.ReadSingle();
            bool interleaved = reader.ReadBoolean();
            host.CheckDecode(colors != 0 && (colors & ColorBits.All) == colors && Enum.IsDefined(order));
            host.CheckDecode(float.IsFinite(offset) && float.IsFinite(scale) && scale != 0);
            return new ColumnOptions(pair.Output, pair.Input, colors, order, interleaved, offset, scale, asFloats);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write((byte)Layout.Colors);
            writer.Write((byte)Layout.Order);
            writer.Write(OutputAsFloatArray);
            writer.Write(OffsetImage);
            writer.Write(ScaleImage);
            writer.Write(Layout.Interleaved);
        }
    }
}
