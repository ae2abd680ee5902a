// PNG and JPEG files in memory to and from 8-bit pixels, behind a C ABI that never aborts, never throws and owns no memory of the caller's.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CODEC_EXPORT __attribute__((visibility("default")))

typedef struct
{
    int32_t width;
    int32_t height;
    int32_t has_alpha;
} codec_info;

typedef struct
{
    char* text;
    size_t capacity;
} codec_error;

// Every function returns 0, or -1 with the reason in `error`.

// Reads the header only. Refuses sizes above `max_pixels` and files too short to hold what the header promises, so that the caller can
// allocate width * height * 4 bytes.
CODEC_EXPORT int codec_read_info(const uint8_t* data, size_t length, int64_t max_pixels, codec_info* info, char* error, size_t error_capacity);

// Decodes to blue, green, red, alpha (not premultiplied), rows top to bottom without gaps. `info` is what codec_read_info gave for the same bytes.
CODEC_EXPORT int codec_decode(const uint8_t* data, size_t length, const codec_info* info, uint8_t* bgra, char* error, size_t error_capacity);

// Encode from red, green, blue, alpha (not premultiplied). The file is in memory that codec_free releases.
CODEC_EXPORT int codec_encode_png(const uint8_t* rgba, int32_t width, int32_t height, int32_t with_alpha, uint8_t** file, size_t* length, char* error,
                                  size_t error_capacity);
CODEC_EXPORT int codec_encode_jpeg(const uint8_t* rgba, int32_t width, int32_t height, int32_t quality, uint8_t** file, size_t* length, char* error,
                                   size_t error_capacity);
CODEC_EXPORT void codec_free(uint8_t* file);

// Shared by the two formats.
int codec_fail(codec_error* error, const char* format, ...) __attribute__((format(printf, 2, 3)));
int codec_check_size(codec_error* error, uint64_t width, uint64_t height, int64_t max_pixels);

int png_codec_read_info(const uint8_t* data, size_t length, int64_t max_pixels, codec_info* info, codec_error* error);
int png_codec_decode(const uint8_t* data, size_t length, const codec_info* info, uint8_t* bgra, codec_error* error);
int jpeg_codec_read_info(const uint8_t* data, size_t length, int64_t max_pixels, codec_info* info, codec_error* error);
int jpeg_codec_decode(const uint8_t* data, size_t length, const codec_info* info, uint8_t* bgra, codec_error* error);
