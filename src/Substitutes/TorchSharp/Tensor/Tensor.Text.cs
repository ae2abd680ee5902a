using System.Globalization;
using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, element type and device, and the value of a tensor that is a single number.</summary>
        public override string ToString()
        {
            if (IsInvalid) return "[disposed]";
            var single = Dimensions == 0 && device_type == DeviceType.CPU ? $", value = {ToScalar()}" : "";
            return $"[{string.Join("x", shape)}], type = {dtype}, device = {device}{single}";
        }

        /// <param name="style">The layout; the default is Julia's.</param>
        /// <param name="fltFormat">The format of floating numbers.</param>
        /// <param name="width">Unused by the styles that write one row per line.</param>
        /// <param name="cultureInfo">How to write numbers; the invariant culture by default.</param>
        /// <param name="newLine">What ends a line.</param>
        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string newLine = "\n")
        {
            if (style == TensorStringStyle.Metadata || device_type == DeviceType.META) return ToString();
            using var plain = detach();
            using var here = plain.cpu();
            using var packed = here.contiguous();
            return new TensorText(packed, style, fltFormat ?? "g5", cultureInfo ?? CultureInfo.InvariantCulture, newLine).Write();
        }

        /// <summary>One element, as text, of a contiguous tensor in CPU memory.</summary>
        internal string ElementText(long index, string format, CultureInfo culture) => dtype switch
        {
            ScalarType.Float32 => ReadCpuSingle(index).ToString(format, culture),
            ScalarType.Float64 => ReadCpuDouble(index).ToString(format, culture),
            ScalarType.Float16 => ReadCpuFloat16(index).ToString(format, culture),
            ScalarType.BFloat16 => ReadCpuBFloat16(index).ToString(format, culture),
            ScalarType.Byte => ReadCpuByte(index).ToString(culture),
            ScalarType.Int8 => ReadCpuSByte(index).ToString(culture),
            ScalarType.Int16 => ReadCpuInt16(index).ToString(culture),
            ScalarType.Int32 => ReadCpuInt32(index).ToString(culture),
            ScalarType.Int64 => ReadCpuInt64(index).ToString(culture),
            ScalarType.Bool => ReadCpuBool(index) ? "true" : "false",
            ScalarType.ComplexFloat32 => Written(ReadCpuValue<(float Real, float Imaginary)>(index)),
            _ => ReadCpuValue<Complex>(index).ToString(format, culture),
        };

        private static string Written((float Real, float Imaginary) value) =>
            new Complex(value.Real, value.Imaginary).ToString("g5", CultureInfo.InvariantCulture);
    }
}
