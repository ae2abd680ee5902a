#include "codec.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
    const uint8_t* next;
    size_t left;
    codec_error* error;
} png_input;

typedef struct
{
    uint8_t* bytes;
    size_t length, capacity;
    codec_error* error;
} png_output;

static void on_error(png_structp png, png_const_charp message)
{
    codec_fail(png_get_error_ptr(png), "%s", message);
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep bytes, size_t count)
{
    png_input* input = png_get_io_ptr(png);
    if (count > input->left)
        png_error(png, "the file ends too early");
    memcpy(bytes, input->next, count);
    input->next += count;
    input->left -= count;
}

// Text, profiles and the like are skipped unread: they can be large and nobody asks for them.
static void keep_pixel_chunks_only(png_structp png)
{
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_chunk_malloc_max(png, 1 << 20);
}

static int open_png(png_structp* png, png_infop* info, png_input* input)
{
    *png = png_create_read_struct(PNG_LIBPNG_VER_STRING, input->error, on_error, on_warning);
    if (*png == NULL)
        return codec_fail(input->error, "out of memory");
    *info = png_create_info_struct(*png);
    if (*info == NULL)
    {
        png_destroy_read_struct(png, NULL, NULL);
        return codec_fail(input->error, "out of memory");
    }
    keep_pixel_chunks_only(*png);
    png_set_read_fn(*png, input, read_bytes);
    return 0;
}

int png_codec_read_info(const uint8_t* data, size_t length, int64_t max_pixels, codec_info* out, codec_error* error)
{
    png_structp png;
    png_infop info;
    png_input input = { data, length, error };
    if (open_png(&png, &info, &input) != 0)
        return -1;
    if (setjmp(png_jmpbuf(png)))
    {
        png_destroy_read_struct(&png, &info, NULL);
        return -1;
    }
    png_read_info(png, info);
    uint64_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    uint64_t packed = png_get_rowbytes(png, info) + 1;
    int alpha = (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
    png_destroy_read_struct(&png, &info, NULL);

    if (codec_check_size(error, width, height, max_pixels) != 0)
        return -1;
    // Deflate shrinks at most 1032-fold, so a shorter file cannot hold the rows that its header promises.
    if (packed * height > 1032 * (uint64_t)length)
        return codec_fail(error, "the header claims %llu x %llu pixels, the file has only %zu bytes", (unsigned long long)width,
                          (unsigned long long)height, length);
    out->width = (int32_t)width;
    out->height = (int32_t)height;
    out->has_alpha = alpha;
    return 0;
}

int png_codec_decode(const uint8_t* data, size_t length, const codec_info* expected, uint8_t* bgra, codec_error* error)
{
    png_structp png;
    png_infop info;
    png_input input = { data, length, error };
    if (open_png(&png, &info, &input) != 0)
        return -1;
    if (setjmp(png_jmpbuf(png)))
    {
        png_destroy_read_struct(&png, &info, NULL);
        return -1;
    }
    png_read_info(png, info);
    if (png_get_image_width(png, info) != (png_uint_32)expected->width || png_get_image_height(png, info) != (png_uint_32)expected->height)
        png_error(png, "the header changed between two reads");

    png_set_expand(png); // palettes to colours, 1, 2 and 4 bits to 8, a transparent colour to alpha
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_bgr(png);
    png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t stride = (size_t)expected->width * 4;
    if (png_get_rowbytes(png, info) != stride)
        png_error(png, "unexpected pixel layout");

    for (int pass = 0; pass < passes; pass++)
        for (int32_t y = 0; y < expected->height; y++)
            png_read_row(png, bgra + y * stride, NULL);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count)
{
    png_output* output = png_get_io_ptr(png);
    if (count > output->capacity - output->length)
    {
        size_t capacity = (output->length + count) * 2;
        uint8_t* grown = realloc(output->bytes, capacity);
        if (grown == NULL)
            png_error(png, "out of memory");
        output->bytes = grown;
        output->capacity = capacity;
    }
    memcpy(output->bytes + output->length, bytes, count);
    output->length += count;
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

int codec_encode_png(const uint8_t* rgba, int32_t width, int32_t height, int32_t with_alpha, uint8_t** file, size_t* length, char* error,
                     size_t error_capacity)
{
    codec_error e = { error, error_capacity };
    png_output output = { NULL, 0, 0, &e };
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &e, on_error, on_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    if (info == NULL)
    {
        png_destroy_write_struct(&png, NULL);
        return codec_fail(&e, "out of memory");
    }
    if (setjmp(png_jmpbuf(png)))
    {
        png_destroy_write_struct(&png, &info);
        free(output.bytes);
        return -1;
    }
    png_set_write_fn(png, &output, write_bytes, flush_nothing);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, with_alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    if (!with_alpha)
        png_set_filler(png, 0, PNG_FILLER_AFTER);
    for (int32_t y = 0; y < height; y++)
        png_write_row(png, rgba + (size_t)y * width * 4);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    *file = output.bytes;
    *length = output.length;
    return 0;
}
