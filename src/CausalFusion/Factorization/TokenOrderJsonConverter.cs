using System.Text.Json;
using CausalFusion.Settings;

namespace CausalFusion.Factorization;

/// <summary>A token order as JSON text; the numbers 0 and 1, which earlier versions wrote for random and raster, are read as well.</summary>
public sealed class TokenOrderJsonConverter : TextJsonConverter<TokenOrder>
{
    /// <inheritdoc/>
    public override TokenOrder Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.TryGetInt32(out int number) && number is 0 or 1
                ? number == 0 ? TokenOrder.Random : TokenOrder.Raster
                : throw new JsonException("Expected 0 (random) or 1 (raster) where a token order is a number.")
            : base.Read(ref reader, typeToConvert, options);
}
