#include "codec.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

// A progressive file may repeat scans without end, each over the whole image; real ones have about ten.
#define MAX_SCANS 500

typedef struct
{
    struct jpeg_error_mgr base;
    jmp_buf jump;
    codec_error* error;
} jpeg_errors;

static void on_error(j_common_ptr common)
{
    jpeg_errors* errors = (jpeg_errors*)common->err;
    char message[JMSG_LENGTH_MAX];
    errors->base.format_message(common, message);
    codec_fail(errors->error, "%s", message);
    longjmp(errors->jump, 1);
}

// libjpeg fills what is missing with grey and goes on; here a truncated or broken scan is an error.
static void on_message(j_common_ptr common, int level)
{
    int code = common->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_MUST_RESYNC))
        on_error(common);
}

static void on_progress(j_common_ptr common)
{
    j_decompress_ptr decompress = (j_decompress_ptr)common;
    if (common->is_decompressor && decompress->input_scan_number > MAX_SCANS)
    {
        jpeg_errors* errors = (jpeg_errors*)common->err;
        codec_fail(errors->error, "more than %d scans", MAX_SCANS);
        longjmp(errors->jump, 1);
    }
}

static void install_errors(struct jpeg_error_mgr** slot, jpeg_errors* errors, codec_error* error)
{
    *slot = jpeg_std_error(&errors->base);
    errors->base.error_exit = on_error;
    errors->base.emit_message = on_message;
    errors->error = error;
}

int jpeg_codec_read_info(const uint8_t* data, size_t length, int64_t max_pixels, codec_info* out, codec_error* error)
{
    struct jpeg_decompress_struct jpeg;
    jpeg_errors errors;
    memset(&jpeg, 0, sizeof jpeg);
    install_errors(&jpeg.err, &errors, error);
    if (setjmp(errors.jump))
    {
        jpeg_destroy_decompress(&jpeg);
        return -1;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, data, length);
    jpeg_read_header(&jpeg, TRUE);
    uint64_t width = jpeg.image_width, height = jpeg.image_height;
    int arithmetic = jpeg.arith_code;
    jpeg_destroy_decompress(&jpeg);

    if (codec_check_size(error, width, height, max_pixels) != 0)
        return -1;
    // Huffman coding spends at least a bit on each 8 x 8 block.
    if (!arithmetic && width * height / 512 > length)
        return codec_fail(error, "the header claims %llu x %llu pixels, the file has only %zu bytes", (unsigned long long)width,
                          (unsigned long long)height, length);
    out->width = (int32_t)width;
    out->height = (int32_t)height;
    out->has_alpha = 0;
    return 0;
}

// Adobe's files, which is what CMYK in JPEG means, store the inks inverted: 255 is none.
static void cmyk_to_bgra(uint8_t* row, int32_t width)
{
    for (int32_t x = 0; x < width; x++, row += 4)
    {
        unsigned c = row[0], m = row[1], y = row[2], k = row[3];
        row[0] = (uint8_t)((y * k + 127) / 255);
        row[1] = (uint8_t)((m * k + 127) / 255);
        row[2] = (uint8_t)((c * k + 127) / 255);
        row[3] = 255;
    }
}

int jpeg_codec_decode(const uint8_t* data, size_t length, const codec_info* expected, uint8_t* bgra, codec_error* error)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_progress_mgr progress = { .progress_monitor = on_progress };
    jpeg_errors errors;
    memset(&jpeg, 0, sizeof jpeg);
    install_errors(&jpeg.err, &errors, error);
    if (setjmp(errors.jump))
    {
        jpeg_destroy_decompress(&jpeg);
        return -1;
    }
    jpeg_create_decompress(&jpeg);
    jpeg.progress = &progress;
    jpeg_mem_src(&jpeg, data, length);
    jpeg_read_header(&jpeg, TRUE);
    int inks = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
    jpeg.out_color_space = inks ? JCS_CMYK : JCS_EXT_BGRA;
    jpeg_start_decompress(&jpeg);
    if (jpeg.output_width != (JDIMENSION)expected->width || jpeg.output_height != (JDIMENSION)expected->height || jpeg.output_components != 4)
    {
        jpeg_destroy_decompress(&jpeg);
        return codec_fail(error, "unexpected pixel layout");
    }
    while (jpeg.output_scanline < jpeg.output_height)
    {
        JSAMPROW row = bgra + (size_t)jpeg.output_scanline * expected->width * 4;
        jpeg_read_scanlines(&jpeg, &row, 1);
        if (inks)
            cmyk_to_bgra(row, expected->width);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return 0;
}

typedef struct
{
    struct jpeg_destination_mgr base;
    uint8_t* bytes;
    size_t capacity;
} jpeg_output;

static void grow(j_compress_ptr jpeg, jpeg_output* output, size_t capacity)
{
    uint8_t* grown = realloc(output->bytes, capacity);
    if (grown == NULL)
        ERREXIT1(jpeg, JERR_OUT_OF_MEMORY, 0);
    output->base.next_output_byte = grown + output->capacity;
    output->base.free_in_buffer = capacity - output->capacity;
    output->bytes = grown;
    output->capacity = capacity;
}

static void start_output(j_compress_ptr jpeg)
{
    grow(jpeg, (jpeg_output*)jpeg->dest, 1 << 16);
}

static boolean continue_output(j_compress_ptr jpeg)
{
    jpeg_output* output = (jpeg_output*)jpeg->dest;
    grow(jpeg, output, output->capacity * 2);
    return TRUE;
}

static void end_output(j_compress_ptr jpeg)
{
    (void)jpeg;
}

int codec_encode_jpeg(const uint8_t* rgba, int32_t width, int32_t height, int32_t quality, uint8_t** file, size_t* length, char* error,
                      size_t error_capacity)
{
    codec_error e = { error, error_capacity };
    struct jpeg_compress_struct jpeg;
    jpeg_errors errors;
    jpeg_output output = { { .init_destination = start_output, .empty_output_buffer = continue_output, .term_destination = end_output }, NULL, 0 };
    if (width > JPEG_MAX_DIMENSION || height > JPEG_MAX_DIMENSION)
        return codec_fail(&e, "a JPEG file is at most %d pixels wide and high, the image is %d x %d", (int)JPEG_MAX_DIMENSION, width, height);
    memset(&jpeg, 0, sizeof jpeg);
    install_errors(&jpeg.err, &errors, &e);
    if (setjmp(errors.jump))
    {
        jpeg_destroy_compress(&jpeg);
        free(output.bytes);
        return -1;
    }
    jpeg_create_compress(&jpeg);
    jpeg.dest = &output.base;
    jpeg.image_width = (JDIMENSION)width;
    jpeg.image_height = (JDIMENSION)height;
    jpeg.input_components = 4;
    jpeg.in_color_space = JCS_EXT_RGBX;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height)
    {
        JSAMPROW row = (JSAMPROW)(rgba + (size_t)jpeg.next_scanline * width * 4);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    *file = output.bytes;
    *length = output.capacity - output.base.free_in_buffer;
    return 0;
}
