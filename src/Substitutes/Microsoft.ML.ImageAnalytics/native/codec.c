#include "codec.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int codec_fail(codec_error* error, const char* format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (error->capacity > 0)
        vsnprintf(error->text, error->capacity, format, arguments);
    va_end(arguments);
    return -1;
}

int codec_check_size(codec_error* error, uint64_t width, uint64_t height, int64_t max_pixels)
{
    if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX)
        return codec_fail(error, "the header claims %llu x %llu pixels", (unsigned long long)width, (unsigned long long)height);
    if (width * height > (uint64_t)max_pixels)
        return codec_fail(error, "the header claims %llu x %llu pixels, at most %lld are read", (unsigned long long)width,
                          (unsigned long long)height, (long long)max_pixels);
    return 0;
}

static int is_png(const uint8_t* data, size_t length)
{
    static const uint8_t signature[8] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    return length >= sizeof signature && memcmp(data, signature, sizeof signature) == 0;
}

static int is_jpeg(const uint8_t* data, size_t length)
{
    return length >= 3 && data[0] == 0xff && data[1] == 0xd8 && data[2] == 0xff;
}

int codec_read_info(const uint8_t* data, size_t length, int64_t max_pixels, codec_info* info, char* error, size_t error_capacity)
{
    codec_error e = { error, error_capacity };
    if (is_png(data, length))
        return png_codec_read_info(data, length, max_pixels, info, &e);
    if (is_jpeg(data, length))
        return jpeg_codec_read_info(data, length, max_pixels, info, &e);
    return codec_fail(&e, "neither a PNG nor a JPEG file (%zu bytes)", length);
}

int codec_decode(const uint8_t* data, size_t length, const codec_info* info, uint8_t* bgra, char* error, size_t error_capacity)
{
    codec_error e = { error, error_capacity };
    return is_png(data, length) ? png_codec_decode(data, length, info, bgra, &e) : jpeg_codec_decode(data, length, info, bgra, &e);
}

void codec_free(uint8_t* file)
{
    free(file);
}
