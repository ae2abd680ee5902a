namespace Microsoft.ML.Transforms.Image;

public sealed partial class VectorToImageConvertingEstimator
{
    /// <summary>How the vectors of one column become images: colour = value × scale − offset, and a default for colours that are absent.</summary>
    internal sealed class ColumnOptions
    {
        public readonly string Name;
        public readonly string InputColumnName;
        public readonly ImageDataViewType Type;
        public readonly PixelLayout Layout;
        public readonly float ScaleImage;
        public readonly float OffsetImage;

        /// <summary>What stands for an absent red, green, blue, alpha.</summary>
        public readonly int[] Defaults;

        public ColumnOptions(string name, int imageHeight, int imageWidth, string inputColumnName, PixelLayout layout, float scaleImage,
            float offsetImage, int[] defaults)
        {
            IExceptionContext none = null;
            none.CheckNonEmpty(name, nameof(name));
            none.CheckParam(imageWidth > 0, nameof(imageWidth), $"Image width must be greater than zero, and it is {imageWidth}");
            none.CheckParam(imageHeight > 0, nameof(imageHeight), $"Image height must be greater than zero, and it is {imageHeight}");
            none.CheckParam(float.IsFinite(offsetImage), nameof(offsetImage), $"The offset is {offsetImage}, and must be finite");
            none.CheckParam(float.IsFinite(scaleImage) && scaleImage != 0, nameof(scaleImage),
                $"The scale is {scaleImage}, and must be finite and not 0");
            Name = name;
            InputColumnName = inputColumnName ?? name;
            Type = new ImageDataViewType(imageHeight, imageWidth);
            Layout = layout;
            ScaleImage = scaleImage;
            OffsetImage = offsetImage;
            Defaults = defaults;
        }

        /// <summary>How many values make an image.</summary>
        public int Length => Type.Height * Type.Width * Layout.Planes;

        public static ColumnOptions Load(IHost host, (string Output, string Input) pair, BinaryReader reader)
        {
            var colors = (ImagePixelExtractingEstimator.ColorBits)reader.ReadByte();
            var order = (ImagePixelExtractingEstimator.ColorsOrder)reader.ReadByte();
            int width = reader.ReadInt32(), height = reader.ReadInt32();
            float offset = reader.ReadSingle(), scale = reader.ReadSingle();
            bool interleaved = reader.ReadBoolean();
            int alpha = reader.ReadInt32(), red = reader.ReadInt32(), green = reader.ReadInt32(), blue = reader.ReadInt32();
            host.CheckDecode(colors != 0 && (colors & ImagePixelExtractingEstimator.ColorBits.All) == colors && Enum.IsDefined(order));
            host.CheckDecode(width > 0 && height > 0 && (long)width * height <= int.MaxValue / 4);
            host.CheckDecode(float.IsFinite(offset) && float.IsFinite(scale) && scale != 0);
            return new ColumnOptions(pair.Output, height, width, pair.Input, new PixelLayout(colors, order, interleaved), scale, offset,
                [red, green, blue, alpha]);
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write((byte)Layout.Colors);
            writer.Write((byte)Layout.Order);
            writer.Write(Type.Width);
            writer.Write(Type.Height);
            writer.Write(OffsetImage);
            writer.Write(ScaleImage);
            writer.Write(Layout.Interleaved);
            foreach (int colour in new[] { 3, 0, 1, 2 })
                writer.Write(Defaults[colour]);
        }
    }
}
